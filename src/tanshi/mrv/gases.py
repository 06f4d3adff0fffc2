"""Other greenhouse gases of an entity's report: what it emitted besides the CO2 of its units.

They stay in the report and count for the yearly list's threshold. Whether a gas counts for the obligation is decided
by the scope of that year when it is reported, and stands in the fact beside the mass, the warming potential and the
set it comes from. CO2 follows from the monthly records and is not reported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from tanshi.core.exact import decimal
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.mrv.tables import REPORTED, VERIFIED, GasRow, ReportRow
from tanshi.participants.commands import concern_of
from tanshi.participants.conditions import Conditions, Finds
from tanshi.participants.listing import period_named
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

CO2 = "CO2"
_POTENTIAL = "accounting.global_warming_potential"
_KG_E3_PER_T = 1_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_TEXT = 200


class GasOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.gases_done"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    BAD_PERIOD = "mrv.bad_period"
    PERIOD_NOT_OVER = "mrv.period_not_over"
    ALREADY_FILED = "mrv.already_filed"
    NOT_FILED = "mrv.not_filed"
    NO_GASES = "mrv.no_gases"
    UNKNOWN_GAS = "mrv.unknown_gas"
    GAS_TWICE = "mrv.gas_twice"
    BAD_MASS = "mrv.bad_mass"
    BAD_SOURCE = "mrv.bad_gas_source"


@dataclass(frozen=True, slots=True)
class GasMass:
    """A gas's mass in a year, kg with three decimals; where it came from; SHA-256 of the papers behind it, or ""."""

    gas: str
    mass_kg_e3: int
    source: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ReportGases:
    """Report other gases of a year before its report is filed; the same gas again replaces what was stated."""

    entity: str
    period: str
    gases: tuple[GasMass, ...]


@dataclass(frozen=True, slots=True)
class VerifyGases:
    """Say what verification found of other gases before it is concluded; gases not named stand as reported."""

    entity: str
    period: str
    gases: tuple[GasMass, ...]


@dataclass(frozen=True, slots=True)
class GasesStated(Fact):
    """Masses of other gases, as reported by the entity or as verified, with what makes them CO2e."""

    type: ClassVar[str] = "mrv.gases_stated/1"
    entity: str
    period: str
    stage: str
    rules_revision: int
    gases: list[dict[str, Any]]


def _stated(fact: GasesStated, at: At, rows: Rows) -> None:
    for gas in fact.gases:
        rows.put(GasRow(fact.entity, fact.period, fact.stage, **gas))


def co2e_t(gases: Iterable[GasRow]) -> Fraction:
    """Return tonnes of CO2e, exactly."""
    return sum((Fraction(g.mass_kg_e3, _KG_E3_PER_T) * decimal(g.potential) for g in gases), Fraction(0))


def gases_of(rows: Finds, entity: str, period: str, *, reported: bool = False) -> list[GasRow]:
    """Return the other gases of a report in the order of their names: as verified, else as reported, or only so."""
    found: dict[str, GasRow] = {}
    for row in sorted(rows.where(GasRow, entity=entity, period=period), key=lambda g: g.stage):
        if not reported or row.stage == REPORTED:
            found[row.gas] = row  # "verified" sorts after "reported"
    return [found[gas] for gas in sorted(found)]


def counted_t(rows: Finds, entity: str, period: str) -> Fraction:
    """Return the tonnes of CO2e of other gases that count for the obligation, exactly."""
    return co2e_t(g for g in gases_of(rows, entity, period) if g.counts)


class GasCommands:
    """Judges the commands under the law of their day."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def report(self, request: ReportGases, rows: Rows, act: Act) -> Outcome:
        if rows.get(EntityRow, request.entity) is None:
            return act.refuse(GasOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        period = _year(request.period)
        if period is None:
            return act.refuse(GasOutcome.BAD_PERIOD, period=request.period)
        if act.day <= period.last_day.isoformat():
            return act.refuse(GasOutcome.PERIOD_NOT_OVER, period=request.period, day=act.day)
        if rows.get(ReportRow, (request.entity, request.period)) is not None:
            return act.refuse(GasOutcome.ALREADY_FILED, entity=request.entity, period=request.period)
        return self._state(request, period, REPORTED, rows, act)

    def verify(self, request: VerifyGases, rows: Rows, act: Act) -> Outcome:
        report = rows.get(ReportRow, (request.entity, request.period))
        if report is None or report.state != "filed":
            return act.refuse(GasOutcome.NOT_FILED, entity=request.entity, period=request.period)
        return self._state(request, Period.named(request.period), VERIFIED, rows, act)

    def _state(self, request: ReportGases | VerifyGases, period: Period, stage: str, rows: Rows, act: Act) -> Outcome:
        law = self._laws.on(rows, act.day)
        potentials = law.table(_POTENTIAL, period.first_day)
        if refused := _wrong(request.gases, potentials, act):
            return refused
        counting = self._counting(law, request.entity, period, rows)
        stated = [
            {
                "gas": g.gas,
                "mass_kg_e3": g.mass_kg_e3,
                "potential": potentials[g.gas].value["potential"],
                "potential_set": potentials[g.gas].value["set"],
                "counts": int(g.gas in counting),
                "source": g.source,
                "evidence": g.evidence,
            }
            for g in request.gases
        ]
        act.record(GasesStated(request.entity, request.period, stage, law.revision, stated))
        return GasOutcome.DONE

    def _counting(self, law: Law, entity: str, period: Period, rows: Rows) -> tuple[str, ...]:
        """Return the gases that count for the entity's obligation."""
        code = rows.need(EntityRow, entity).sector_gbt4754
        own = any(unit.captive for unit in rows.where(UnitRow, entity=entity))
        return Conditions(law).gases(period, code, has_own_plant=own)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of the commands."""
        done = GasOutcome.DONE
        return (
            Handler("mrv.report_gases", ReportGases, self.report, done, _touches, _concerns),
            Handler("mrv.verify_gases", VerifyGases, self.verify, done, _touches, _concerns),
        )


def _wrong(gases: Sequence[GasMass], known: Iterable[str], act: Act) -> Outcome | None:
    if not gases:
        return act.refuse(GasOutcome.NO_GASES)
    seen: set[str] = set()
    others = sorted(set(known) - {CO2})
    for gas in gases:
        if gas.gas not in others:
            return act.refuse(GasOutcome.UNKNOWN_GAS, gas=gas.gas, known=", ".join(others))
        if gas.gas in seen:
            return act.refuse(GasOutcome.GAS_TWICE, gas=gas.gas)
        seen.add(gas.gas)
        if gas.mass_kg_e3 < 0:
            return act.refuse(GasOutcome.BAD_MASS, gas=gas.gas)
        if not 0 < len(gas.source.strip()) <= _TEXT or (gas.evidence and not _SHA256.match(gas.evidence)):
            return act.refuse(GasOutcome.BAD_SOURCE, gas=gas.gas)
    return None


def _year(name: str) -> Period | None:
    """Return the emission year of that name, or None; a joint period has a report for each of its years."""
    found = period_named(name)
    return found if found is not None and len(found.years) == 1 else None


def _touches(request: ReportGases | VerifyGases) -> Iterable[Touch]:
    return [(EntityRow, request.entity), (ReportRow, (request.entity, request.period))]


def _concerns(request: ReportGases | VerifyGases, rows: Rows) -> Concern:
    return concern_of(request.entity, rows)


FACTS = (FactType(GasesStated, _stated),)
