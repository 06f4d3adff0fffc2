"""Refusals of the gate: stable names, in the order in which they are checked, with texts in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tanshi.core.catalogue import Language, text
from tanshi.core.outcome import Outcome


class IdentityOutcome(Outcome):
    """Why the gate says no, in the order in which it is checked."""

    NO_SESSION = "identity.no_session"
    KEY_NOT_VALID = "identity.key_not_valid"
    LOCKED = "identity.locked"
    SIGN_IN_FAILED = "identity.sign_in_failed"
    SECOND_FACTOR_NEEDED = "identity.second_factor_needed"
    SECOND_FACTOR_WRONG = "identity.second_factor_wrong"
    SECOND_FACTOR_NOT_BEGUN = "identity.second_factor_not_begun"
    NOT_BY_KEY = "identity.not_by_key"
    NOT_ADMINISTRATOR = "identity.not_administrator"
    NOT_CONFIRMED = "identity.not_confirmed"
    BAD_LOGIN = "identity.bad_login"
    BAD_EMAIL = "identity.bad_email"
    LOGIN_EXISTS = "identity.login_exists"
    LOGIN_NOT_FOUND = "identity.login_not_found"
    LOGIN_NOT_LOCAL = "identity.login_not_local"
    LAST_ADMINISTRATOR = "identity.last_administrator"
    ACTOR_NOT_FOUND = "identity.actor_not_found"
    ACTOR_NOT_YOURS = "identity.actor_not_yours"
    INVITATION_NOT_VALID = "identity.invitation_not_valid"
    PASSWORD_TOO_SHORT = "identity.password_too_short"
    PASSWORD_TOO_LONG = "identity.password_too_long"
    PASSWORD_IS_LOGIN = "identity.password_is_login"
    PASSWORD_COMMON = "identity.password_common"
    PASSWORD_UNCHANGED = "identity.password_unchanged"
    SESSION_NOT_FOUND = "identity.session_not_found"
    KEY_NOT_FOUND = "identity.key_not_found"
    KEY_SCOPE_UNKNOWN = "identity.key_scope_unknown"
    KEY_PERIOD = "identity.key_period"
    PROVIDER_NOT_FOUND = "identity.provider_not_found"
    OIDC_UNREACHABLE = "identity.oidc_unreachable"
    OIDC_NOT_BEGUN = "identity.oidc_not_begun"
    OIDC_DENIED = "identity.oidc_denied"
    OIDC_ANSWER_REFUSED = "identity.oidc_answer_refused"
    OIDC_NOT_LINKED = "identity.oidc_not_linked"
    OIDC_LINK_EXISTS = "identity.oidc_link_exists"
    NOT_SIGNED_IN = "identity.not_signed_in"
    REASON_NEEDED = "identity.reason_needed"
    NOTHING_LOOKED_AT = "identity.nothing_looked_at"


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal: its name and the values its text names. It never holds a secret."""

    outcome: IdentityOutcome
    details: Mapping[str, object] = field(default_factory=dict)

    def message(self, language: Language = "en") -> str:
        """Return the refusal in words."""
        return text(str(self.outcome), language, self.details)


def refuse(outcome: IdentityOutcome, **details: object) -> Refused:
    """Return a refusal with the values its text names."""
    return Refused(outcome, details)
