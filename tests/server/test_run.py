"""`tanshi serve` before it serves: which keys it works with, and where it refuses to begin."""

import base64
import stat

import pytest

from tanshi.application.identity.settings import KEYS
from tanshi.application.market import open_market
from tanshi.core.finding import Problem
from tanshi.server.run import platform_of, serve_market, to_serve

GIVEN = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def no_keys(monkeypatch):
    monkeypatch.delenv(KEYS, raising=False)


def test_postgresql_is_not_served_without_keys_all_processes_share(pg_url, capsys):
    open_market(pg_url).close()
    with pytest.raises(Problem) as refused:
        serve_market(pg_url, "127.0.0.1", 0)
    (finding,) = refused.value.findings
    assert finding.code == "server.no_shared_keys"
    for language in ("zh", "en"):
        for word in (KEYS, "--sealing-key", "/dev/urandom", "[identity]"):
            assert word in finding.message(language), (language, word)
    assert capsys.readouterr().err == "", "it did not say that it listens"


def test_postgresql_is_served_with_keys_of_environment_settings_or_one_file(pg_url, tmp_path, monkeypatch):
    settings, file = tmp_path / "tanshi.toml", tmp_path / "dev.key"
    settings.write_text(f'[identity.keys]\nk1 = "{GIVEN}"\n')
    found = {}
    open_market(pg_url).close()
    for name, options in (("settings", (settings,)), ("file", (None, file)), ("again", (None, file))):
        platform = to_serve(open_market(pg_url), *options)
        found[name] = platform.gate.seal(b"secret", "test")
        assert platform.gate.keys.open(found[name], "test") == b"secret"
        platform.close()
    assert {name: sealed.key_id for name, sealed in found.items()} == {
        "settings": "k1",
        "file": "file",
        "again": "file",
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv(KEYS, f"k2:{GIVEN}")
    platform = to_serve(open_market(pg_url))
    assert platform.gate.keys.current == "k2"
    platform.close()


def test_an_embedded_market_keeps_its_key_beside_the_database(tmp_path):
    db = str(tmp_path / "market.db")
    for make in (to_serve, platform_of):
        platform = make(open_market(db))
        assert platform.gate.keys.current == "file"
        platform.close()
    assert (tmp_path / "market.db.keys").exists()
