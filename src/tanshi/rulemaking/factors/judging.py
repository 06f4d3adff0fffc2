"""Whether a proposed factor can stand in the law: its metadata, its value, and what else is valid at its time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act
from tanshi.journal.rows import Rows
from tanshi.rulemaking.factors.outcome import FactorOutcome
from tanshi.rulemaking.factors.publication import text_of
from tanshi.rulemaking.factors.requests import ProposeFactor
from tanshi.rulemaking.factors.tables import PUBLISHED, FactorRow
from tanshi.rulemaking.form import wrong_values
from tanshi.rules import Cited, Law, NoTextInForce
from tanshi.rules.factors import regions, scopes

#: Characters of a source, a technology, a key.
_NAME = 300


def bad_metadata(law: Law, request: ProposeFactor, act: Act) -> Outcome | None:
    """Refuse what a proposal says about its value, where that cannot be."""
    unit = law.parameter(request.parameter).unit
    if request.unit != unit:
        return act.refuse(FactorOutcome.OTHER_UNIT, parameter=request.parameter, unit=unit, given=request.unit[:50])
    first, last = day_of(request.from_day), day_of(request.to_day)
    if first is None or (request.to_day and (last is None or last < first)):
        return act.refuse(FactorOutcome.BAD_VALIDITY, first=request.from_day[:20], last=request.to_day[:20])
    known = scopes(law)
    if unknown := [s for s in request.scope if s not in known]:
        return act.refuse(FactorOutcome.UNKNOWN_SCOPE, scope=unknown[0][:50], scopes=", ".join(known))
    if request.region and request.region not in regions(law):
        return act.refuse(FactorOutcome.UNKNOWN_REGION, region=request.region[:50])
    if len(request.technology) > _NAME:
        return act.refuse(FactorOutcome.BAD_TECHNOLOGY, most=_NAME)
    share = number_of(request.uncertainty)
    if request.uncertainty and (share is None or not 0 <= share <= 1):
        return act.refuse(FactorOutcome.BAD_UNCERTAINTY, given=request.uncertainty[:50])
    if not 0 < len(request.source.strip()) <= _NAME:
        return act.refuse(FactorOutcome.BAD_SOURCE, most=_NAME)
    if not 1900 <= request.source_year <= int(act.day[:4]):
        return act.refuse(FactorOutcome.BAD_SOURCE_YEAR, year=request.source_year, last=act.day[:4])
    return None if is_sha256(request.document_sha256) else act.refuse(FactorOutcome.BAD_DOCUMENT)


def bad_value(law: Law, row: FactorRow, procedure: Cited, act: Act) -> Outcome | None:
    """Refuse a value that cannot be law, changes nothing, or would change a text of higher rank."""
    if number_of(row.value) is None or len(row.key) > _NAME:
        return act.refuse(FactorOutcome.BAD_VALUE, reason=f"{row.value[:50]!r}")
    reason = next(wrong_values(law, text_of(row, law, act.day, procedure)), None)
    if reason is not None:
        return act.refuse(FactorOutcome.BAD_VALUE, reason=reason[:1_000])
    try:
        held = law.value(row.parameter, date.fromisoformat(row.from_day), row.key)
    except NoTextInForce:
        return None
    lasts = held.to_day is None or "" < row.to_day <= held.to_day.isoformat()
    if held.number == decimal(row.value) and lasts:
        return act.refuse(
            FactorOutcome.UNCHANGED, factor=held.name, value=held.value, source=law.reference(held.citation)
        )
    standing = law.standing(held.citation.instrument)
    if standing.level < law.ranks()[procedure.value["rank"]]:
        return act.refuse(
            FactorOutcome.HIGHER_TEXT, factor=held.name, source=law.reference(held.citation), rank=standing.rank
        )
    return None


def not_alone(law: Law, row: FactorRow, rows: Rows, act: Act) -> Outcome | None:
    """Refuse a validity that runs over a later value, or meets that of a published factor it does not replace."""
    later = [
        e.from_day.isoformat()
        for e in law.parameter(row.parameter).entries
        if e.from_day.isoformat() > row.from_day and row.key in e.by_key and e.status != "draft"
    ]
    if later and (not row.to_day or row.to_day >= min(later)):
        return act.refuse(FactorOutcome.OUTRUNS, parameter=row.parameter, key=row.key, day=min(later))
    if row.replaces:
        older = rows.get(FactorRow, row.replaces)
        if older is None or older.state != PUBLISHED or _what(older) != _what(row):
            return act.refuse(FactorOutcome.NOT_REPLACEABLE, factor=row.replaces[:100])
    for other in rows.where(FactorRow, parameter=row.parameter, key=row.key):
        if other.state == PUBLISHED and other.id != row.replaces and _meet(other, row):
            return act.refuse(FactorOutcome.OVERLAPS, factor=other.id, first=other.from_day, last=other.to_day or "–")
    return None


def _what(row: FactorRow) -> tuple[str, ...]:
    return row.parameter, row.key, row.from_day, row.to_day


def _meet(one: FactorRow, other: FactorRow) -> bool:
    return (not one.to_day or other.from_day <= one.to_day) and (not other.to_day or one.from_day <= other.to_day)


def number_of(text: str) -> Fraction | None:
    """Return the number a text is, or None."""
    try:
        return decimal(text)
    except NotADecimal:
        return None


def day_of(text: str) -> date | None:
    """Return the day a text is, written 2026-12-31, or None."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None
