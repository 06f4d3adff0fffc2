"""The yearly lists as people ask for them: who is on one, since when and on which ground, who entered, who left.

A list is compared with the last one before it. The figure "why in (or out) in year Y" is a tree like any other: the
list's word for the entity, what was found on record for each year the notice names, threshold, sector, ground.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tanshi.application.access import ViewRows
from tanshi.core.catalogue import Language, known, text
from tanshi.core.citation import Citation
from tanshi.core.finding import problem
from tanshi.core.period import Period
from tanshi.journal.engine import Snapshot
from tanshi.journal.table import read_rows
from tanshi.mrv.confirmed import ConfirmedEmissions
from tanshi.participants.conditions import COVERED, REPORTING, Conditions
from tanshi.participants.listing import period_named
from tanshi.participants.tables import (
    ACTIVE,
    SHUT,
    EntityRow,
    ListingRow,
    ObjectionRow,
    ProposalRow,
    SuccessionRow,
    UnitRow,
)
from tanshi.rules import Law, Node
from tanshi.rules.trace import law as law_node

#: The two lists: who must report, and who is covered.
REPORT, COVER = "report", "covered"
KINDS = (REPORT, COVER)

#: What became of an entity that the later list says nothing of.
NOT_MENTIONED = "not_mentioned"


@dataclass(frozen=True, slots=True)
class Listed:
    """An entity on a list, or gone from it, with the ground and where that is written."""

    entity_id: str
    name_zh: str
    name_en: str
    area_gb2260: str
    sector: str
    since: str  # the first list it has been on without a gap; of who left, the last list it was on
    ground: str
    citation: str
    emission_t: int
    years: str
    published_on: str
    late: bool
    heirs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.name_zh or self.name_en or self.entity_id

    def as_json(self) -> dict[str, Any]:
        """Return the entry as the machine interface gives it."""
        return {
            "entity_id": self.entity_id,
            "name": self.name,
            "name_zh": self.name_zh,
            "name_en": self.name_en,
            "area_gb2260": self.area_gb2260,
            "sector": self.sector,
            "since": self.since,
            "ground": self.ground,
            "citation": self.citation,
            "emission_t": self.emission_t,
            "years": self.years,
            "published_on": self.published_on,
            "late": self.late,
            "heirs": list(self.heirs),
        }


@dataclass(frozen=True, slots=True)
class YearList:
    """One of the two lists of a period, against the one before it ("" there is none)."""

    period: str
    kind: str
    previous: str
    entities: Sequence[Listed]
    entered: Sequence[Listed]
    left: Sequence[Listed]
    size_before: int
    position: int

    def as_json(self) -> dict[str, Any]:
        """Return the list as the machine interface gives it."""
        return {
            "year": self.period,
            "kind": self.kind,
            "previous": self.previous,
            "count": len(self.entities),
            "count_before": self.size_before,
            "entities": [e.as_json() for e in self.entities],
            "entered": [e.as_json() for e in self.entered],
            "left": [e.as_json() for e in self.left],
            "position": self.position,
        }


def ground_words(ground: str, language: Language) -> str:
    """Return a ground in words; a ground that is no code is words already."""
    code = f"ground.{ground}"
    return text(code, language) if known(code) else ground


def text_of(law: Law, citation: str) -> str:
    """Return a recorded citation as people write it; one whose instrument is not known stays as it is."""
    instrument, _, place = citation.partition(" ")
    return law.reference(Citation(instrument, place)) if instrument in law.instruments() else citation


def periods(view: Snapshot) -> list[Period]:
    """Return the periods that have a list, in order."""
    return sorted(Period.named(p) for (p,) in view.fetch("SELECT DISTINCT period FROM participants_listing"))


def year_list(view: Snapshot, year: str, kind: str) -> YearList:
    """Return a list of the year, or of the joint period the year is in; `problem` if there is none."""
    every = periods(view)
    period = _period_of(year, every)
    if period not in every:
        raise problem("list.none", where=year, year=year, known=", ".join(p.name for p in every) or "–")
    before = [p for p in every if p.last_year < period.first_year]
    column = {REPORT: "reporting", COVER: "covered"}[kind]
    on = _on_lists(view, column)
    entities = {e.id: e for e in read_rows(view, EntityRow)}
    now, previous = on[period.name], on[before[-1].name] if before else {}
    rows = {r.entity: r for r in read_rows(view, ListingRow, period=period.name)}
    chain = [*before, period]
    heirs = _heirs(view)
    return YearList(
        period.name,
        kind,
        before[-1].name if before else "",
        [_listed(entities[name], rows[name], _since(name, chain, on)) for name in sorted(now)],
        [_listed(entities[name], rows[name], period.name) for name in sorted(now.keys() - previous.keys())],
        [
            _gone(entities[name], rows.get(name), before[-1].name, heirs.get(name, ()))
            for name in sorted(previous.keys() - now.keys())
        ],
        len(previous),
        view.head().size,
    )


def _period_of(year: str, every: Sequence[Period]) -> Period:
    asked = period_named(year)
    if asked is None:
        raise problem("list.bad_year", where=year, year=year)
    if asked in every:
        return asked
    within = [p for p in every if p.first_year <= asked.first_year and asked.last_year <= p.last_year]
    return within[0] if within else asked


def _on_lists(view: Snapshot, column: str) -> dict[str, dict[str, None]]:
    """Return who is on each list, by period."""
    found: dict[str, dict[str, None]] = {}
    for period, entity, is_on in view.fetch(f"SELECT period, entity, {column} FROM participants_listing"):
        on = found.setdefault(period, {})
        if is_on:
            on[entity] = None
    return found


def _since(entity: str, chain: Sequence[Period], on: Mapping[str, Mapping[str, None]]) -> str:
    since = chain[-1].name
    for period in reversed(chain):
        if entity not in on[period.name]:
            break
        since = period.name
    return since


def _heirs(view: Snapshot) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in read_rows(view, SuccessionRow):
        found[row.entity] = (*found.get(row.entity, ()), row.heir)
    return found


def _listed(entity: EntityRow, row: ListingRow, since: str) -> Listed:
    return Listed(
        entity.id, entity.name_zh, entity.name_en, entity.area_gb2260, entity.sector_gbt4754, since, row.ground,
        row.citation, row.emission_t, row.years, row.published_on, bool(row.late),
    )  # fmt: skip


def _gone(entity: EntityRow, row: ListingRow | None, last: str, heirs: tuple[str, ...]) -> Listed:
    """Return who left: on the ground the list gives, or for what the register says became of it."""
    if row is not None:
        return replace(_listed(entity, row, last), heirs=heirs)
    ground = NOT_MENTIONED if entity.state == ACTIVE else "shut" if entity.state == SHUT else "merged"
    return Listed(
        entity.id, entity.name_zh, entity.name_en, entity.area_gb2260, entity.sector_gbt4754, last, ground,
        "", 0, "", "", False, heirs,
    )  # fmt: skip


# why in, or out


def why_listing(law: Law, view: Snapshot, entity_id: str, year: str) -> Node:
    """Return the tree of an entity's place in the lists of a year, whether it is on them or not."""
    entity = next(iter(read_rows(view, EntityRow, id=entity_id)), None)
    if entity is None:
        raise problem("why.not_found", where=f"listing/{entity_id}/{year}", name=entity_id)
    every = periods(view)
    period = _period_of(year, every)
    conditions = Conditions(law)
    row = next(iter(read_rows(view, ListingRow, entity=entity_id, period=period.name)), None)
    inputs = [
        *_ground_nodes(conditions, view, period, entity_id, row),
        *_emission_nodes(conditions, view, period, entity_id),
        _threshold_node(conditions, period),
        *_sector_nodes(conditions, view, period, entity),
        *_end_nodes(view, entity),
    ]
    return Node(
        "label.listing", _word(row), note=f"{entity.name_zh} {entity.name_en} {period.name}".strip(),
        inputs=tuple(inputs), subject=f"listing/{entity_id}/{period.name}",
    )  # fmt: skip


def _word(row: ListingRow | None) -> str:
    if row is None:
        return "not on the list"
    if row.covered:
        return "must report, covered"
    return "must report" if row.reporting else "on neither list"


def _ground_nodes(
    conditions: Conditions, view: Snapshot, period: Period, entity: str, row: ListingRow | None
) -> list[Node]:
    """Return the ground the list names with its text, and what came before and after it in the round."""
    found = []
    grounds = conditions.grounds(period)
    if row is not None:
        cited = grounds[row.ground].cited if row.ground in grounds else None
        note = f"{ground_words(row.ground, 'zh')} {ground_words(row.ground, 'en')}"
        found.append(
            Node(
                "label.listing_ground",
                row.ground,
                citation=cited.citation if cited else None,
                confidence=cited.confidence if cited else None,
                note=f"{note} ({row.published_on}{', late' if row.late else ''})" if cited else row.citation,
            )
        )
        if row.emission_t:
            found.append(Node("label.listed_emission", row.emission_t, "tCO2", note=row.years))
    key = {"entity": entity, "period": period.name}
    for proposal in read_rows(view, ProposalRow, **key):
        found.append(Node("label.listing_proposal", proposal.ground, note=proposal.proposed_on))
        if proposal.comment:
            note = f"{proposal.commented_on} {proposal.comment_text}".strip()
            found.append(Node("label.listing_comment", proposal.comment, note=note))
    for objection in read_rows(view, ObjectionRow, **key):
        decided = f"{objection.decided_on}{', late' if objection.late else ''} {objection.text}".strip()
        note = f"{objection.filed_on} {objection.reason}; {decided}"
        found.append(Node("label.listing_objection", objection.state, note=note.strip("; ")))
    return found


def _emission_nodes(conditions: Conditions, view: Snapshot, period: Period, entity: str) -> list[Node]:
    """Return a node for each year the notice names that the books know, or one that says they know none."""
    window, cited = conditions.years(period)
    books = ConfirmedEmissions().of(ViewRows(view), entity, window)
    asked = f"{window[0]}-{window[-1]}"
    if not books:
        return [
            Node(
                "label.confirmed_emission", "none in the books", note=asked, citation=cited.citation,
                confidence=cited.confidence,
            )
        ]  # fmt: skip
    return [
        Node(
            "label.confirmed_emission", tonnes, "tCO2", note=str(year), citation=cited.citation,
            confidence=cited.confidence,
        )
        for year, tonnes in sorted(books.items())
    ]  # fmt: skip


def _threshold_node(conditions: Conditions, period: Period) -> Node:
    node = law_node(conditions.threshold(period), "label.listing_threshold")
    return replace(node, subject=f"{node.subject}/{period.first_day}")


def _sector_nodes(conditions: Conditions, view: Snapshot, period: Period, entity: EntityRow) -> list[Node]:
    own = any(u.captive for u in read_rows(view, UnitRow, entity=entity.id))
    found = []
    for scope, label in ((REPORTING, "label.reporting_sector"), (COVERED, "label.covered_sector")):
        sector = conditions.sector(scope, period, entity.sector_gbt4754, has_own_plant=own)
        if sector:
            cited = conditions.scope(scope, period, sector)
            found.append(
                Node(
                    label, sector, citation=cited.citation, confidence=cited.confidence, note=entity.sector_gbt4754,
                    subject=f"{scope}[{sector}]/{period.first_day}",
                )
            )  # fmt: skip
        else:
            found.append(Node(label, "outside", note=entity.sector_gbt4754))
    return found


def _end_nodes(view: Snapshot, entity: EntityRow) -> list[Node]:
    if entity.state == ACTIVE:
        return []
    heirs = " ".join(s.heir for s in read_rows(view, SuccessionRow, entity=entity.id))
    return [Node("label.entity_end", entity.state, note=f"{entity.last_year} {heirs}".strip())]
