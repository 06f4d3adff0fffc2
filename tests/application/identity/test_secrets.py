"""No secret is kept, logged or shown: a whole life of a login, and then everything that was written is searched."""

import base64
import logging
from pathlib import Path

from tanshi.application.identity.api_keys import make_key
from tanshi.application.identity.caller import console
from tanshi.application.identity.gate import after
from tanshi.application.identity.logins import accept, reset
from tanshi.application.identity.refusal import IdentityOutcome
from tanshi.application.identity.second_factor import enrol, finish_enrolment
from tanshi.application.identity.sessions import caller_of, csrf_of
from tanshi.application.identity.sign_in import change_password, confirm, pass_second_factor, sign_in
from tanshi.application.identity.tables import TABLES

from .people import PASSWORD, code_now, invited, ok, pass_time, secret_of, signed_in


def live(gate):
    """Live a login's life and return its secrets and everything that was answered."""
    invitation = invited(gate, "wang", "hubei", email="wang@hubei.example")
    accept(gate, invitation.token, PASSWORD)
    half = signed_in(gate, "wang")
    shown = ok(enrol(gate, half.token))
    secret = secret_of(shown)
    done = ok(finish_enrolment(gate, half.token, code_now(gate, secret)))
    caller = ok(caller_of(gate, done.signed_in.token))
    key = ok(make_key(gate, caller, "hubei", ["read"], after(gate.now(), 3_600)))
    changed = ok(change_password(gate, done.signed_in.token, PASSWORD, "another fine password"))
    pass_time(gate, minutes=1)
    confirmed = ok(confirm(gate, changed.token, code=code_now(gate, secret)))
    answers = [
        *(invitation, half, shown, done, caller, key, changed, confirmed),
        sign_in(gate, "wang", "a wrong password"),
        pass_second_factor(gate, half.token, "123456"),
        reset(gate, console(), "wang"),
        gate,
        gate.settings,
        gate.keys,
    ]
    secrets = [
        *(PASSWORD, "another fine password", "a wrong password", invitation.token, shown.secret, key.text),
        *(half.token, done.signed_in.token, changed.token, confirmed.token, answers[10].token),
        *done.recovery_codes,
        *(code.replace("-", "") for code in done.recovery_codes),
        *(csrf_of(s.session) for s in (half, confirmed)),
        base64.b64encode(bytes(range(32))).decode(),
    ]
    return secrets, secret, answers


def bare(token):
    return token.rpartition("_")[2] if token[:3] in ("tss", "tsi", "tsk") else token


def test_no_secret_in_the_database_the_log_or_what_is_printed(gate, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    secrets, totp_secret, answers = live(gate)
    with gate.engine.snapshot() as view:
        rows = [row for kind in TABLES for row in view.fetch(f"SELECT * FROM {kind.__table__.name}")]
    written = "\n".join(
        value.hex() if isinstance(value, bytes) else str(value)
        for row in rows
        for value in (bytes(v) if isinstance(v, memoryview) else v for v in row)
    )
    printed = "\n".join([caplog.text, capsys.readouterr().out, *(f"{answer!r} {answer}" for answer in answers)])
    assert len(rows) > 20
    for secret in secrets:
        assert bare(secret) not in written
        assert bare(secret) not in printed
    assert totp_secret.hex() not in written
    assert totp_secret.hex() not in printed


def test_hashes_are_not_printed_with_rows(gate):
    live(gate)
    with gate.engine.snapshot() as view:
        for kind in TABLES:
            spec = kind.__table__
            hidden = {"password_hash", "token_sha256", "secret_sha256", "sealed", "code_sha256", "browser_sha256"}
            names = hidden & set(spec.column_names)
            for row in view.fetch(spec.select_sql()):
                for name in names:
                    value = row[spec.column_names.index(name)]
                    if value:
                        assert str(value) not in repr(spec.make(*row))


def test_every_refusal_is_met_by_a_test():
    written = "\n".join(file.read_text("utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert [outcome.name for outcome in IdentityOutcome if f"Out.{outcome.name}" not in written] == []


def test_tables_are_operational_and_described():
    for kind in TABLES:
        assert kind.__table__.name.startswith("identity_")
        assert not kind.__table__.hashed
        assert kind.__table__.description
