from datetime import date

import pytest

from tanshi.application.forms import Context, form
from tanshi.application.market import open_market
from tanshi.journal.command import Command
from tanshi.journal.request import plain
from tanshi.journal.writer import seeded_entropy
from tanshi.participants.commands import RegisterEntity, Unit
from tests.application.documents.kits import with_kits

UNIT = Unit("u1", "1号", "1", "coal", "subcritical", "bituminous", "II", 300_000, "water", 0, 0, 2010, 0, "")
KNOWN = {"units": {"u1": {"name": "1号机组"}, "u2": {"name": "2号机组"}}}
OURS = Context("e1", KNOWN)

#: A month of a unit as somebody types it.
MONTH = {
    "month": "2022-01", "unit": "u1", "generation_mwh": "120,000", "own_use_mwh": "7000", "hours": "600",
    "fuel": "55000", "ncv": "21", "carbon": "0.55",
}  # fmt: skip


def month(**changes):
    return {**MONTH, **changes}


def months(rows, **header):
    """What a filled monthly record is as JSON."""
    return {"form": "power-month", "version": 1, "header": {"entity": "e1", **header}, "rows": rows}


def csv_of(name, rows, language="zh"):
    """A form's rows as a CSV text with headings in a language."""
    columns = [c for c in form(name).table.columns if any(c.name in r for r in rows)]
    heads = ",".join(c.heading.in_language(language) for c in columns)
    lines = [",".join(f'"{r.get(c.name, "")}"' for c in columns) for r in rows]
    return "\n".join([heads, *lines])


def _books(url, law, clock):
    clock.put_day(date(2022, 1, 5))
    market = open_market(url, law=law, clock=clock, entropy=seeded_entropy("test"))

    def admit(actor, role, **scope):
        return {"actor": f"{actor}/1", "organisation": actor, "role": role, **scope}

    found = {"jurisdiction": "cn", "origin": "test", "actor": "mee/1", "organisation": "mee"}
    entity = RegisterEntity("e1", "甲", "A", "42", "4411", "test", (UNIT,))
    steps = [
        ("found", "participants.found", found),
        ("e", "participants.register_entity", plain(entity)),
        ("a1", "participants.admit_actor", admit("e1", "entity", entity="e1")),
        ("a2", "participants.admit_actor", admit("v", "verifier")),
        ("a3", "participants.admit_actor", admit("p", "province", area_gb2260="42")),
    ]
    answers = market.execute([Command(i, "mee", "mee/1", kind, [item]) for i, kind, item in steps])
    assert all(a.done for a in answers)
    return market


@pytest.fixture
def books(monkeypatch, law, clock):
    """A market in memory with one entity of one unit, its actor, a verifier and a province."""
    with_kits(monkeypatch)
    market = _books(":memory:", law, clock)
    yield market
    market.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def both_books(request, monkeypatch, law, clock):
    """The same, on both engines in turn."""
    with_kits(monkeypatch)
    if request.param == "sqlite":
        market = _books(":memory:", law, clock)
        yield market
        market.close()
        return
    postgres = request.getfixturevalue("postgres")
    market = _books(postgres.create("forms"), law, clock)
    yield market
    market.close()
    postgres.drop("forms")
