"""A single sign-on provider as we see it over HTTP: its metadata, its keys, a code for an id token, and the token read.

Needs the extra `oidc` (httpx2 for HTTP, joserfc for signatures). Addresses are https, or on the loopback for trials; no
redirects, one megabyte at most, a time limit. Of an id token everything is checked that OpenID Connect Core 1.0,
section 3.1.3.7, asks for: signature by an allowed algorithm with one of the provider's keys, issuer, audience, times,
nonce.
"""

from __future__ import annotations

import hmac
import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from tanshi.application.identity.gate import digest
from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.settings import Provider, Settings
from tanshi.core.clock import Clock
from tanshi.core.finding import problem

_METADATA_PATH = "/.well-known/openid-configuration"
_LARGEST = 1_048_576
_LARGEST_TOKEN = 65_536
_LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2
_OK, _SERVER_ERROR = 200, 500
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

#: Signatures with a key of the provider's own; never `none`, never a shared secret.
_ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


class AnswerRefused(Exception):
    """The provider cannot be reached or its answer is not good. `reason` is one of our words, never its text."""

    def __init__(self, outcome: IdentityOutcome, provider: str, reason: str) -> None:
        super().__init__(f"{outcome}: {reason}")
        self.outcome = outcome
        self.provider = provider
        self.reason = reason

    def refused(self) -> Refused:
        """Return the refusal as people read it."""
        if self.outcome == IdentityOutcome.OIDC_UNREACHABLE:
            return refuse(self.outcome, provider=self.provider)
        return refuse(self.outcome, provider=self.provider, reason=self.reason)


@dataclass(frozen=True, slots=True)
class Identified:
    """Whom a provider vouches for."""

    issuer: str
    subject: str
    email: str  # lower case; "" unless the provider says it is verified
    second_factor: bool
    auth_time: int | None  # seconds since 1970


@dataclass(slots=True)
class _Fetched:
    """Something fetched, and when (seconds since 1970)."""

    value: Any
    at: float
    asked_at: float = field(default=0.0)


class ProviderClient:
    """One provider; metadata and keys are remembered for a while, and keys are fetched again for an unknown key id."""

    def __init__(self, provider: Provider, settings: Settings, clock: Clock) -> None:
        if not set(provider.algorithms) <= _ASYMMETRIC or not provider.algorithms:
            raise problem("identity.bad_setting", where=provider.name, name="providers.algorithms")
        _need_extra()
        self.provider = provider
        self._settings = settings
        self._clock = clock
        self._turn = threading.Lock()
        self._metadata: _Fetched | None = None
        self._keys: _Fetched | None = None

    def metadata(self) -> Mapping[str, Any]:
        """Return what the provider publishes about itself; its issuer must be the one in the settings."""
        with self._turn:
            if self._metadata is None or self._is_old(self._metadata):
                self._metadata = _Fetched(self._discover(), self._now())
            found: Mapping[str, Any] = self._metadata.value
            return found

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> str:
        """Return the id token for an authorization code."""
        metadata, provider = self.metadata(), self.provider
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic: tuple[str, str] | None = None
        if provider.client_secret and "client_secret_basic" in list(methods):
            # RFC 6749, section 2.3.1: both parts are form-encoded before they become a header
            basic = (quote(provider.client_id, safe=""), quote(provider.client_secret, safe=""))
        else:
            form["client_id"] = provider.client_id
            if provider.client_secret:
                form["client_secret"] = provider.client_secret
        answer = self._request("POST", self._endpoint(metadata, "token_endpoint"), form=form, basic=basic)
        token = answer.get("id_token")
        if not isinstance(token, str) or len(token) > _LARGEST_TOKEN:
            raise self._refused("id_token")
        return token

    def identify(self, id_token: str, nonce: str, *, fresh_since: float | None = None) -> Identified:
        """Return whom an id token vouches for; `fresh_since`: it must say that the person signed in after that."""
        claims = self._claims(id_token)
        self._check(claims, nonce)
        auth_time = claims.get("auth_time")
        if auth_time is not None and not _is_time(auth_time):
            raise self._refused("auth_time")
        if fresh_since is not None and (auth_time is None or auth_time < fresh_since - self._settings.oidc_skew_s):
            raise self._refused("auth_time")
        email = claims.get("email")
        verified = claims.get("email_verified") is True and isinstance(email, str) and email.isprintable()
        methods = claims.get("amr")
        strong = isinstance(methods, list) and any(m in self.provider.second_factor_amr for m in methods)
        return Identified(
            issuer=self.provider.issuer,
            subject=claims["sub"],
            email=str(email).lower() if verified else "",
            second_factor=strong,
            auth_time=None if auth_time is None else int(auth_time),
        )

    def _check(self, claims: Mapping[str, Any], nonce: str) -> None:
        now, skew, me = self._now(), self._settings.oidc_skew_s, self.provider.client_id
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        party = claims.get("azp")
        subject = claims.get("sub")
        given = claims.get("nonce")
        if claims.get("iss") != self.provider.issuer:
            raise self._refused("iss")
        if me not in audiences:
            raise self._refused("aud")
        if (len(audiences) > 1 or party is not None) and party != me:
            raise self._refused("azp")
        if not _is_time(claims.get("exp")) or claims["exp"] <= now - skew:
            raise self._refused("exp")
        if not _is_time(claims.get("iat")) or claims["iat"] > now + skew:
            raise self._refused("iat")
        if "nbf" in claims and (not _is_time(claims["nbf"]) or claims["nbf"] > now + skew):
            raise self._refused("nbf")
        if not isinstance(given, str) or not hmac.compare_digest(digest(given), digest(nonce)):
            raise self._refused("nonce")
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or not _is_plain(subject):
            raise self._refused("sub")

    def _claims(self, id_token: str) -> Mapping[str, Any]:
        """Return the claims of an id token that one of the provider's keys has signed."""
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError

        for again in (False, True):
            keys = self._key_set(again=again)
            try:
                return jwt.decode(id_token, keys, algorithms=list(self.provider.algorithms)).claims
            except InvalidKeyIdError:
                continue  # the provider may have changed its keys
            except (JoseError, ValueError):
                raise self._refused("signature") from None
        raise self._refused("key")

    def _key_set(self, *, again: bool) -> Any:
        """Return the provider's signing keys, fetched again if wanted and not done a moment ago."""
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        endpoint = self._endpoint(self.metadata(), "jwks_uri")
        with self._turn:
            now = self._now()
            wait = self._settings.oidc_refetch_s
            known = self._keys
            pause = known is not None and now < known.asked_at + wait
            if known is None or self._is_old(known) or (again and not pause):
                keys = self._request("GET", endpoint).get("keys")
                try:
                    usable = [k for k in keys or [] if k.get("use", "sig") == "sig" and k.get("kty") != "oct"]
                    made = KeySet.import_key_set({"keys": usable})
                except (JoseError, ValueError, TypeError, AttributeError, KeyError):
                    raise self._refused("jwks") from None
                known = self._keys = _Fetched(made, now, now if again else 0.0)
            return known.value

    def _discover(self) -> Mapping[str, Any]:
        found = self._request("GET", self.provider.issuer.rstrip("/") + _METADATA_PATH)
        if found.get("issuer") != self.provider.issuer:
            raise self._refused("issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            self._endpoint(found, name)
        return found

    def _endpoint(self, metadata: Mapping[str, Any], name: str) -> str:
        address = metadata.get(name)
        if not isinstance(address, str) or not is_safe(address):
            raise self._refused(name)
        return address

    def _request(
        self, method: str, url: str, *, form: dict[str, str] | None = None, basic: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        """Return the JSON object at an address."""
        import httpx2

        if not is_safe(url):
            raise self._refused("https")
        provider = self.provider
        context = ssl.create_default_context(cafile=provider.ca_file or None)
        try:
            with (
                httpx2.Client(
                    timeout=self._settings.oidc_timeout_s,
                    follow_redirects=False,
                    trust_env=False,
                    verify=context,
                    proxy=provider.proxy or None,
                ) as client,
                client.stream(method, url, data=form, auth=basic, headers={"Accept": "application/json"}) as answer,
            ):
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > _LARGEST:
                        raise self._refused("size")
                status = answer.status_code
        except httpx2.HTTPError:
            raise AnswerRefused(IdentityOutcome.OIDC_UNREACHABLE, provider.name, "http") from None
        if status >= _SERVER_ERROR:
            raise AnswerRefused(IdentityOutcome.OIDC_UNREACHABLE, provider.name, "http")
        if status != _OK:
            raise self._refused("token" if form else "status")
        return self._object(body)

    def _object(self, body: bytes) -> dict[str, Any]:
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise self._refused("json") from None
        if not isinstance(found, dict):
            raise self._refused("json")
        return found

    def _refused(self, reason: str) -> AnswerRefused:
        return AnswerRefused(IdentityOutcome.OIDC_ANSWER_REFUSED, self.provider.name, reason)

    def _is_old(self, fetched: _Fetched) -> bool:
        return not fetched.at <= self._now() < fetched.at + self._settings.oidc_metadata_s

    def _now(self) -> float:
        return self._clock.now().timestamp()


def is_safe(url: str) -> bool:
    """Tell whether an address is https, or on the loopback."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return (parts.scheme == "https" and host != "") or (parts.scheme == "http" and host in _LOOPBACK)


def _is_plain(subject: str) -> bool:
    return subject.isascii() and subject.isprintable()


def _is_time(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e12  # NaN is not


def _need_extra() -> None:
    try:
        import httpx2
        import joserfc
    except ImportError as error:
        raise problem("identity.oidc_not_installed", reason=error.name or "?") from error
    assert httpx2 is not None
    assert joserfc is not None
