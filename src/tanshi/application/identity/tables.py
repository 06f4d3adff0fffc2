"""What is kept of logins. Instants are UTC text with milliseconds (`core.clock`), "" is never or none.

No secret is kept readable: passwords as argon2id, tokens with 256 bits of chance as SHA-256 (hex), TOTP secrets sealed
with a key that is not in the database. Rows hide such columns from `repr`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tanshi.journal.table import Row, table


def _kept(name: str) -> Mapping[str, Sequence[str]]:
    """Return guards of a table that only grows, except for rows older than the recorded end of retention."""
    older = f"EXISTS (SELECT 1 FROM identity_retention WHERE id = '{name}' AND erased_before > OLD.at)"
    return {
        "sqlite": (
            f"""CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name}
BEGIN SELECT RAISE(ABORT, '{name} only grows'); END""",
            f"""CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name}
WHEN EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, '{name} only grows'); END""",
            f"""CREATE TRIGGER {name}_kept BEFORE DELETE ON {name} WHEN NOT {older}
BEGIN SELECT RAISE(ABORT, '{name} is kept until its retention ends'); END""",
        ),
        "postgresql": (
            f"""CREATE FUNCTION {name}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF {older} THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '{name} only grows and is kept until its retention ends'
    USING ERRCODE = 'integrity_constraint_violation';
END $$""",
            f"CREATE TRIGGER {name}_kept BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION {name}_kept()",
            f"CREATE TRIGGER {name}_stays BEFORE TRUNCATE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION {name}_kept()",
        ),
    }


_RETENTION_GUARDS = {
    "sqlite": (
        """CREATE TRIGGER identity_retention_forward BEFORE UPDATE ON identity_retention
WHEN NEW.id <> OLD.id OR NEW.erased_before < OLD.erased_before
BEGIN SELECT RAISE(ABORT, 'identity_retention: what was erased stays recorded'); END""",
        """CREATE TRIGGER identity_retention_stays BEFORE DELETE ON identity_retention
BEGIN SELECT RAISE(ABORT, 'identity_retention: what was erased stays recorded'); END""",
        """CREATE TRIGGER identity_retention_once BEFORE INSERT ON identity_retention
WHEN EXISTS (SELECT 1 FROM identity_retention WHERE id = NEW.id AND erased_before > NEW.erased_before)
BEGIN SELECT RAISE(ABORT, 'identity_retention: what was erased stays recorded'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION identity_retention_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.id = OLD.id AND NEW.erased_before >= OLD.erased_before THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'identity_retention: what was erased stays recorded'
    USING ERRCODE = 'integrity_constraint_violation';
END $$""",
        """CREATE TRIGGER identity_retention_forward BEFORE UPDATE OR DELETE ON identity_retention
FOR EACH ROW EXECUTE FUNCTION identity_retention_forward()""",
        """CREATE TRIGGER identity_retention_stays BEFORE TRUNCATE ON identity_retention
FOR EACH STATEMENT EXECUTE FUNCTION identity_retention_forward()""",
    ),
}


@table(
    "identity_login",
    key=["id"],
    hashed=False,
    checks=["state IN ('invited', 'active', 'disabled')", "administrator IN (0, 1)", "local IN (0, 1)"],
    indexes=[["email"]],
)
@dataclass(slots=True)
class LoginRow(Row):
    """A login of one natural person. `local` 0: only single sign-on, never a password."""

    id: str
    name: str
    email: str  # lower case, "" if not known
    state: str
    administrator: int
    local: int
    password_hash: str = field(repr=False)  # argon2id in its usual text form, "" is none
    password_at: str
    made_at: str
    made_by: str


@table("identity_acts_as", key=["login", "actor"], hashed=False, indexes=[["actor"]])
@dataclass(slots=True)
class ActsAsRow(Row):
    """An actor (participants_actor) a login may be."""

    login: str
    actor: str
    granted_at: str
    granted_by: str


@table("identity_invitation", key=["token_sha256"], hashed=False, indexes=[["login"]])
@dataclass(slots=True)
class InvitationRow(Row):
    """A one-time invitation to set a password; of a login's invitations the last one counts."""

    token_sha256: str = field(repr=False)
    login: str
    made_at: str
    made_by: str
    expires_at: str
    used_at: str  # also when a later one took its place


@table(
    "identity_second_factor",
    key=["login", "stage"],
    hashed=False,
    checks=["stage IN ('pending', 'active')", "last_step >= 0"],
)
@dataclass(slots=True)
class SecondFactorRow(Row):
    """A TOTP secret, sealed; `last_step` is the newest 30-second step whose code was used."""

    login: str
    stage: str
    key_id: str
    sealed: bytes = field(repr=False)
    last_step: int
    made_at: str


@table("identity_recovery_code", key=["login", "code_sha256"], hashed=False)
@dataclass(slots=True)
class RecoveryCodeRow(Row):
    """A recovery code, good once in place of a TOTP code."""

    login: str
    code_sha256: str = field(repr=False)
    made_at: str
    used_at: str


@table(
    "identity_session",
    key=["id"],
    hashed=False,
    checks=["stage IN ('half', 'full')", "how IN ('password', 'oidc')"],
    unique=[["token_sha256"]],
    indexes=[["login"], ["actor"], ["ends_at"]],
)
@dataclass(slots=True)
class SessionRow(Row):
    """A session of a browser. `half`: the second factor is outstanding, and nothing else can be done with it."""

    id: str
    token_sha256: str = field(repr=False)
    login: str
    actor: str  # "" until chosen
    stage: str
    how: str
    second: str  # "", "totp", "recovery" or "provider"
    made_at: str
    seen_at: str
    ends_at: str
    confirmed_at: str  # when password or second factor was last shown
    address: str
    agent: str
    ended_at: str  # "" while it lives
    ended_why: str


@table("identity_revocation", key=["id"], hashed=False, checks=["id = 1"])
@dataclass(slots=True)
class RevocationRow(Row):
    """How often something a process may have cached was taken away; one row."""

    id: int
    number: int


@table("identity_tally", key=["id"], hashed=False, checks=["failures >= 0"], indexes=[["last_at"]])
@dataclass(slots=True)
class TallyRow(Row):
    """Failed attempts of a login or from an address; ids are SHA-256, as people type passwords into login fields."""

    id: str
    failures: int
    last_at: str
    locked_until: str


@table("identity_api_key", key=["id"], hashed=False, indexes=[["login"], ["actor"]])
@dataclass(slots=True)
class ApiKeyRow(Row):
    """A key for programs: it acts as one actor, within scopes, until a date."""

    id: str
    secret_sha256: str = field(repr=False)
    login: str
    actor: str
    name: str
    scopes: str  # sorted, separated by spaces
    made_at: str
    expires_at: str
    used_at: str
    used_from: str
    ended_at: str


@table("identity_oidc_subject", key=["issuer", "subject"], hashed=False, indexes=[["login"]])
@dataclass(slots=True)
class OidcSubjectRow(Row):
    """Somebody at a single sign-on provider, and whose login that is."""

    issuer: str
    subject: str
    login: str
    made_at: str
    made_by: str  # a login, or the provider's name where the e-mail rule made it


@table("identity_oidc_flow", key=["state_sha256"], hashed=False, indexes=[["expires_at"]])
@dataclass(slots=True)
class OidcFlowRow(Row):
    """A single sign-on under way: what the answer must agree with."""

    state_sha256: str = field(repr=False)
    browser_sha256: str = field(repr=False)
    provider: str
    redirect_uri: str
    key_id: str
    sealed: bytes = field(repr=False)  # nonce and PKCE verifier
    fresh: int
    made_at: str
    expires_at: str
    used_at: str


@table("identity_retention", key=["id"], hashed=False, guards=_RETENTION_GUARDS)
@dataclass(slots=True)
class RetentionRow(Row):
    """Up to when a log was erased; a log's older rows can go only after this says so."""

    id: str
    erased_before: str


@table(
    "identity_look",
    key=["id"],
    hashed=False,
    indexes=[["subject", "id"], ["login", "id"]],
    guards=_kept("identity_look"),
)
@dataclass(slots=True)
class LookRow(Row):
    """A look at personal or secret data: who, when, at whose, at what, why, from where. Ids sort by time."""

    id: str
    at: str
    login: str
    actor: str
    how: str
    session: str
    address: str
    subject: str
    record: str
    fields: str  # sorted, separated by spaces
    reason: str


@table("identity_act", key=["id"], hashed=False, indexes=[["login", "id"]], guards=_kept("identity_act"))
@dataclass(slots=True)
class ActRow(Row):
    """What was done to logins, and every sign-in that failed or succeeded. Ids sort by time."""

    id: str
    at: str
    kind: str
    login: str
    done_by: str
    address: str
    detail: str


TABLES: tuple[type[Row], ...] = (
    LoginRow,
    ActsAsRow,
    InvitationRow,
    SecondFactorRow,
    RecoveryCodeRow,
    SessionRow,
    RevocationRow,
    TallyRow,
    ApiKeyRow,
    OidcSubjectRow,
    OidcFlowRow,
    RetentionRow,
    LookRow,
    ActRow,
)
