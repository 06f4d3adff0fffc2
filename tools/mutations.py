"""Random changes of one unit, one byte or one row, past all guards: the audit and the second check name every one.

Two small markets are changed in turn: one made by the seeded workload, and one that went through a whole compliance
year, so that every table has rows. A change is applied to the database itself with its guards off, both checks run,
and the change is taken back. What a check must name is the table and the key of the row.

python -m tools.mutations [--count N] [--seed S] [--engine sqlite|postgresql] [--only NUMBER]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from tanshi.application.assembly import OPERATIONAL, TABLES
from tanshi.application.documents.commands import IssuePaper, WithdrawPaper
from tanshi.application.documents.library import templates
from tanshi.application.documents.paper import document_number
from tanshi.application.documents.proof_code import proof_code
from tanshi.application.market import Market, open_market
from tanshi.application.second_check import second_check
from tanshi.core.clock import SimulatedClock, instant, legal_day_of
from tanshi.core.period import Period
from tanshi.journal.command import Command
from tanshi.journal.table import TableSpec
from tanshi.journal.writer import seeded_entropy
from tanshi.participants.commands import Skipped
from tanshi.rules import Law
from tanshi.simulation.chain import Chain
from tanshi.simulation.chance import Chance
from tanshi.simulation.opening import prepare
from tanshi.simulation.population import Population, generated
from tanshi.simulation.workload import MINISTRY, Workload, opening
from tools.allocation_round import hold_allocation_round
from tools.holders_made import keep_holders
from tools.money_days import hold_money_days
from tools.openings import everything, take_over
from tools.rules_made import make_rules
from tools.settlement_days import Days, hold_settlement_days

Row = tuple[Any, ...]

#: What a check does not see, and why: by check, table, act and key; an empty one is every one.
UNSEEN = {
    ("audit", "journal_meta", "", ""): "what the database says of itself does not follow from facts",
    ("audit", "journal_evidence", "", ""): "the audit does not read evidence",
    ("audit", "journal_checkpoint", "delete", ""): "only who kept the root elsewhere knows that it was published",
    ("second_check", "journal_meta", "change", "created_by"): "no fact repeats which version made the database",
}

#: Draws after which a change that cannot be made is given up: each one names another row or another value.
_DRAWS = 200


class Store(Protocol):
    """A database as a vandal sees it: rows as they are stored, no guard in the way. Text may hold any bytes."""

    def rows(self, spec: TableSpec) -> list[Row]: ...

    def replace(self, spec: TableSpec, old: Row | None, new: Row | None) -> None:
        """Put one row in the place of another; None is no row. Raises `Refused` if the database does not take it."""

    def can_hold(self, text: bytes) -> bool:
        """Tell whether a text column can hold these bytes."""

    def close(self) -> None: ...


class Unnoticed(AssertionError):
    """A check did not name a change; the message says how to make it again."""


class Refused(Exception):
    """The database did not take the change: a constraint spoke that cannot be switched off."""


def _statement(
    spec: TableSpec, old: Row | None, new: Row | None, place: Callable[[type], str]
) -> tuple[str, list[Any]]:
    """Return the statement and its values that put one row in the place of another."""
    marks = {c.name: place(c.type) for c in spec.columns}
    where = " AND ".join(f"{name} = {marks[name]}" for name in spec.key)
    if old is None:
        assert new is not None
        return f"INSERT INTO {spec.name} VALUES ({', '.join(marks.values())})", list(new)
    key = list(_key(spec, old))
    if new is None:
        return f"DELETE FROM {spec.name} WHERE {where}", key
    changes = ", ".join(f"{name} = {mark}" for name, mark in marks.items())
    return f"UPDATE {spec.name} SET {changes} WHERE {where}", [*new, *key]


def _key(spec: TableSpec, row: Row) -> Row:
    return tuple(row[spec.column_names.index(name)] for name in spec.key)


class SQLiteStore:
    """A SQLite file without its triggers, checks not looked at."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.text_factory = bytes
        for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            self._db.execute(f"DROP TRIGGER {name.decode()}")
        self._db.execute("PRAGMA ignore_check_constraints = ON")
        self._db.execute("PRAGMA synchronous = OFF")

    def rows(self, spec: TableSpec) -> list[Row]:
        return self._db.execute(spec.select_sql()).fetchall()

    def replace(self, spec: TableSpec, old: Row | None, new: Row | None) -> None:
        sql, values = _statement(spec, old, new, lambda kind: "CAST(? AS TEXT)" if kind is str else "?")
        try:
            self._db.execute(sql, values)
        except sqlite3.IntegrityError as error:
            raise Refused(str(error)) from error

    def can_hold(self, text: bytes) -> bool:
        return True

    def close(self) -> None:
        self._db.close()


class PostgresStore:
    """A PostgreSQL database in a session whose triggers do not fire; its checks cannot be switched off."""

    def __init__(self, url: str) -> None:
        import psycopg

        self._error = psycopg.Error
        self._db = psycopg.connect(url, autocommit=True)
        self._db.execute("SET session_replication_role = replica")

    def rows(self, spec: TableSpec) -> list[Row]:
        return [tuple(map(_stored, row)) for row in self._db.execute(spec.select_sql().encode()).fetchall()]

    def replace(self, spec: TableSpec, old: Row | None, new: Row | None) -> None:
        sql, values = _statement(spec, old, new, lambda kind: "convert_from(%s, 'UTF8')" if kind is str else "%s")
        try:
            self._db.execute(sql.encode(), values)
        except self._error as error:
            raise Refused(str(error).splitlines()[0]) from error

    def can_hold(self, text: bytes) -> bool:
        try:
            return "\0" not in text.decode("utf-8")
        except UnicodeDecodeError:
            return False

    def close(self) -> None:
        self._db.close()


def _stored(value: Any) -> Any:
    return value.encode() if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one row."""

    act: str  # change, delete, add
    spec: TableSpec
    column: str  # "" for a whole row
    old: Row | None
    new: Row | None

    def names(self) -> set[str]:
        """Return the keys under which a check may name the change: the row's before it, and after it."""
        rows = [row for row in (self.old, self.new) if row is not None]
        found = {"/".join(map(_shown, _key(self.spec, row))) for row in rows}
        if self.spec.name == "journal_evidence":  # a file is wrong as a whole
            found |= {key.rsplit("/", 1)[0] for key in found}
        return found

    def __str__(self) -> str:
        if self.old is None or self.new is None:
            return f"{self.act} a row of {self.spec.name}: {_short(self.old or self.new)}"
        place = self.spec.column_names.index(self.column)
        key = "/".join(map(_shown, _key(self.spec, self.old)))
        return f"{self.spec.name} {key}: {self.column} {_short(self.old[place])} -> {_short(self.new[place])}"


def _shown(value: Any) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 500 else f"{text[:500]}…"


class Vandal:
    """Draws changes of the rows of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        specs = [kind.__table__ for kind in TABLES if kind not in OPERATIONAL]
        self._rows = {spec.name: rows for spec in specs if (rows := store.rows(spec))}
        self._specs = [spec for spec in specs if spec.name in self._rows]
        self._weights = [len(s.columns) * (4 if s.name == "journal_fact" else 1) for s in self._specs]

    def draw(self, chance: Chance) -> Mutation:
        """Return a change that the database can hold and that leaves keys unique."""
        for _ in range(_DRAWS):
            spec = self._specs[chance.pick(self._weights)]
            rows = self._rows[spec.name]
            row = rows[chance.below(len(rows))]
            act = ("change", "delete", "add")[chance.pick((8, 1, 1))]
            if act == "delete":
                return Mutation(act, spec, "", row, None)
            if act == "add":
                added = self._beside(spec, row, rows, chance)
                if added is not None:
                    return Mutation(act, spec, "", None, added)
                continue
            place = chance.below(len(spec.columns))
            changed = self._changed(spec, row, place, chance)
            if changed is not None and (_key(spec, changed) == _key(spec, row) or self._is_free(spec, changed)):
                return Mutation(act, spec, spec.column_names[place], row, changed)
        raise AssertionError("no change could be drawn")

    def _beside(self, spec: TableSpec, row: Row, rows: Sequence[Row], chance: Chance) -> Row | None:
        """Return a row like another under a key of its own."""
        name = spec.key[chance.below(len(spec.key))]
        place = spec.column_names.index(name)
        if spec.columns[place].type is int:
            added = (*row[:place], max(r[place] for r in rows) + 1, *row[place + 1 :])
        else:
            added = self._changed(spec, row, place, chance)
        return added if added is not None and self._is_free(spec, added) else None

    def _is_free(self, spec: TableSpec, row: Row) -> bool:
        return all(_key(spec, other) != _key(spec, row) for other in self._rows[spec.name])

    def _changed(self, spec: TableSpec, row: Row, place: int, chance: Chance) -> Row | None:
        column, value = spec.columns[place], row[place]
        if column.type is int:
            new: Any = 0 if value is None else value + (1 if chance.happens(500) else -1)
        else:
            new = _one_byte(value or b"", chance)
            if column.type is str and not self._store.can_hold(new):
                return None
        return (*row[:place], new, *row[place + 1 :])


def _one_byte(data: bytes, chance: Chance) -> bytes:
    """Return bytes with one byte changed, added or removed; often to one that a reader would not notice."""
    byte = bytes([chance.between(32, 126) if chance.happens(700) else chance.below(256)])
    how = chance.pick((7, 1, 1)) if data else 1
    at = chance.below(len(data) + (how == 1))
    if how == 0:
        other = byte if byte != data[at : at + 1] else bytes([data[at] ^ 1])
        return data[:at] + other + data[at + 1 :]
    return data[:at] + byte + data[at:] if how == 1 else data[:at] + data[at + 1 :]


# the markets that are changed


def _clock() -> SimulatedClock:
    return SimulatedClock(datetime(2022, 1, 1, tzinfo=UTC))


def build_workload(url: str, groups: int = 24) -> None:
    """Make a market of a few hundred facts by the seeded workload, with runs whose plans are kept as evidence."""
    clock = _clock()
    market = open_market(url, clock=clock, entropy=seeded_entropy("mutations"))
    market.execute(opening())
    work = Workload(20231229)
    for number in range(groups):
        clock.put(datetime(2022, 1, 1 + number, 12, tzinfo=UTC))
        group = [work.next() for _ in range(25)]
        for command, answer in zip(group, market.execute(group), strict=True):
            work.noticed(command, answer.done and not answer.exists)
        if number in (3, 7):
            plan = bytes(1_100_000) if number == 3 else b"a plan of one part"  # the first has two parts
            run = {
                "run": f"kept/{number}",
                "kind": "drill",
                "chunks": 1,
                "items": 1,
                "plan": market.evidence.keep(plan),
            }
            (answer,) = market.execute([Command(f"kept/{number}", MINISTRY[1], MINISTRY[0], "run.open", [run])])
            assert answer.done, answer
            market.checkpoint()
    market.checkpoint()
    market.close()


def build_year(url: str) -> None:
    """Make a market of four entities that went through a compliance year: every table has rows."""
    law, period = Law("cn"), Period.named("2022")
    whole = generated(law, period, 1)
    skipped = (Skipped(7, "X-1", "Test plant 1", "not built"),)
    borrows = next(e for e in whole.entities if e.entity == "M13-0060")  # its gap is wide enough
    population = replace(whole, entities=(*whole.entities[::200][:3], borrows), skipped=skipped)
    clock = _clock()
    market = open_market(url, law=law, clock=clock, entropy=seeded_entropy("mutations"))
    prepare(market, clock, period, population, [], 1)
    first = population.entities[0]
    with tempfile.TemporaryDirectory() as folder:
        take_over(market, everything(first.entity, first.units[0].id, "2019", "CEA21"), Path(folder, "opening"))
    Chain(market, clock, {period: population}, 1).run()
    body = f"province/{first.area_gb2260}"
    owed = {"entity": first.entity, "period": "2019", "mean_price_fen": "8000"}  # open since before these books
    late = Command("assess/2019", body, f"{body}/1", "compliance.assess", [owed])
    answers = market.execute([late, *_powers(population)])
    assert all(answer.done for answer in answers), answers
    issue_papers(market, population.entities[0].entity)
    deposit_evidence(market, "P1")
    state_gases(market, "P1")
    change_entities(market)
    hold_list_round(market)
    hold_allocation_round(market)
    make_rules(market)
    keep_holders(market, clock)
    _order_transfer(market, first.entity)
    hold_settlement_days(market)
    hold_money_days(Days(market, "money"))
    market.checkpoint()
    market.close()


def _order_transfer(market: Market, receiver: str) -> None:
    """Let a holder trust another one and order a transfer to it."""
    units = {"instrument": "CCER-1", "amount_t": 10}
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("registry", "lift_restriction", {"holder": "F1", "number": 2, "text": "查清"}),
        ("registry", "issue", {"holder": "F1", **units, "ground": "order", "instruction": "签发 1"}),
        ("F1", "trust_account", {"holder": "F1", "receiver": receiver, "reason": "同一集团"}),
        ("F1", "order_transfer", {"holder": "F1", "receiver": receiver, **units, "ground": "within_group"}),
    ]
    for number, (body, kind, item) in enumerate(steps):
        sent = Command(f"transfer/{number}", body, f"{body}/1", f"registry.{kind}", [item], f"{body}/2")
        (answer,) = market.execute([sent])
        assert answer.done, answer


def issue_papers(market: Market, subject: str) -> None:
    """Record two papers of the ministry about an entity, and withdraw the first."""
    assert market.writer is not None
    day = legal_day_of(instant(market.writer.clock.now()))
    with market.view() as view:
        day = max(day, legal_day_of(view.head().recorded_at))
    for serial in (1, 2):
        files = [market.evidence.keep(f"{kind} {serial}".encode()) for kind in ("data", "pdf", "xlsx")]
        number = document_number("环碳", int(day[:4]), serial)
        salt = f"{serial:064x}"
        paper = IssuePaper(
            f"paper/{serial}", "环碳", serial, "receipt", templates()["receipt"].version, "zh", "回执", subject, "",
            "生态环境部", "Ministry of Ecology and Environment", day, salt, proof_code(salt, number, files[0]), *files,
        )  # fmt: skip
        (answer,) = market.execute([Command.of(f"paper/{serial}", "mee", "mee/1", "documents.issue", paper)])
        assert answer.done, answer
    gone = WithdrawPaper("paper/1", "更正", "paper/2")
    (answer,) = market.execute([Command.of("paper/gone", "mee", "mee/1", "documents.withdraw", gone)])
    assert answer.done, answer


def deposit_evidence(market: Market, entity: str) -> None:
    """Register a plant with one unit and a laboratory, and deposit readings, a laboratory's report and a paper."""
    unit = {
        "id": f"{entity}-1", "name_zh": "1号机组", "name_en": "Unit 1", "fuel": "coal", "technology": "subcritical",
        "coal_type": "bituminous", "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0,
        "captive": 0, "start_year": 2010, "retired_year": 0, "modelled": "",
    }  # fmt: skip
    plant = {
        "entity": entity, "name_zh": "样例电厂", "name_en": "Sample plant", "area_gb2260": "37",
        "sector_gbt4754": "4411", "source": "sample", "units": [unit],
    }  # fmt: skip
    piece = {"entity": entity, "unit": f"{entity}-1", "month": "2021-12", "file_bytes": 48_211}
    scale = {**piece, "kind": "meter_reading", "field": "fuel_e2", "value_unit": "t", "file_name": "belt.csv"}
    report = {
        **piece, "kind": "laboratory_report", "field": "carbon_e4", "value": "0.5512", "value_unit": "tC/t",
        "source": "2022-0117", "laboratory": "lab", "file_name": "2022-0117.pdf", "file_sha256": "c" * 64,
        "secret": True,
    }  # fmt: skip
    acts: list[tuple[str, str, list[dict[str, Any]]]] = [
        ("mee", "participants.register_entity", [plant]),
        ("mee", "participants.admit_actor", [
            {"actor": f"{entity}/1", "organisation": entity, "role": "entity", "entity": entity},
            {"actor": "lab/1", "organisation": "lab", "role": "laboratory"},
        ]),
        (entity, "mrv.deposit_evidence", [
            {**scale, "value": "31000.25", "source": "belt scale 1", "file_sha256": "a" * 64},
            {**scale, "value": "24000", "source": "belt scale 2", "file_sha256": "b" * 64},
        ]),
        ("lab", "mrv.deposit_evidence", [report]),
        (entity, "mrv.deposit_evidence", [
            {**piece, "kind": "document", "file_name": "运行日志.pdf", "file_sha256": "d" * 64},
        ]),
    ]  # fmt: skip
    for number, (who, kind, items) in enumerate(acts):
        (answer,) = market.execute([Command(f"evidence/{number}", who, f"{who}/1", kind, items)])
        assert answer.done, answer


def state_gases(market: Market, entity: str) -> None:
    """State other gases of a plant that deposited evidence, in a year nobody records, twice."""
    boiler = {"gas": "N2O", "source": "循环流化床锅炉"}
    switches = {"gas": "SF6", "mass_kg_e3": 2_500, "source": "开关设备", "evidence": "f" * 64}
    for number, gases in enumerate(([{**boiler, "mass_kg_e3": 1}, switches], [{**boiler, "mass_kg_e3": 10_000_000}])):
        item = {"entity": entity, "period": "2020", "gases": gases}
        (answer,) = market.execute([Command(f"gases/{number}", entity, f"{entity}/1", "mrv.report_gases", [item])])
        assert answer.done, answer


def change_entities(market: Market) -> None:
    """Register entities of their own, and change, divide, merge and shut them and their units."""
    unit: dict[str, Any] = {
        "name_zh": "机组", "name_en": "Unit", "fuel": "coal", "technology": "subcritical", "coal_type": "bituminous",
        "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0, "captive": 0, "start_year": 2010,
        "retired_year": 0, "modelled": "",
    }  # fmt: skip

    def plant(name: str) -> dict[str, Any]:
        units = [{**unit, "id": f"{name}-{n}"} for n in (1, 2)]
        return {
            "entity": name, "name_zh": f"{name}电厂", "name_en": name, "area_gb2260": "37", "sector_gbt4754": "4411",
            "source": "sample", "units": units,
        }  # fmt: skip

    why = {"ground": "样例", "evidence_sha256": "e" * 64}
    called = {"entity": "K1", "name_zh": "新名称", "name_en": "New name", "owner": "样例集团"}
    heirs = [{"entity": f"K1-{n}", "name_zh": f"K1-{n}厂", "name_en": "", "units": [f"K1-{n}"]} for n in (1, 2)]
    acts: list[tuple[str, list[dict[str, Any]]]] = [
        ("register_entity", [plant(name) for name in ("K1", "K2", "K3", "K4")]),
        ("register_units", [{"entity": "K2", "units": [{**unit, "id": "K2-3"}]}]),
        ("shut_unit", [{"unit": "K2-1", "last_year": 2021, "ground": "样例"}]),
        ("change_entity", [{**called, "credit_code": "91370000YY000001X2", **why}]),
        ("change_entity", [{**called, "credit_code": "91370000YY000001X2", **why, "owner": "另一集团"}]),
        ("split_entity", [{"entity": "K1", "heirs": heirs, **why}]),
        ("merge_entities", [{"heir": "K2", "merged": ["K3", "K1-1"], **why}]),
        ("shut_entity", [{"entity": "K4", "last_year": 2021, "ground": "样例"}]),
    ]
    for number, (kind, items) in enumerate(acts):
        (answer,) = market.execute([Command(f"change/{number}", "mee", "mee/1", f"participants.{kind}", items)])
        assert answer.done, answer


def hold_list_round(market: Market) -> None:
    """Go through a round of the yearly list with entities of its own: all of its facts, each table with rows."""
    unit: dict[str, Any] = {
        "name_zh": "机组", "name_en": "Unit", "fuel": "coal", "technology": "subcritical", "coal_type": "bituminous",
        "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0, "captive": 0, "start_year": 2010,
        "retired_year": 0, "modelled": "",
    }  # fmt: skip
    names = ("L1", "L2", "L3", "L4")
    plants: list[dict[str, Any]] = [
        {
            "entity": name, "name_zh": f"{name}电厂", "name_en": name, "area_gb2260": "64", "sector_gbt4754": "4411",
            "source": "sample", "units": [{**unit, "id": f"{name}-1"}],
        }
        for name in names
    ]  # fmt: skip
    actors = [
        {"actor": "list/1", "organisation": "list", "role": "province", "area_gb2260": "64", "entity": ""},
        {"actor": "list-city/1", "organisation": "list-city", "role": "city", "area_gb2260": "6401", "entity": ""},
        *(
            {"actor": f"{name}/1", "organisation": name, "role": "entity", "area_gb2260": "", "entity": name}
            for name in names
        ),
    ]

    def proposal(name: str, reporting: bool, ground: str, tonnes: int) -> dict[str, Any]:
        return {
            "entity": name, "period": "2024", "reporting": reporting, "covered": reporting, "ground": ground,
            "emission_t": tonnes, "years": "2022 2023",
        }  # fmt: skip

    def comment(name: str, agrees: bool) -> dict[str, Any]:
        return {"entity": name, "period": "2024", "agrees": agrees, "text": "" if agrees else "停机"}

    def decision(name: str, upheld: bool, ground: str) -> dict[str, Any]:
        kept = not upheld
        return {
            "entity": name, "period": "2024", "upheld": upheld, "reporting": kept, "covered": kept, "ground": ground,
            "text": "复核",
        }  # fmt: skip

    objections = [{"entity": n, "period": "2024", "reason": "数据有误", "evidence_sha256": "f" * 64} for n in names]
    acts: list[tuple[str, str, list[dict[str, Any]]]] = [
        ("mee", "register_entity", plants),
        ("mee", "admit_actor", actors),
        ("list", "place_entity", [{"entity": n, "city_gb2260": "6402" if n == "L1" else "6401"} for n in names]),
        ("list", "place_entity", [{"entity": "L1", "city_gb2260": "6401", "ground": "行政区划调整"}]),
        ("list", "propose_listing", [proposal(n, True, "emission_at_threshold", 90_000) for n in names[:3]]),
        ("list-city", "comment_listing", [comment("L1", True), comment("L2", False)]),
        ("list", "publish_list", [{"area_gb2260": "64", "period": "2024"}]),
        ("list", "propose_listing", [proposal("L4", False, "below_threshold", 20_000)]),
        ("list-city", "comment_listing", [comment("L4", True)]),
        *((name, "object_listing", [objection]) for name, objection in zip(names[:3], objections, strict=False)),
        ("list", "decide_objection", [decision("L1", False, "emission_at_threshold")]),
        ("list", "decide_objection", [decision("L2", True, "moved_out")]),
    ]  # fmt: skip
    for number, (who, kind, items) in enumerate(acts):
        (answer,) = market.execute([Command(f"list/{number}", who, f"{who}/1", f"participants.{kind}", items)])
        assert answer.done, answer


def _powers(population: Population) -> Iterator[Command]:
    """Yield mandates and delegations, one of each kept and one taken back: the year itself has none."""
    for number, entity in enumerate(population.entities[:2]):
        body = f"province/{entity.area_gb2260}"
        mandate = {"organisation": "group", "entity": entity.entity, "ground": "group"}
        yield Command(f"mandate/{number}", body, f"{body}/1", "participants.grant_mandate", [mandate], f"{body}/2")
        given = {"delegation": f"d/{number}", "taker": "registry/2", "kinds": "registry.issue run.*"}
        given["until_day"] = "2030-01-01"
        yield Command(f"delegation/{number}", "registry", "registry/1", "participants.delegate", [given])
    yield Command("mandate/end", body, f"{body}/1", "participants.withdraw_mandate", [mandate])
    ended = {"delegation": given["delegation"]}
    yield Command("delegation/end", "registry", "registry/1", "participants.end_delegation", [ended])


WORLDS: dict[str, Callable[[str], None]] = {"workload": build_workload, "year": build_year}


def world_of(number: int) -> str:
    """Return which market the change of a number is made in."""
    return "year" if number % 5 == 4 else "workload"


# what comes out


@dataclass(slots=True)
class Report:
    """How many changes were made, and which of them a check did not name."""

    engine: str
    seed: int
    made: int = 0
    refused: int = 0
    unseen: Counter[str] = field(default_factory=Counter)
    by_table: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    missed: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "seed": self.seed,
            "made": self.made,
            "refused": self.refused,
            "named": dict(sorted(self.named.items())),
            "unseen": dict(sorted(self.unseen.items())),
            "missed": self.missed,
            "seconds": round(self.seconds, 1),
            "by_table": dict(sorted(self.by_table.items())),
        }


def _reason(check: str, mutation: Mutation) -> str:
    """Return why a check need not see a change, or nothing."""
    for (by, table, act, key), reason in UNSEEN.items():
        if (by, table) == (check, mutation.spec.name) and act in ("", mutation.act) and key in ("", *mutation.names()):
            return reason
    return ""


class Trial:
    """One market, its vandal, and the two checks."""

    def __init__(self, url: str, store: Store, seed: int, report: Report) -> None:
        self._market: Market = open_market(url, write=False)
        self._published = dict(self._roots())
        self._store = store
        self._vandal = Vandal(store)
        self._seed = seed
        self._report = report
        self.must_be_clean()

    def _roots(self) -> Iterator[tuple[int, bytes]]:
        with self._market.view() as view:
            for size, root in view.fetch("SELECT size, root FROM journal_checkpoint"):
                yield size, bytes(root)

    def must_be_clean(self) -> None:
        """Both checks must be silent: before the first change, and after the last was taken back."""
        audit, second = self._market.audit(), self._second_check()
        assert audit.ok, audit.differences[:3]
        assert second == [], second[:3]

    def run(self, number: int) -> None:
        """Make the change of this number, let both checks look, and take it back."""
        chance = Chance(self._seed, "mutation", number)
        while True:
            mutation = self._vandal.draw(chance)
            try:
                self._store.replace(mutation.spec, mutation.old, mutation.new)
                break
            except Refused:
                self._report.refused += 1
        try:
            self._look(number, mutation)
        finally:
            self._store.replace(mutation.spec, mutation.new, mutation.old)

    def _look(self, number: int, mutation: Mutation) -> None:
        report = self._report
        report.made += 1
        report.by_table[mutation.spec.name] += 1
        for name, check in (("audit", self._audit), ("second_check", self._second_check)):
            try:
                found = check()
            except Exception as error:  # a check that breaks has not named anything
                found = [("", f"{type(error).__name__}: {error}")]
            if any(table == mutation.spec.name and key in mutation.names() for table, key in found):
                report.named[name] += 1
            elif reason := _reason(name, mutation):
                report.unseen[f"{name}: {reason}"] += 1
            else:
                again = f"--engine {report.engine} --seed {self._seed} --only {number}"
                report.missed.append({"check": name, "change": str(mutation), "found": str(found[:3]), "again": again})

    def _audit(self) -> list[tuple[str, str]]:
        return [(d.table, d.key) for d in self._market.audit().differences]

    def _second_check(self) -> list[tuple[str, str]]:
        found = second_check(self._market.engine, published=self._published)
        return [(d.table, d.key) for d in found.differences]

    def close(self) -> None:
        self._store.close()
        self._market.close()


@contextmanager
def places(engine: str) -> Iterator[Callable[[str], tuple[str, Callable[[str], Store]]]]:
    """Open a place for databases; yields what gives the URL of one and the vandal's way into it."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield lambda name: (f"{folder}/{name}.db", SQLiteStore)
        return
    from tools.postgres import Server

    server = Server(fsync="off").start()
    try:
        yield lambda name: (server.create(name), PostgresStore)
    finally:
        server.stop()


def run(engine: str, seed: int, numbers: Iterable[int], said: Callable[[str], object] = lambda line: None) -> Report:
    """Make the changes of these numbers on an engine and return what came out."""
    report = Report(engine, seed)
    start = time.perf_counter()
    every = list(numbers)
    with places(engine) as place:
        for world, build in WORLDS.items():
            mine = [number for number in every if world_of(number) == world]
            if not mine:
                continue
            url, store_of = place(world)
            build(url)
            trial = Trial(url, store_of(url), seed, report)
            for done, number in enumerate(mine, 1):
                trial.run(number)
                if done % 250 == 0:
                    said(f"{world}: {done:,} of {len(mine):,}, {len(report.missed)} missed")
            trial.must_be_clean()
            trial.close()
    report.seconds = time.perf_counter() - start
    return report


def mutate(engine: str, count: int, seed: int) -> dict[str, Any]:
    """Make so many changes on an engine and return the figures; raise `Unnoticed` if one was missed."""
    report = run(engine, seed, range(count), lambda line: sys.stderr.write(f"\r{line} "))
    sys.stderr.write("\n")
    if report.missed:
        raise Unnoticed(json.dumps(report.missed[:5], indent=2))
    return report.plain()


def main() -> int:
    """Make changes, print the report, end with 1 if one was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20231229)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", type=int, help="make the change of this number alone")
    options = parser.parse_args()
    numbers = range(options.count) if options.only is None else [options.only]
    report = run(options.engine, options.seed, numbers, lambda line: sys.stderr.write(f"{line}\n"))
    sys.stdout.write(json.dumps(report.plain(), indent=2, ensure_ascii=False) + "\n")
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
