"""Single sign-on against authlib's authorization server on the loopback, over real HTTP."""

import base64
import json
import sys
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from tanshi.application.identity.acts import acts_on
from tanshi.application.identity.caller import anonymous, console, recently_confirmed
from tanshi.application.identity.gate import open_gate
from tanshi.application.identity.logins import disable, enable
from tanshi.application.identity.oidc import SingleSignOn, challenge, link, links_of, unlink
from tanshi.application.identity.oidc_provider import is_safe
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.refusal import Refused
from tanshi.application.identity.sessions import caller_of
from tanshi.application.identity.settings import Provider as ProviderSettings
from tanshi.application.identity.sign_in import pass_second_factor
from tanshi.core.finding import Problem

from .conftest import CHEAP, KEYS, counted_entropy, gate_in_memory
from .people import code_now, enrolled, fetch, invited, member, ok, pass_time, refused, signed_in, strong
from .provider import CLIENT, REDIRECT, SECRET, Client, Provider


@pytest.fixture(scope="module")
def running():
    made = Provider(lambda: 0.0).start()
    yield made
    made.stop()


@pytest.fixture
def provider(running, clock):
    """The provider as it is without lies."""
    running.now = lambda: clock.now().timestamp()
    running.be_honest()
    return running


def settings_for(provider, **more):
    known = ProviderSettings("city", provider.issuer, CLIENT, SECRET, **more)
    return replace(CHEAP, providers=(known,))


@pytest.fixture
def gate(engine, clock, provider):
    return open_gate(engine, KEYS, settings_for(provider), clock, counted_entropy())


@pytest.fixture
def sso(gate):
    return SingleSignOn(gate)


@pytest.fixture
def quick(provider, clock):
    """A gate in memory, and its single sign-on: for the many ways an answer can be wrong."""
    made = gate_in_memory(settings_for(provider))
    made = replace(made, clock=clock)
    member(made, "wang", "plant")
    ok(link(made, console(), "city", "wang@idp", "wang"))
    yield made
    made.engine.close()


def sign_on(sso, provider, **more):
    begun = ok(sso.begin("city", REDIRECT + "city", **more))
    return sso.finish("city", provider.answer(begun.url), begun.cookie, address="10.0.0.1", agent="browser")


def test_somebody_linked_signs_in(gate, sso, provider):
    invited(gate, "wang", "plant", local=False)
    ok(link(gate, console(), "city", "wang@idp", "wang"))
    done = ok(sign_on(sso, provider))
    assert done.then == "ready"
    caller = ok(caller_of(gate, done.token))
    assert (caller.login, caller.actor, caller.how, caller.second_factor) == ("wang", "plant", "oidc", False)
    assert recently_confirmed(caller, 15, gate.now())
    assert provider.requests == ["/.well-known/openid-configuration", "/authorize", "/token", "/jwks"]


def test_what_begins_a_sign_on(gate, sso, provider):
    begun = ok(sso.begin("city", REDIRECT + "city", fresh=True))
    query = dict(parse_qsl(urlsplit(begun.url).query))
    assert begun.url.startswith(f"{provider.issuer}/authorize?")
    assert query["response_type"] == "code"
    assert query["client_id"] == CLIENT
    assert query["scope"] == "openid email"
    assert query["code_challenge_method"] == "S256"
    assert (query["prompt"], query["max_age"]) == ("login", "0")
    assert len({query["state"], query["nonce"], query["code_challenge"], begun.cookie}) == 4
    stored = repr(fetch(gate, "SELECT * FROM identity_oidc_flow"))
    assert not any(query[name] in stored for name in ("state", "nonce"))
    assert begun.cookie not in stored


def test_the_challenge_of_rfc_7636():
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_our_second_factor_is_asked_for_where_the_provider_gives_none_we_trust(gate, sso, provider):
    member(gate, "wang", "hubei")
    secret, _ = enrolled(gate, signed_in(gate, "wang").token)
    ok(link(gate, console(), "city", "wang@idp", "wang"))
    provider.user = {"sub": "wang@idp", "amr": ["pwd", "mfa"]}
    half = ok(sign_on(sso, provider))
    assert half.then == "second_factor"
    refused(caller_of(gate, half.token), Out.SECOND_FACTOR_NEEDED)
    done = ok(pass_second_factor(gate, half.token, code_now(gate, secret, 1)))
    assert ok(caller_of(gate, done.token)).second_factor


def test_the_providers_second_factor_counts_where_the_settings_say_so(engine, clock, provider):
    gate = open_gate(engine, KEYS, settings_for(provider, second_factor_amr=("mfa",)), clock, counted_entropy())
    sso = SingleSignOn(gate)
    invited(gate, "wang", "hubei", local=False)
    ok(link(gate, console(), "city", "wang@idp", "wang"))
    assert ok(sign_on(sso, provider)).then == "enrol"
    provider.user = {"sub": "wang@idp", "amr": ["pwd", "mfa"]}
    done = ok(sign_on(sso, provider))
    assert done.then == "ready"
    assert ok(caller_of(gate, done.token)).second_factor


def test_nobody_unknown_or_closed_signs_in(gate, sso, provider):
    refused(sign_on(sso, provider), Out.OIDC_NOT_LINKED)
    invited(gate, "wang", "plant", local=False)
    refused(link(gate, anonymous(), "city", "wang@idp", "wang"), Out.NOT_ADMINISTRATOR)
    refused(link(gate, console(), "town", "wang@idp", "wang"), Out.PROVIDER_NOT_FOUND)
    refused(link(gate, console(), "city", "wang@idp", "nobody"), Out.LOGIN_NOT_FOUND)
    ok(link(gate, console(), "city", "wang@idp", "wang"))
    refused(link(gate, console(), "city", "wang@idp", "wang"), Out.OIDC_LINK_EXISTS)
    ok(disable(gate, console(), "wang", "left"))
    refused(sign_on(sso, provider), Out.OIDC_NOT_LINKED)
    ok(enable(gate, console(), "wang"))
    ok(sign_on(sso, provider))
    refused(unlink(gate, anonymous(), "wang", "city"), Out.NOT_ADMINISTRATOR)
    refused(unlink(gate, console(), "wang", "town"), Out.PROVIDER_NOT_FOUND)
    ok(unlink(gate, console(), "wang", "city"))
    refused(unlink(gate, console(), "wang", "city"), Out.LOGIN_NOT_FOUND)
    refused(sign_on(sso, provider), Out.OIDC_NOT_LINKED)


def test_a_verified_email_links_once_where_the_provider_is_trusted_with_its_domain(engine, clock, provider):
    gate = open_gate(engine, KEYS, settings_for(provider, email_domains=("plant.example",)), clock, counted_entropy())
    sso = SingleSignOn(gate)
    member(gate, "wang", "plant", email="wang@plant.example")
    member(gate, "li", "plant", email="li@other.example")
    member(gate, "twin1", "plant", email="twin@plant.example")
    member(gate, "twin2", "plant", email="twin@plant.example")
    for claims in (
        {"email": "wang@plant.example"},
        {"email": "wang@plant.example", "email_verified": False},
        {"email": "wang@plant.example", "email_verified": "true"},
        {"email": "li@other.example", "email_verified": True},
        {"email": "twin@plant.example", "email_verified": True},
        {"email": "nobody@plant.example", "email_verified": True},
        {"email": ["wang@plant.example"], "email_verified": True},
        {"email": "plant.example", "email_verified": True},
    ):
        provider.user = {"sub": "wang@idp"} | claims
        refused(sign_on(sso, provider), Out.OIDC_NOT_LINKED)
    provider.user = {"sub": "wang@idp", "email": "Wang@Plant.example", "email_verified": True}
    assert ok(sign_on(sso, provider)).session.login == "wang"
    provider.user = {"sub": "wang@idp"}
    assert ok(sign_on(sso, provider)).session.login == "wang"
    provider.user = {"sub": "somebody else", "email": "wang@plant.example", "email_verified": True}
    refused(sign_on(sso, provider), Out.OIDC_NOT_LINKED)
    with gate.engine.snapshot() as view:
        assert [(row.subject, row.made_by) for row in links_of(view, "wang")] == [("wang@idp", "city")]


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": 7}, "nonce"),
        ({"aud": "somebody"}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": [CLIENT, "another"]}, "azp"),
        ({"azp": "another"}, "azp"),
        ({"iss": "http://127.0.0.1:1"}, "iss"),
        ({"iss": None}, "iss"),
        ({"exp": 0}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": float("nan")}, "exp"),
        ({"iat": 10_000_000_000}, "iat"),
        ({"iat": None}, "iat"),
        ({"nbf": 10_000_000_000}, "nbf"),
        ({"sub": ""}, "sub"),
        ({"sub": None}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"sub": "王"}, "sub"),
        ({"sub": ["wang@idp"]}, "sub"),
        ({"auth_time": "now"}, "auth_time"),
    ],
)
def test_an_id_token_that_does_not_fit_signs_nobody_in(quick, provider, lie, reason):
    provider.lies = lie
    found = refused(sign_on(SingleSignOn(quick), provider), Out.OIDC_ANSWER_REFUSED)
    assert found.details["reason"] == reason
    assert fetch(quick, "SELECT count(*) FROM identity_session") == [(0,)]
    with quick.engine.snapshot() as view:
        assert [act.detail for act in acts_on(view, "")] == [f"city {reason}"]


def _parts(token):
    return [json.loads(base64.urlsafe_b64decode(p + "=" * (-len(p) % 4))) for p in token.split(".")[:2]]


def _join(header, claims, signature=""):
    parts = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in (header, claims)]
    return ".".join([*parts, signature])


def _none(token):
    return _join({"alg": "none"}, _parts(token)[1])


def _none_with_signature(token):
    header, claims = _parts(token)
    return _join(header | {"alg": "none"}, claims, token.split(".")[2])


def _shared_secret(token):
    import hmac

    claims = _parts(token)[1]
    body = _join({"alg": "HS256", "typ": "JWT"}, claims)[:-1]
    mac = hmac.new(SECRET.encode(), body.encode(), "sha256").digest()
    return body + "." + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def _other_claims(token):
    header, claims = _parts(token)
    return _join(header, claims | {"sub": "admin@idp"}, token.split(".")[2])


def _other_key(token):
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    header, claims = _parts(token)
    return jwt.encode(header, claims, RSAKey.generate_key(2048))


def _embedded_key(token):
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    claims = _parts(token)[1]
    key = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "jwk": key.as_dict(private=False)}, claims, key)


@pytest.mark.parametrize(
    "forge",
    [
        _none,
        _none_with_signature,
        _shared_secret,
        _other_claims,
        _other_key,
        _embedded_key,
        lambda token: token[:-6],
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: "",
        lambda token: "a.b.c",
        lambda token: "\u0000.\u0000.\u0000",
        lambda token: [token],
        lambda token: None,
        lambda token: token + "x" * 70_000,
    ],
)
def test_a_forged_id_token_signs_nobody_in(quick, provider, forge):
    provider.forge = forge
    refused(sign_on(SingleSignOn(quick), provider), Out.OIDC_ANSWER_REFUSED)
    assert fetch(quick, "SELECT count(*) FROM identity_session") == [(0,)]


def test_times_may_differ_by_the_skew_and_no_more(quick, provider, clock):
    sso = SingleSignOn(quick)
    now = int(clock.now().timestamp())
    for lie in ({"exp": now - 59}, {"iat": now + 60}, {"nbf": now + 60}):
        provider.lies = lie
        ok(sign_on(sso, provider))
    for lie in ({"exp": now - 60}, {"iat": now + 61}, {"nbf": now + 61}):
        provider.lies = lie
        refused(sign_on(sso, provider), Out.OIDC_ANSWER_REFUSED)


def test_an_answer_is_taken_once(gate, sso, provider):
    member(gate, "wang", "plant")
    ok(link(gate, console(), "city", "wang@idp", "wang"))
    begun = ok(sso.begin("city", REDIRECT + "city"))
    answer = provider.answer(begun.url)
    ok(sso.finish("city", answer, begun.cookie))
    refused(sso.finish("city", answer, begun.cookie), Out.OIDC_NOT_BEGUN)


def test_a_code_that_was_used_is_refused_by_the_provider(quick, provider):
    sso = SingleSignOn(quick)
    first = ok(sso.begin("city", REDIRECT + "city"))
    answer = provider.answer(first.url)
    ok(sso.finish("city", answer, first.cookie))
    second = ok(sso.begin("city", REDIRECT + "city"))
    state = dict(parse_qsl(urlsplit(second.url).query))["state"]
    found = refused(
        sso.finish("city", {"code": answer["code"], "state": state}, second.cookie), Out.OIDC_ANSWER_REFUSED
    )
    assert found.details["reason"] == "token"


def test_a_code_of_another_sign_on_fails_the_challenge(quick, provider):
    sso = SingleSignOn(quick)
    stolen = provider.answer(ok(sso.begin("city", REDIRECT + "city")).url)
    mine = ok(sso.begin("city", REDIRECT + "city"))
    state = dict(parse_qsl(urlsplit(mine.url).query))["state"]
    found = refused(sso.finish("city", {"code": stolen["code"], "state": state}, mine.cookie), Out.OIDC_ANSWER_REFUSED)
    assert found.details["reason"] == "token"


def test_state_and_browser_must_be_those_that_began(quick, provider):
    sso = SingleSignOn(quick)
    mine, other = ok(sso.begin("city", REDIRECT + "city")), ok(sso.begin("city", REDIRECT + "city"))
    answer = provider.answer(mine.url)
    for state, cookie in (
        (answer["state"], other.cookie),
        (answer["state"], ""),
        (answer["state"] + "x", mine.cookie),
        ("", mine.cookie),
        ("\ud800", "\0"),
    ):
        refused(sso.finish("city", answer | {"state": state}, cookie), Out.OIDC_NOT_BEGUN)
    refused(sso.finish("city", {"code": answer["code"]}, mine.cookie), Out.OIDC_NOT_BEGUN)
    ok(sso.finish("city", answer, mine.cookie))


def test_a_sign_on_that_takes_too_long_begins_again(quick, provider):
    sso = SingleSignOn(quick)
    begun = ok(sso.begin("city", REDIRECT + "city"))
    answer = provider.answer(begun.url)
    pass_time(quick, seconds=quick.settings.oidc_flow_s)
    refused(sso.finish("city", answer, begun.cookie), Out.OIDC_NOT_BEGUN)


def test_an_answer_of_one_provider_is_not_taken_for_anothers(provider, clock):
    honest = ProviderSettings("city", provider.issuer, CLIENT, SECRET)
    evil = Provider(lambda: clock.now().timestamp()).start()
    try:
        two = replace(CHEAP, providers=(honest, ProviderSettings("evil", evil.issuer, CLIENT, SECRET)))
        gate = replace(gate_in_memory(two), clock=clock)
        sso = SingleSignOn(gate)
        member(gate, "wang", "plant")
        ok(link(gate, console(), "city", "wang@idp", "wang"))
        begun = ok(sso.begin("city", REDIRECT + "city"))
        answer = provider.answer(begun.url)
        refused(sso.finish("evil", answer, begun.cookie), Out.OIDC_NOT_BEGUN)
        refused(sso.finish("town", answer, begun.cookie), Out.PROVIDER_NOT_FOUND)
        begun = ok(sso.begin("city", REDIRECT + "city"))
        answer = provider.answer(begun.url) | {"iss": evil.issuer}
        assert refused(sso.finish("city", answer, begun.cookie), Out.OIDC_ANSWER_REFUSED).details["reason"] == "iss"
        # the same subject at the other provider is somebody else
        begun = ok(sso.begin("evil", REDIRECT + "evil"))
        refused(sso.finish("evil", evil.answer(begun.url), begun.cookie), Out.OIDC_NOT_LINKED)
        # the other provider's token with this one's name
        evil.lies = {"iss": provider.issuer}
        begun = ok(sso.begin("evil", REDIRECT + "evil"))
        found = refused(sso.finish("evil", evil.answer(begun.url), begun.cookie), Out.OIDC_ANSWER_REFUSED)
        assert found.details["reason"] == "iss"
        gate.engine.close()
    finally:
        evil.stop()


def test_a_provider_that_says_it_names_itself_has_to(quick, provider):
    provider.names_itself = True
    sso = SingleSignOn(quick)
    ok(sign_on(sso, provider))
    begun = ok(sso.begin("city", REDIRECT + "city"))
    answer = provider.answer(begun.url)
    del answer["iss"]
    assert refused(sso.finish("city", answer, begun.cookie), Out.OIDC_ANSWER_REFUSED).details["reason"] == "iss"


def test_the_provider_changes_its_key(quick, provider):
    sso = SingleSignOn(quick)
    ok(sign_on(sso, provider))
    ok(sign_on(sso, provider))
    assert provider.requests.count("/jwks") == 1
    provider.rotate(keep=True)
    ok(sign_on(sso, provider))
    assert provider.requests.count("/jwks") == 2
    provider.rotate()
    refused(sign_on(sso, provider), Out.OIDC_ANSWER_REFUSED)  # asked for keys a moment ago
    assert provider.requests.count("/jwks") == 2
    pass_time(quick, seconds=quick.settings.oidc_refetch_s)
    ok(sign_on(sso, provider))
    assert provider.requests.count("/jwks") == 3
    assert provider.requests.count("/.well-known/openid-configuration") == 1


def test_a_key_the_provider_no_longer_publishes_signs_nothing(quick, provider):
    sso = SingleSignOn(quick)
    old, alg = provider.key, provider.alg
    provider.rotate()
    ok(sign_on(sso, provider))
    provider.key, provider.alg = old, alg
    found = refused(sign_on(sso, provider), Out.OIDC_ANSWER_REFUSED)
    assert found.details["reason"] == "key"


def test_a_signature_by_an_algorithm_that_is_not_allowed(provider, clock):
    provider.rotate()
    gate = replace(gate_in_memory(settings_for(provider, algorithms=("RS256",))), clock=clock)
    found = refused(sign_on(SingleSignOn(gate), provider), Out.OIDC_ANSWER_REFUSED)
    assert found.details["reason"] == "signature"
    for name in ("none", "HS256"):
        with pytest.raises(Problem, match=r"providers\.algorithms"):
            SingleSignOn(replace(gate, settings=settings_for(provider, algorithms=(name,))))
    gate.engine.close()


def test_a_provider_that_denies_or_says_nothing(quick, provider):
    sso = SingleSignOn(quick)
    for answer in ({"error": "access_denied"}, {}, {"code": ""}, {"code": "x", "error": "<script>"}):
        begun = ok(sso.begin("city", REDIRECT + "city"))
        state = dict(parse_qsl(urlsplit(begun.url).query))["state"]
        found = refused(sso.finish("city", answer | {"state": state}, begun.cookie), Out.OIDC_DENIED)
        assert "script" not in found.message()


def test_a_provider_that_is_not_there(quick, provider):
    sso = SingleSignOn(quick)
    begun = ok(sso.begin("city", REDIRECT + "city"))
    answer = provider.answer(begun.url)
    provider.down = True
    refused(sso.finish("city", answer, begun.cookie), Out.OIDC_UNREACHABLE)
    refused(SingleSignOn(quick).begin("city", REDIRECT + "city"), Out.OIDC_UNREACHABLE)
    nobody = replace(quick.settings.providers[0], issuer="http://127.0.0.1:1")
    away = SingleSignOn(replace(quick, settings=replace(CHEAP, providers=(nobody,))))
    refused(away.begin("city", REDIRECT + "city"), Out.OIDC_UNREACHABLE)
    refused(away.begin("town", REDIRECT + "town"), Out.PROVIDER_NOT_FOUND)


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"issuer": "http://127.0.0.1:1"}, "issuer"),
        ({"issuer": None}, "issuer"),
        ({"token_endpoint": "http://provider.example/token"}, "token_endpoint"),
        ({"token_endpoint": "file:///etc/passwd"}, "token_endpoint"),
        ({"jwks_uri": None}, "jwks_uri"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint"),
        ({"padding": "x" * 1_100_000}, "size"),
    ],
)
def test_metadata_that_cannot_be_trusted(quick, provider, lie, reason):
    provider.metadata_lies = lie
    found = refused(SingleSignOn(quick).begin("city", REDIRECT + "city"), Out.OIDC_ANSWER_REFUSED)
    assert found.details["reason"] == reason


@pytest.mark.parametrize(
    ("path", "raw", "reason"),
    [
        ("/.well-known/openid-configuration", (200, b"<html>", []), "json"),
        ("/.well-known/openid-configuration", (200, b"[" * 100_000, []), "json"),
        ("/.well-known/openid-configuration", (200, [], []), "json"),
        ("/.well-known/openid-configuration", (302, {}, [("Location", "http://127.0.0.1:1/")]), "status"),
        ("/jwks", (200, {}, []), "jwks"),
        ("/jwks", (200, {"keys": []}, []), "jwks"),
        ("/jwks", (200, {"keys": "none"}, []), "jwks"),
        ("/jwks", (200, {"keys": [1, None]}, []), "jwks"),
        ("/jwks", (200, {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "rsa-1"}]}, []), "jwks"),
        ("/jwks", (200, {"keys": [{"kty": "RSA", "n": "!", "e": "AQAB", "kid": "rsa-1"}]}, []), "jwks"),
        ("/jwks", (404, {}, []), "status"),
        ("/token", (200, {"access_token": "x"}, []), "id_token"),
        ("/token", (200, b"\xff\xfe", []), "json"),
        ("/token", (400, {"error": "invalid_grant"}, []), "token"),
    ],
)
def test_answers_that_are_no_answers(quick, provider, path, raw, reason):
    provider.raw = {path: raw}
    sso = SingleSignOn(quick)
    begun = sso.begin("city", REDIRECT + "city")
    found = begun if isinstance(begun, Refused) else sso.finish("city", provider.answer(begun.url), begun.cookie)
    assert refused(found, Out.OIDC_ANSWER_REFUSED).details["reason"] == reason


def test_a_public_client_has_no_secret_and_pkce_alone(provider, clock):
    provider.client = Client(secret="")
    known = ProviderSettings("city", provider.issuer, CLIENT)
    gate = replace(gate_in_memory(replace(CHEAP, providers=(known,))), clock=clock)
    member(gate, "wang", "plant")
    ok(link(gate, console(), "city", "wang@idp", "wang"))
    ok(sign_on(SingleSignOn(gate), provider))
    gate.engine.close()


def test_a_wrong_client_secret_signs_nobody_in(quick, provider):
    provider.client = Client(secret="another")
    refused(sign_on(SingleSignOn(quick), provider), Out.OIDC_ANSWER_REFUSED)


def test_a_fresh_sign_on_has_to_be_fresh(quick, provider, clock):
    sso = SingleSignOn(quick)
    ok(sign_on(sso, provider, fresh=True))
    now = int(clock.now().timestamp())
    for lie in ({"auth_time": now - 61}, {"auth_time": None}):
        provider.lies = lie
        found = refused(sign_on(sso, provider, fresh=True), Out.OIDC_ANSWER_REFUSED)
        assert found.details["reason"] == "auth_time"
    provider.lies = {"auth_time": now - 3_600}
    old = ok(sign_on(sso, provider))
    assert not recently_confirmed(old.session, 15, quick.now())
    provider.lies = {"auth_time": now + 3_600}
    early = ok(sign_on(sso, provider))
    assert early.session.confirmed_at == quick.now()


def test_a_session_the_browser_had_ends(quick, provider):
    sso = SingleSignOn(quick)
    before = signed_in(quick, "wang")
    begun = ok(sso.begin("city", REDIRECT + "city"))
    ok(sso.finish("city", provider.answer(begun.url), begun.cookie, previous=before.token))
    refused(caller_of(quick, before.token), Out.NO_SESSION)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://sso.example.gov.cn/a", True),
        ("http://127.0.0.1:8080/a", True),
        ("http://localhost/a", True),
        ("http://[::1]:80/", True),
        ("http://sso.example.gov.cn/a", False),
        ("http://127.0.0.1.evil.example/", False),
        ("http://localhost@evil.example/", False),
        ("ftp://127.0.0.1/", False),
        ("https://", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_addresses_are_https_or_loopback(url, safe):
    assert is_safe(url) == safe


def test_a_second_person_with_a_second_factor_stays_themselves(gate, sso, provider):
    token, _ = strong(gate, "official", "hubei")
    member(gate, "wang", "plant")
    ok(link(gate, console(), "city", "wang@idp", "wang"))
    ok(sign_on(sso, provider))
    assert ok(caller_of(gate, token)).login == "official"


def test_without_the_extra_it_says_what_to_install(quick, monkeypatch):
    monkeypatch.setitem(sys.modules, "joserfc", None)
    with pytest.raises(Problem, match=r"tanshi\[oidc\]"):
        SingleSignOn(quick)
