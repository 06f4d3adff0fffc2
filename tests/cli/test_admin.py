"""Inviting from the machine itself: the whole address, what signing in will ask for, whom one may invite for."""

import json

import pytest

from tanshi.application.identity import sign_in
from tanshi.application.identity.logins import accept
from tanshi.application.market import open_market
from tanshi.cli.admin import Invited, list_actors, run_invite
from tanshi.journal.writer import seeded_entropy
from tanshi.server.run import platform_of
from tests.server.plant import with_plant
from tests.server.world import PASSWORD, World


@pytest.fixture
def db(tmp_path, law, clock):
    path = str(tmp_path / "plant.db")
    market = open_market(path, law=law, clock=clock, entropy=seeded_entropy("test"))
    with_plant(World(market)).close()
    market.close()
    return path


def invited(capsys, db, *given, settings=None):
    assert run_invite(Invited(*given), db, settings, True) == 0
    return json.loads(capsys.readouterr().out)


def test_an_invitation_is_a_whole_address(db, capsys, tmp_path):
    found = invited(capsys, db, "chief", ("E1/1",))
    assert found["address"].startswith("http://127.0.0.1:8321/invitation/tsi_")
    assert found["address"].endswith("?lang=en")
    assert found["second_factor"] is True
    settings = tmp_path / "settings.toml"
    settings.write_text('[server]\nsite = "https://market.example.org/"\n')
    assert invited(capsys, db, "second", settings=settings)["address"].startswith("https://market.example.org/invi")
    other = invited(capsys, db, "third", (), False, "http://10.0.0.7:8000")
    assert other["address"] == f"http://10.0.0.7:8000{other['path']}?lang=en"


def test_it_says_before_that_an_authenticator_is_needed(db, capsys):
    run_invite(Invited("chief"), db, None, False)
    said = capsys.readouterr().out
    assert "The login chief is invited" in said
    assert "authenticator" in said
    run_invite(Invited("li", ("E1/1",), True), db, None, False)
    assert "authenticator" not in capsys.readouterr().out


@pytest.mark.parametrize(("actor", "asked"), [("E1/1", False), ("sd/1", True)])
def test_a_plain_login_is_no_administrator_and_does_without_where_its_actor_does(db, capsys, actor, asked):
    found = invited(capsys, db, "li", (actor,), True)
    assert found["second_factor"] is asked
    platform = platform_of(open_market(db))
    try:
        assert accept(platform.gate, found["path"].rpartition("/")[2], PASSWORD) == "li"
        assert sign_in.sign_in(platform.gate, "li", PASSWORD).then == ("enrol" if asked else "ready")
    finally:
        platform.close()


def test_the_actors_one_may_invite_for(db, capsys):
    list_actors("", db, True)
    found = [a["id"] for a in json.loads(capsys.readouterr().out)["actors"]]
    assert found.index("sd/1") < found.index("E1/1"), "authorities come first"
    list_actors("E1", db, False)
    said = capsys.readouterr().out
    assert "E1/1" in said
    assert "sd/1" not in said
