import base64
import stat

import pytest

from tanshi.application.identity.gate import open_gate
from tanshi.application.identity.sealing import KeyRing, Sealed, key_file
from tanshi.application.identity.settings import KEYS, Lockout, Provider, Settings, read_settings
from tanshi.core.finding import Problem
from tanshi.journal.open import open_engine

KEY = base64.b64encode(b"k" * 32).decode()


def read(tmp_path, text, environment=None):
    file = tmp_path / "tanshi.toml"
    file.write_text(text, "utf-8")
    return read_settings(file, environment or {})


def test_without_a_file_the_defaults_hold():
    assert read_settings(None, {}) == (Settings(), ())


def test_a_file_changes_what_it_names(tmp_path):
    settings, keys = read(
        tmp_path,
        f"""
        [journal]
        other = "part of the file"
        [identity]
        session_idle_s = 600
        second_factor_roles = ["verifier"]
        lockout_login = {{ free = 3 }}
        [identity.keys]
        2024a = "{KEY}"
        2023a = "env:OLD_KEY"
        [[identity.providers]]
        name = "city"
        issuer = "https://sso.example.gov.cn"
        client_id = "tanshi"
        client_secret = "env:CITY_SECRET"
        email_domains = ["example.gov.cn"]
        """,
        {"OLD_KEY": base64.b64encode(b"o" * 32).decode(), "CITY_SECRET": "s3cret"},
    )
    assert settings == Settings(
        session_idle_s=600,
        second_factor_roles=("verifier",),
        lockout_login=Lockout(3, 30, 3_600, 86_400),
        providers=(
            Provider("city", "https://sso.example.gov.cn", "tanshi", "s3cret", email_domains=("example.gov.cn",)),
        ),
    )
    assert keys == (("2024a", b"k" * 32), ("2023a", b"o" * 32))
    assert "s3cret" not in repr(settings)


def test_keys_come_from_the_environment(tmp_path):
    _, keys = read(tmp_path, "[identity.keys]\nfile = 'x'", {KEYS: f"a:{KEY}, b:{KEY}"})
    assert [name for name, _ in keys] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[identity]\nsession_idle = 1", "identity.unknown_setting"),
        ("[identity]\nlockout_login = { most = 1 }", "identity.unknown_setting"),
        ("[[identity.providers]]\nsecret = 'x'", "identity.unknown_setting"),
        ("[identity]\nsession_idle_s = '600'", "identity.bad_setting"),
        ("[identity]\nsession_idle_s = true", "identity.bad_setting"),
        ("[identity]\nsession_idle_s = -1", "identity.bad_setting"),
        ("[identity]\nshown_name = 1", "identity.bad_setting"),
        ("[identity]\nsecond_factor_roles = 'verifier'", "identity.bad_setting"),
        ("[identity]\nsecond_factor_roles = [1]", "identity.bad_setting"),
        ("[identity]\nlockout_login = 3", "identity.bad_setting"),
        ("[identity]\nproviders = [1]", "identity.bad_setting"),
        ("[[identity.providers]]\nname = 'x'\nissuer = 'y'", "identity.bad_setting"),
        ("[identity]\nkeys = 'x'", "identity.bad_setting"),
        ("identity = 1", "identity.bad_setting"),
        ("[identity.keys]\na = 'not base64, a secret'", "identity.bad_key"),
        ("[identity.keys]\na = 'c2VjcmV0'", "identity.bad_key"),
        ("[identity.keys]\na = 'env:NOWHERE'", "identity.no_variable"),
        ("[identity\nsecret = 'hush'", "identity.no_settings"),
    ],
)
def test_settings_that_cannot_be_used(tmp_path, text, code):
    with pytest.raises(Problem) as caught:
        read(tmp_path, text)
    (finding,) = caught.value.findings
    assert finding.code == code
    assert finding.message("zh")
    assert "hush" not in str(caught.value)
    assert "a secret" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Problem, match="cannot be read"):
        read_settings(tmp_path / "nothing.toml", {})


def test_a_gate_needs_a_key():
    engine = open_engine(":memory:")
    with pytest.raises(Problem, match="no key"):
        open_gate(engine, ())
    engine.close()


def test_what_is_sealed_opens_for_its_purpose_and_key_only():
    ring = KeyRing((("new", b"n" * 32), ("old", b"o" * 32)))
    sealed = ring.seal(b"secret", "totp/wang", b"0" * 12)
    assert (sealed.key_id, b"secret" in sealed.data) == ("new", False)
    assert ring.open(sealed, "totp/wang") == b"secret"
    other = KeyRing((("new", b"x" * 32),))
    for wrong_ring, wrong, purpose in (
        (ring, sealed, "totp/li"),
        (ring, Sealed("old", sealed.data), "totp/wang"),
        (ring, Sealed("new", sealed.data[:-1] + b"\0"), "totp/wang"),
        (ring, Sealed("none", sealed.data), "totp/wang"),
        (ring, Sealed("new", b""), "totp/wang"),
        (other, sealed, "totp/wang"),
    ):
        with pytest.raises(Problem):
            wrong_ring.open(wrong, purpose)


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path):
    file = tmp_path / "market.key"
    made = key_file(file, b"a" * 32)
    assert made == (("file", b"a" * 32),)
    assert key_file(file, b"b" * 32) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("c2hvcnQ=")
    with pytest.raises(Problem, match="32 bytes"):
        key_file(file, b"b" * 32)
    with pytest.raises(Problem, match="cannot be read"):
        key_file(tmp_path / "no" / "market.key", b"b" * 32)
