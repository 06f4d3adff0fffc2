"""Where firms stand, in words and with what they hold: what the command line, the pages and the API show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tanshi.compliance.status import Obligations, Standing, article, next_step, periods, vintages_of
from tanshi.compliance.units_held import Helped, has_registry, held_t, helped
from tanshi.core.catalogue import Language, text
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads, Snapshot
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class Line:
    """A firm's standing with its name, what it holds that counts (None: these books have no registry), and help."""

    standing: Standing
    name_zh: str
    name_en: str
    area_gb2260: str
    sector_gbt4754: str
    held_t: int | None
    helped: Helped
    carried_t: int
    citation: str

    @property
    def next(self) -> str:
        """Code of what the firm does next."""
        return next_step(self.standing, self.held_t)

    def why(self, language: Language) -> str:
        """Return the reason in words, with the day and the article."""
        s = self.standing
        said = {"due": f"{s.due_t:,}", "deadline": s.deadline, "day": s.day, "article": self.citation}
        return text(f"status.{s.reason}", language, said)

    def as_json(self, language: Language = "en") -> dict[str, Any]:
        """Return the line as the machine interface gives it."""
        s = self.standing
        return {
            "entity_id": s.entity, "name_zh": self.name_zh, "name_en": self.name_en, "area_gb2260": self.area_gb2260,
            "sector_gbt4754": self.sector_gbt4754, "period": s.period, "day": s.day, "status": s.status,
            "reason": s.reason, "message": self.why(language), "citation": self.citation,
            "obligation_t": s.obligation_t, "surrendered_t": s.surrendered_t, "due_t": s.due_t,
            "by_kind_t": dict(s.by_kind), "by_others_t": self.helped.firms_t, "by_province_t": self.helped.province_t,
            "held_t": self.held_t, "borrowed_t": s.borrowed_t, "carried_t": self.carried_t, "deadline": s.deadline,
            "days_left": s.days_left, "shortfall_t": s.shortfall_t, "made_good_t": s.made_good_t, "next": self.next,
        }  # fmt: skip


def period_of(view: Reads, asked: str) -> str:
    """Return the period asked for, or the newest with an obligation; `Problem` if there is none of that name."""
    known = periods(view)
    if asked:
        if asked not in known:
            raise problem("status.no_period", where=asked, period=asked, known=", ".join(known) or "–")
        return asked
    rows = view.fetch("SELECT max(period) FROM compliance_obligation")
    if rows[0][0] is None and not known:
        raise problem("status.no_period", where="-", period="–", known="–")
    return str(rows[0][0] or known[-1])


def last_day(view: Reads) -> str:
    """Return the last legal day the books have something of, "" if they are empty."""
    return str(view.fetch("SELECT coalesce(max(day), '') FROM journal_day")[0][0])


def obligations(law: Law, view: Reads, period: str, entity: str = "") -> Obligations:
    """Return the obligations of a period under a law."""
    return Obligations(view, period, vintages_of(law, period), entity)


def lines(
    law: Law, view: Snapshot, found: Obligations, day: str, chosen: Sequence[str] | None = None, entity: str = ""
) -> list[Line]:
    """Return where firms stand on a day, by entity: all, those chosen, or the one the obligations are of."""
    vintages = vintages_of(law, found.period)
    held: Mapping[str, int] | None = held_t(view, vintages, day, entity) if has_registry(view) and vintages else None
    others = helped(view, found.period, day, entity)
    carried = _carried(view, vintages, day)
    where, asked = ("WHERE id = ?", [entity]) if entity else ("", [])
    named = {
        id: rest
        for id, *rest in view.fetch(
            f"SELECT id, name_zh, name_en, area_gb2260, sector_gbt4754 FROM participants_entity {where}", asked
        )
    }
    names = sorted(found.firms) if chosen is None else [e for e in chosen if e in found.firms]
    made = []
    for name in names:
        standing = found.of(name, day)
        cited = article(law, standing)
        zh, en, area, sector = named.get(name, ("", "", "", ""))
        made.append(
            Line(
                standing, zh, en, area, sector, None if held is None else held.get(name, 0),
                others.get(name, Helped()), carried.get(name, 0), law.reference(cited) if cited else "–",
            )
        )  # fmt: skip
    return made


def one(law: Law, view: Snapshot, period: str, entity: str, day: str) -> Line:
    """Return where a firm stands; `Problem` if the period has nothing of it."""
    found = obligations(law, view, period, entity)
    if entity not in found.firms:
        raise problem("status.no_firm", where=entity, entity=entity, period=period)
    return lines(law, view, found, day, entity=entity)[0]


def _carried(view: Reads, vintages: Sequence[str], day: str) -> Mapping[str, int]:
    """Return what holders carried over into the vintages, less what was undone, in tonnes."""
    if not vintages:
        return {}
    marks = ", ".join("?" * len(vintages))
    rows = view.fetch(
        f"SELECT holder, SUM(amount_t - corrected_t) FROM registry_carry_over WHERE carried_into IN ({marks})"
        " AND transfer > 0 AND decided_on <= ? GROUP BY holder",
        [*vintages, day],
    )
    return {holder: int(tonnes) for holder, tonnes in rows}


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a firm's time line: the day, a code `status.step_CODE`, tonnes, what is due after it, a note."""

    day: str
    code: str
    amount_t: int
    obligation_t: int | None
    note: str = ""


def timeline(found: Obligations, entity: str, day: str) -> list[Happened]:
    """Return what became of a firm's obligation up to a day, in order."""
    firm = found.firms[entity]
    late = {int(s.note) for s in firm.steps if s.kind == "made_good"}
    told = [
        Happened(s.day, s.kind, s.amount_t if s.kind in ("opened", "assessed") else s.obligation_t, s.obligation_t,
                 s.note if s.kind == "corrected" else s.deadline)
        for s in firm.steps if s.kind != "made_good"
    ]  # fmt: skip
    told += [
        Happened(on, "made_good" if number in late else "surrendered", amount, None, instrument)
        for number, instrument, amount, on in firm.surrenders
    ]
    told += [Happened(on, "reversed", amount, None, str(number)) for number, amount, on in firm.reversals]
    told += [Happened(on, "offset", amount, None) for amount, on in firm.offsets]
    if firm.borrowed[1]:
        vintage, amount, on = firm.borrowed
        told.append(Happened(on, "borrowed", amount, None, vintage))
    return sorted((h for h in told if h.day <= day), key=lambda h: h.day)
