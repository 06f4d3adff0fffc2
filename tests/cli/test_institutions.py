"""`tanshi institutions …`, and the databases of a year apart."""

import json

import pytest

from tanshi.application.institutions.kinds import KINDS
from tanshi.application.market import open_market
from tanshi.cli.institutions.begin import run_begin
from tanshi.cli.institutions.carry import run_carry
from tanshi.cli.institutions.kinds import print_kinds
from tanshi.cli.year_apart import databases
from tanshi.core.finding import Problem


def test_books_begin_once_and_say_who_may_act(tmp_path, capsys):
    db = str(tmp_path / "registry.db")
    given = ["mee/1=mee=authority", "registry/1=registry=registry"]
    assert run_begin("registry", db, given) == 0
    assert run_begin("registry", db, given) == 0, "the same again finds what was done"
    assert run_begin("registry", db, given[:1]) == 1
    assert "id" in capsys.readouterr().err
    market = open_market(db, write=False)
    assert market.institution == "registry"
    with market.view() as view:
        assert view.fetch("SELECT id, role FROM participants_actor ORDER BY id") == [
            ("mee/1", "nation"), ("registry/1", "registry"),
        ]  # fmt: skip
    market.close()


@pytest.mark.parametrize(
    ("institution", "actors", "code"),
    [("bank", [], "institutions.unknown"), ("registry", ["mee/1"], "institutions.bad_actor")],
)
def test_books_do_not_begin_otherwise(tmp_path, institution, actors, code):
    with pytest.raises(Problem) as caught:
        run_begin(institution, str(tmp_path / "x.db"), actors)
    assert caught.value.findings[0].code == code


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("https://mee", "registry=https://registry", "institutions.bad_server"),
        ("bank=https://mee", "registry=https://registry", "institutions.bad_server"),
        ("authority=https://mee", "authority=https://mee", "institutions.nothing_told"),
        ("authority=http://127.0.0.1:1", "registry=http://127.0.0.1:1", "institutions.gone"),
    ],
)
def test_a_courier_needs_two_who_have_something_to_tell(monkeypatch, source, target, code):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(Problem) as caught:
        run_carry(source, target, 0)
    assert caught.value.findings[0].code == code


def test_the_kinds_are_printed(capsys):
    print_kinds(True)
    assert [k["kind"] for k in json.loads(capsys.readouterr().out)] == [k.name for k in KINDS]
    print_kinds(False)
    assert "allocation.instructed/1" in capsys.readouterr().out


def test_a_year_apart_has_three_databases(tmp_path):
    assert databases("postgresql://host/market_{}")["registry"] == "postgresql://host/market_registry"
    assert databases(str(tmp_path / "new"))["exchange"] == str(tmp_path / "new" / "exchange.db")
    with pytest.raises(Problem):
        databases("postgresql://host/market")
