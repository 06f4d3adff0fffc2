"""Single sign-on: the authorization code flow of OpenID Connect with PKCE, state and nonce.

`begin` remembers what the answer must agree with and sends the browser away; `finish` takes the answer once, from the
same browser, for the same provider. A person at a provider (issuer and subject) is linked to a login once: by an
administrator, or by a verified e-mail where the settings trust the provider with its domain. What the provider says of
a second factor counts only if the settings name it; otherwise ours is asked for.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlencode

from tanshi.application.identity.acts import note
from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate, after, digest, printable, shown_address
from tanshi.application.identity.logins import hold_login, must_administer
from tanshi.application.identity.oidc_provider import AnswerRefused, Identified, ProviderClient, is_safe
from tanshi.application.identity.refusal import IdentityOutcome, Refused, refuse
from tanshi.application.identity.sealing import Sealed
from tanshi.application.identity.sessions import SignedIn, raise_revocation, start
from tanshi.application.identity.settings import Provider
from tanshi.application.identity.tables import OidcFlowRow, OidcSubjectRow
from tanshi.core.clock import instant, moment
from tanshi.journal.engine import Reads, Writes
from tanshi.journal.table import read_rows

#: States of a login that a provider can open: it need not have a password.
_OPEN = ("active", "invited")

_TAKE = f"""UPDATE identity_oidc_flow SET used_at = ?
WHERE state_sha256 = ? AND browser_sha256 = ? AND used_at = '' AND expires_at > ?
RETURNING {", ".join(OidcFlowRow.__table__.column_names)}"""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and the cookie it has to bring back (short-lived, HttpOnly, SameSite=Lax)."""

    url: str = field(repr=False)
    cookie: str = field(repr=False)


class SingleSignOn:
    """The providers of the settings, with what is remembered of them; one per process."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._clients = {p.name: ProviderClient(p, gate.settings, gate.outside) for p in gate.settings.providers}

    def begin(self, provider: str, redirect_uri: str, *, fresh: bool = False) -> Begun | Refused:
        """Begin a sign-on at a provider; `redirect_uri` is the page of this provider that calls `finish`.

        `fresh`: the person has to sign in there anew, as the confirmation of an approval asks.
        """
        client = self._clients.get(provider)
        if client is None:
            return refuse(IdentityOutcome.PROVIDER_NOT_FOUND, provider=printable(provider)[:64])
        assert is_safe(redirect_uri), "the page that takes the answer is https, or on the loopback"
        try:
            metadata = client.metadata()
        except AnswerRefused as error:
            return error.refused()
        gate, now = self._gate, self._gate.now()
        state, cookie, nonce, verifier = (gate.token("tso") for _ in range(4))
        sealed = gate.seal(json.dumps([nonce, verifier]).encode(), f"oidc/{digest(state)}")
        flow = OidcFlowRow(
            state_sha256=digest(state),
            browser_sha256=digest(cookie),
            provider=provider,
            redirect_uri=redirect_uri,
            key_id=sealed.key_id,
            sealed=sealed.data,
            fresh=int(fresh),
            made_at=now,
            expires_at=after(now, gate.settings.oidc_flow_s),
            used_at="",
        )
        with gate.engine.aside() as writes:
            writes.insert(OidcFlowRow.__table__, [OidcFlowRow.__table__.values(flow)])
        query = {
            "response_type": "code",
            "client_id": client.provider.client_id,
            "redirect_uri": redirect_uri,
            "scope": client.provider.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        if fresh:
            query |= {"prompt": "login", "max_age": "0"}
        address = str(metadata["authorization_endpoint"])
        return Begun(f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", cookie)

    def finish(
        self,
        provider: str,
        answer: Mapping[str, str],
        cookie: str,
        *,
        address: str = "",
        agent: str = "",
        previous: str = "",
    ) -> SignedIn | Refused:
        """Start a session from a provider's answer (the query of the page it sent the browser to)."""
        client = self._clients.get(provider)
        if client is None:
            return refuse(IdentityOutcome.PROVIDER_NOT_FOUND, provider=printable(provider)[:64])
        flow = self._take(answer.get("state", ""), cookie)
        if flow is None or flow.provider != provider:
            return refuse(IdentityOutcome.OIDC_NOT_BEGUN)
        try:
            who = self._identified(client, flow, answer)
        except AnswerRefused as error:
            with self._gate.engine.aside() as writes:
                note(self._gate, writes, "sign_in_failed", "", "", shown_address(address), f"{provider} {error.reason}")
            return error.refused()
        return self._start(client.provider, who, address, agent, previous)

    def _take(self, state: str, cookie: str) -> OidcFlowRow | None:
        """Return what was begun and use it up; only the browser that began it can."""
        now = self._gate.now()
        with self._gate.engine.aside() as writes:
            found = writes.fetch(_TAKE, [now, digest(state), digest(cookie), now])
        return OidcFlowRow(*found[0]) if found else None

    def _identified(self, client: ProviderClient, flow: OidcFlowRow, answer: Mapping[str, str]) -> Identified:
        name = client.provider.name
        metadata = client.metadata()
        named = answer.get("iss")  # RFC 9207: an answer of another provider is not taken for this one's
        if named is None and metadata.get("authorization_response_iss_parameter_supported") is True:
            raise AnswerRefused(IdentityOutcome.OIDC_ANSWER_REFUSED, name, "iss")
        if named is not None and not hmac.compare_digest(digest(named), digest(client.provider.issuer)):
            raise AnswerRefused(IdentityOutcome.OIDC_ANSWER_REFUSED, name, "iss")
        if "error" in answer or not answer.get("code"):
            raise AnswerRefused(IdentityOutcome.OIDC_DENIED, name, "denied")
        sealed = Sealed(flow.key_id, bytes(flow.sealed))
        nonce, verifier = json.loads(self._gate.keys.open(sealed, f"oidc/{flow.state_sha256}"))
        id_token = client.exchange(answer["code"], verifier, flow.redirect_uri)
        since = moment(flow.made_at).timestamp() if flow.fresh else None
        return client.identify(id_token, nonce, fresh_since=since)

    def _start(
        self, provider: Provider, who: Identified, address: str, agent: str, previous: str
    ) -> SignedIn | Refused:
        gate = self._gate
        with gate.engine.aside() as writes:
            login = _linked(writes, who) or _link_by_email(gate, writes, provider, who)
            row = hold_login(writes, login) if login else None
            if row is None or row.state not in _OPEN:
                note(gate, writes, "sign_in_failed", login or "", "", shown_address(address), f"{provider.name} link")
                return refuse(IdentityOutcome.OIDC_NOT_LINKED, provider=provider.name)
            confirmed = "" if who.auth_time is None else min(_instant(who.auth_time), gate.now())
            return start(
                gate,
                writes,
                row,
                "oidc",
                second="provider" if who.second_factor else "",
                confirmed_at=confirmed,
                address=address,
                agent=agent,
                previous=previous,
            )


def link(gate: Gate, by: Caller, provider: str, subject: str, login: str) -> Refused | None:
    """Say, as administrator, whose login somebody at a provider is."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    known = gate.settings.provider(provider)
    if known is None:
        return refuse(IdentityOutcome.PROVIDER_NOT_FOUND, provider=printable(provider)[:64])
    with gate.engine.aside() as writes:
        if hold_login(writes, login) is None:
            return refuse(IdentityOutcome.LOGIN_NOT_FOUND, login=login)
        if not _link(writes, known.issuer, printable(subject), login, gate.now(), by.login):
            return refuse(IdentityOutcome.OIDC_LINK_EXISTS)
        note(gate, writes, "linked", login, by.login, by.address, provider)
    return None


def unlink(gate: Gate, by: Caller, login: str, provider: str) -> Refused | None:
    """Take the links of a login to a provider away, as administrator."""
    refused = must_administer(gate, by)
    if refused:
        return refused
    known = gate.settings.provider(provider)
    if known is None:
        return refuse(IdentityOutcome.PROVIDER_NOT_FOUND, provider=printable(provider)[:64])
    with gate.engine.aside() as writes:
        sql = "DELETE FROM identity_oidc_subject WHERE issuer = ? AND login = ? RETURNING login"
        if not writes.fetch(sql, [known.issuer, login]):
            return refuse(IdentityOutcome.LOGIN_NOT_FOUND, login=login)
        raise_revocation(writes)
        note(gate, writes, "unlinked", login, by.login, by.address, provider)
    return None


def links_of(view: Reads, login: str) -> list[OidcSubjectRow]:
    """Return who at which provider a login is."""
    return read_rows(view, OidcSubjectRow, login=login)


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier (RFC 7636, section 4.2)."""
    return base64.urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")


def _linked(view: Reads, who: Identified) -> str | None:
    found = read_rows(view, OidcSubjectRow, issuer=who.issuer, subject=who.subject)
    return found[0].login if found else None


def _link_by_email(gate: Gate, writes: Writes, provider: Provider, who: Identified) -> str | None:
    """Link somebody with a verified e-mail, at a domain the provider is trusted with, to the one login that has it."""
    domain = who.email.rpartition("@")[2]
    if not domain or domain not in provider.email_domains:
        return None
    found = writes.fetch("SELECT id FROM identity_login WHERE email = ? AND state <> 'disabled'", [who.email])
    if len(found) != 1:
        return None
    login: str = found[0][0]
    already = [row for row in links_of(writes, login) if row.issuer == who.issuer]
    if already:
        return None  # another person of this provider is that login
    if not _link(writes, who.issuer, who.subject, login, gate.now(), provider.name):
        return None
    note(gate, writes, "linked", login, provider.name, "", "verified e-mail")
    return login


def _link(writes: Writes, issuer: str, subject: str, login: str, now: str, made_by: str) -> bool:
    row = OidcSubjectRow(issuer, subject, login, now, made_by)
    sql = OidcSubjectRow.__table__.insert_sql + " ON CONFLICT (issuer, subject) DO NOTHING RETURNING login"
    return bool(writes.fetch(sql, OidcSubjectRow.__table__.values(row)))


def _instant(seconds: int) -> str:
    return instant(datetime.fromtimestamp(seconds, UTC))
