"""A plant that files: its entity with two units, its person, a verifier and a province, in a served market."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from tanshi.application.forms import form, template
from tanshi.journal.command import Command
from tanshi.journal.request import plain
from tanshi.participants.commands import RegisterEntity, Unit
from tests.server.world import World

ENTITY = "E1"
UNITS = tuple(
    Unit(
        f"E1-{n}",
        f"{n}号机组",
        f"Unit {n}",
        "coal",
        "subcritical",
        "bituminous",
        "II",
        300_000,
        "water",
        0,
        0,
        2010,
        0,
        "",
    )
    for n in (1, 2)
)
POWER = form("power-month")
MONTHS = tuple(f"2022-{n:02d}" for n in range(1, 13))

#: A month of a unit in whole numbers of the last place, as the template takes it.
FIGURES = {
    "generation_mwh": 120_000_000, "own_use_mwh": 7_000_000, "hours": 60_000, "fuel": 5_500_000, "ncv": 21_000,
    "carbon": 5_500,
}  # fmt: skip

#: The same as somebody types it.
TYPED = {
    "generation_mwh": "120,000", "own_use_mwh": "7000", "hours": "600", "fuel": "55000", "ncv": "21", "carbon": "0.55",
}  # fmt: skip


def with_plant(world: World, *, listed: bool = True) -> World:
    """Register the plant in a world and let its people sign in; `listed`: it is on the list of 2022."""
    entity = RegisterEntity(ENTITY, "山东某某发电有限公司", "Some Power Shandong", "37", "4411", "test", UNITS)
    entry = {
        "entity": ENTITY, "period": "2022", "covered": True, "ground": "test", "emission_t": 1_000_000, "citation": "",
    }  # fmt: skip
    actor = {"actor": "E1/1", "organisation": ENTITY, "role": "entity", "area_gb2260": "", "entity": ENTITY}
    steps = [
        ("participants.register_entity", plain(entity)),
        ("participants.admit_actor", actor),
        ("participants.admit_actor", {**actor, "actor": "E1/2"}),
        *([("participants.list_entity", entry)] if listed else []),
    ]
    commands = [Command(f"plant/{n}", "mee", "mee/1", kind, [item]) for n, (kind, item) in enumerate(steps)]
    answers = world.market.execute(commands)
    assert all(a.done for a in answers), answers
    for person in ("E1/1", "E1/2"):
        world._person(person)
    return world


def rows(months: Iterable[str] = MONTHS, **changes: Any) -> list[dict[str, Any]]:
    """Return the months of both units as typed; `changes` go into the last row."""
    found: list[dict[str, Any]] = [{"month": m, "unit": u.id, **TYPED} for m in months for u in UNITS]
    found[-1] = {**found[-1], **changes}
    return found


def workbook(months: Iterable[str] = MONTHS, **changes: Any) -> bytes:
    """Return the filled template, as a spreadsheet program saves it."""
    found = [{"month": m, "unit": u.id, "unit_name": u.name_zh, **FIGURES} for m in months for u in UNITS]
    found[-1] = {**found[-1], **changes}
    return template(POWER, header={"entity": ENTITY}, rows=found)


def table(given: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as a CSV file with English headings."""
    assert POWER.table is not None
    columns = POWER.table.columns
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([c.heading.en for c in columns])
    writer.writerows([[row.get(c.name, "") for c in columns] for row in given])
    return out.getvalue().encode("utf-8-sig")
