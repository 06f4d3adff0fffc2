"""Look-through (穿透式监管): nation, province, entity, unit, month, reading or report, hash of its file, and back.

A place is written `PERIOD`, `PERIOD/PROVINCE`, `PERIOD/ENTITY`, `PERIOD/UNIT`, `PERIOD/UNIT/MONTH`,
`PERIOD/UNIT/MONTH/NUMBER`, or is the SHA-256 of a deposited file. A look shows the way from the nation down to the
place and what lies directly under it, each with its figure. What is secret in a piece of evidence is masked; who gives
a reason sees it, and that look is written down before it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from typing import Any

from tanshi.application.access import ViewRows
from tanshi.application.work.history import MASK
from tanshi.core.exact import show
from tanshi.core.finding import problem
from tanshi.core.identifier import is_sha256
from tanshi.core.period import Period
from tanshi.journal.command import Concern
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.mrv.evidence import FIGURES, agreement
from tanshi.mrv.tables import EvidenceRow, ReportRow, UnitMonthRow, UnitYearRow
from tanshi.participants.areas import areas
from tanshi.participants.tables import EntityRow, UnitRow

#: Fields of a piece of evidence that are masked where it is secret.
SECRET = ("source", "laboratory", "file_name", "file_bytes", "depositor")

#: Places shown under another.
MOST = 500

EXAMPLES = "2022, 2022/37, 2022/ENTITY, 2022/UNIT, 2022/UNIT/2022-03, 2022/UNIT/2022-03/1, or a SHA-256"


LEVELS = ("nation", "province", "entity", "unit", "month", "evidence")

#: The right that a level needs.
RIGHTS: Mapping[str, str] = {
    "nation": "see.results",
    "province": "see.results",
    "entity": "see.entity",
    "unit": "see.records",
    "month": "see.records",
    "evidence": "see.records",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the way: its level, how it is written, its names, its page, and its figures with their units."""

    level: str
    place: str
    name_zh: str
    name_en: str
    page: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look shows: the way down to the place, and what lies under it (`more`: not all of it)."""

    way: tuple[Place, ...]
    under: tuple[Place, ...]
    more: bool
    concern: Concern

    @property
    def here(self) -> Place:
        return self.way[-1]

    def as_json(self) -> dict[str, Any]:
        """Return the look as the machine interface gives it."""
        return {
            "way": [asdict(place) for place in self.way],
            "under": [asdict(place) for place in self.under],
            "more": self.more,
        }


def look(view: Reads, asked: str, *, masked: bool = True) -> Look:
    """Return what a look at a place shows; `Problem` says which places there are."""
    if is_sha256(asked):
        asked = _place_of_file(view, asked)
    parts = asked.split("/")
    try:
        period = Period.named(parts[0])
    except ValueError:
        raise problem("look.bad_place", where=asked, examples=EXAMPLES) from None
    return _Looker(view, period, masked).at(parts[1:], asked)


def _place_of_file(view: Reads, digest: str) -> str:
    found = view.fetch("SELECT unit, month, number FROM mrv_evidence WHERE file_sha256 = ? LIMIT 1", [digest])
    if not found:
        raise problem("look.no_file", where=digest[:16])
    unit, month, number = found[0]
    return f"{month[:4]}/{unit}/{month}/{number}"


class _Looker:
    """Looks at places of a period in one snapshot."""

    def __init__(self, view: Reads, period: Period, masked: bool) -> None:
        self._view, self._period, self._masked = view, period, masked
        self._rows = ViewRows(view)

    def at(self, parts: Sequence[str], asked: str) -> Look:
        """Return the look at a place by its parts after the period."""
        nation = self._nation()
        if not parts:
            return self._look([nation], self._provinces(), Concern())
        if len(parts) == 1 and parts[0] in areas():
            return self._look([nation, self._province(parts[0])], self._entities(parts[0]), Concern("", parts[0]))
        entity = self._rows.get(EntityRow, parts[0]) if len(parts) == 1 else None
        if entity is not None:
            return self._look(self._way(entity), self._units(entity.id), Concern(entity.id, entity.area_gb2260))
        # ids may hold slashes: the unit is what stands before a month
        month = next((n for n, part in enumerate(parts) if part in self._period.months), len(parts))
        unit = self._rows.get(UnitRow, "/".join(parts[:month]))
        owner = self._rows.get(EntityRow, unit.entity) if unit else None
        if unit is None or owner is None:
            raise problem("look.no_place", where=asked, name="/".join(parts))
        way, concern = [*self._way(owner), self._unit(unit)], Concern(owner.id, owner.area_gb2260)
        if month == len(parts):
            return self._look(way, self._months(unit), concern)
        pieces = read_rows(self._view, EvidenceRow, unit=unit.id, month=parts[month])
        way.append(self._month(unit, parts[month], pieces))
        if month == len(parts) - 1:
            return self._look(way, [self._piece(unit, p) for p in pieces], concern)
        piece = next((p for p in pieces if [str(p.number)] == list(parts[month + 1 :])), None)
        if piece is None:
            raise problem("look.no_place", where=asked, name="/".join(parts))
        return self._look([*way, self._piece(unit, piece)], [], concern)

    def _look(self, way: Sequence[Place], under: Sequence[Place], concern: Concern) -> Look:
        return Look(tuple(way), tuple(under[:MOST]), len(under) > MOST, concern)

    def _way(self, entity: EntityRow) -> list[Place]:
        province = entity.area_gb2260[:2]
        found = [self._nation()]
        if province in areas():
            found.append(self._province(province))
        return [*found, self._entity(entity)]

    # what each level is

    def _nation(self) -> Place:
        return Place("nation", self._period.name, "全国", "Nation", f"/?period={self._period}", self._sums(""))

    def _sums(self, area: str) -> dict[str, Any]:
        sql = (
            "SELECT count(*), sum(r.verified_t) FROM mrv_report AS r JOIN participants_entity AS e ON e.id = r.entity"
            " WHERE r.period = ? AND substr(e.area_gb2260, 1, ?) = ?"
        )
        ((count, verified),) = self._view.fetch(sql, [self._period.name, len(area), area])
        return {"reports": count, "verified_t": None if verified is None else int(verified)}

    def _provinces(self) -> list[Place]:
        sql = (
            "SELECT substr(e.area_gb2260, 1, 2), count(*), sum(r.verified_t) FROM participants_listing AS l"
            " JOIN participants_entity AS e ON e.id = l.entity LEFT JOIN mrv_report AS r"
            " ON r.entity = l.entity AND r.period = l.period WHERE l.period = ? GROUP BY 1 ORDER BY 1"
        )
        found = []
        for code, count, verified in self._view.fetch(sql, [self._period.name]):
            if code in areas():
                figures = {"entities": count, "verified_t": None if verified is None else int(verified)}
                found.append(replace(self._named(code), figures=figures))
        return found

    def _named(self, code: str) -> Place:
        area = areas()[code]
        return Place("province", f"{self._period}/{code}", area.zh, area.en, f"/{self._period}/province/{code}")

    def _province(self, code: str) -> Place:
        return replace(self._named(code), figures=self._sums(code))

    def _entities(self, code: str) -> list[Place]:
        sql = (
            "SELECT e.id, e.name_zh, e.name_en, r.verified_t FROM participants_listing AS l JOIN participants_entity AS"
            " e ON e.id = l.entity LEFT JOIN mrv_report AS r ON r.entity = l.entity AND r.period = l.period"
            f" WHERE l.period = ? AND substr(e.area_gb2260, 1, 2) = ? ORDER BY e.id LIMIT {MOST + 1}"
        )
        rows = self._view.fetch(sql, [self._period.name, code])
        return [self._entity_place(id, zh, en, {"verified_t": t}) for id, zh, en, t in rows]

    def _entity(self, entity: EntityRow) -> Place:
        report = self._rows.get(ReportRow, (entity.id, self._period.name))
        figures = {"state": report.state, "verified_t": report.verified_t} if report else {}
        return self._entity_place(entity.id, entity.name_zh, entity.name_en, figures)

    def _entity_place(self, id: str, zh: str, en: str, figures: Mapping[str, Any]) -> Place:
        return Place("entity", f"{self._period}/{id}", zh, en, f"/{self._period}/entity/{id}", figures)

    def _units(self, entity: str) -> list[Place]:
        return [self._unit(unit) for unit in read_rows(self._view, UnitRow, entity=entity)]

    def _unit(self, unit: UnitRow) -> Place:
        years = read_rows(self._view, UnitYearRow, unit=unit.id, period=self._period.name)
        figures: dict[str, Any] = {"capacity_kw": unit.capacity_kw}
        for year in years:
            figures[f"{year.stage}_emission_t_e2"] = year.emission_t_e2
        return Place(
            "unit", f"{self._period}/{unit.id}", unit.name_zh or unit.id, unit.name_en or unit.id,
            f"/{self._period}/unit/{unit.id}", figures,
        )  # fmt: skip

    def _months(self, unit: UnitRow) -> list[Place]:
        wanted = self._period.months
        pieces: dict[str, list[EvidenceRow]] = {}
        for row in read_rows(self._view, EvidenceRow, unit=unit.id):
            pieces.setdefault(row.month, []).append(row)
        recorded = {m.month for m in read_rows(self._view, UnitMonthRow, unit=unit.id)}
        shown = [m for m in wanted if m in recorded or m in pieces]
        return [self._month(unit, month, pieces.get(month, [])) for month in shown]

    def _month(self, unit: UnitRow, month: str, pieces: Sequence[EvidenceRow]) -> Place:
        row = self._rows.get(UnitMonthRow, (unit.id, month))
        figures: dict[str, Any] = {}
        if row is not None:
            figures |= {name: getattr(row, name) for name in FIGURES}
            figures["record_sha256"] = row.evidence
        agrees = agreement(pieces, row)
        figures |= {"pieces": len(pieces), "agrees": sorted(n for n, ok in agrees.items() if ok)}
        figures["differs"] = sorted(n for n, ok in agrees.items() if not ok)
        page = f"/{self._period}/unit/{unit.id}/{month}"
        return Place("month", f"{self._period}/{unit.id}/{month}", month, month, page, figures)

    def _piece(self, unit: UnitRow, row: EvidenceRow) -> Place:
        figures = evidence_figures(row, masked=self._masked)
        place = f"{self._period}/{unit.id}/{row.month}/{row.number}"
        name = f"{row.kind} {row.number}"
        return Place("evidence", place, name, name, f"/evidence/{unit.id}/{row.month}/{row.number}", figures)


def evidence_figures(row: EvidenceRow, *, masked: bool) -> dict[str, Any]:
    """Return what is shown of a piece of evidence; with `masked`, what is secret in it is not."""
    names = [n for n in row.__table__.column_names if n not in ("unit", "month", "number", "entity")]
    shown = {name: getattr(row, name) for name in names}
    shown["secret"] = bool(row.secret)
    if row.secret and masked:
        shown |= dict.fromkeys((n for n in SECRET if shown[n]), MASK)
    return shown


def shown_figure(name: str, value: Any) -> str:
    """Return a figure as people read it: scaled numbers by the decimals in their name."""
    if value is None or value == "":
        return "–"
    if isinstance(value, list):
        return ", ".join(value) or "–"
    tail = name.rpartition("_e")[2]
    if isinstance(value, int) and not isinstance(value, bool) and tail.isdigit() and name.endswith(f"_e{tail}"):
        return show(Fraction(value, 10 ** int(tail)), int(tail))
    return str(value)
