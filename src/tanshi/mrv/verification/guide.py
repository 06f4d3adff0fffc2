"""The guide of verification as data: clauses to go through, findings there can be, how records are sampled.

`rules/cn/checks/verification.yaml` holds the clauses and findings; days and shares are parameters `mrv.verification_…`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.core.citation import Citation, Confidence
from tanshi.core.exact import decimal
from tanshi.rules import Law

DOCUMENTS, SITE = "documents", "site"

#: What is put where the firm does not mend a finding; see the data.
RAISE_ALLOWED, RAISE_FOUND, DEFAULT, STATED, NONE = "raise_allowed", "raise_found", "default", "stated", "none"


@dataclass(frozen=True, slots=True)
class Clause:
    """What is gone through at the desk or on site."""

    code: str
    stage: str
    title: Mapping[str, str]
    citation: Citation
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A nonconformity (不符合项) of the library: its clause, severity, what mends it, what counts if nothing does."""

    code: str
    clause: str
    severity: str
    figures: tuple[str, ...]
    conservative: str
    title: Mapping[str, str]
    mends: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record of a report as it is sampled: a unit's month, or a row of another sector's activity data."""

    unit: str
    month: str
    amount: Fraction  # fuel or material, to find where most was used
    unmeasured: bool
    late: bool
    group: str  # the unit, line or firm the record is of


@dataclass(frozen=True, slots=True)
class Sampling:
    """How much of a report is looked at."""

    units_share: Fraction
    units_least: int
    months_share: Fraction
    months_least: int
    always: frozenset[str]

    def needed(self, records: Sequence[Recorded]) -> set[tuple[str, str]]:
        """Return the records that are always looked at."""
        found = {(r.unit, r.month) for r in records if "unmeasured" in self.always and r.unmeasured}
        found |= {(r.unit, r.month) for r in records if "late" in self.always and r.late}
        if "most" in self.always and records:
            most = max(records, key=lambda r: (r.amount, r.unit, r.month))
            found.add((most.unit, most.month))
        return found

    def lacks(self, records: Sequence[Recorded], sampled: Iterable[tuple[str, str]]) -> str:
        """Return what a sample lacks, "" if nothing: a record that is always looked at, units, or months of a unit."""
        chosen = set(sampled)
        if missing := sorted(self.needed(records) - chosen):
            return " ".join(missing[0])
        by_unit: dict[str, list[tuple[str, str]]] = {}
        for record in records:
            by_unit.setdefault(record.group, []).append((record.unit, record.month))
        enough = [
            unit
            for unit, of_unit in by_unit.items()
            if len(chosen & set(of_unit)) >= _part(self.months_share, self.months_least, len(of_unit))
        ]
        wanted = _part(self.units_share, self.units_least, len(by_unit))
        return "" if len(enough) >= wanted else f"{len(enough)}/{wanted}"


def proposed(sampling: Sampling, records: Sequence[Recorded]) -> list[tuple[str, str]]:
    """Return a sample that suffices: what is always looked at, then the records with most, unit by unit."""
    chosen = sampling.needed(records)
    units: dict[str, list[Recorded]] = {}
    for record in sorted(records, key=lambda r: (-r.amount, r.unit, r.month)):
        units.setdefault(record.group, []).append(record)
    for of_unit in units.values():
        if not sampling.lacks(records, chosen):
            break
        more = _part(sampling.months_share, sampling.months_least, len(of_unit))
        more -= sum((r.unit, r.month) in chosen for r in of_unit)
        others = [(r.unit, r.month) for r in of_unit if (r.unit, r.month) not in chosen]
        chosen.update(others[: max(more, 0)])
    return sorted(chosen)


def _part(share: Fraction, least: int, of: int) -> int:
    return min(of, max(least, -(-of * share.numerator // share.denominator)))


@dataclass(frozen=True, slots=True)
class VerificationGuide:
    """Clauses and findings of a sector."""

    clauses: Mapping[str, Clause]
    findings: Mapping[str, FindingKind]
    lowered: frozenset[str]
    meters: Mapping[str, str]

    def stage(self, stage: str) -> list[Clause]:
        """Return the clauses of the desk or of the site."""
        return [c for c in self.clauses.values() if c.stage == stage]


def guide_of(law: Law, sector: str) -> VerificationGuide:
    """Return the clauses and findings of a sector."""
    about = law.document("checks/verification.yaml")
    clauses = [_clause(row) for row in about["clauses"] if sector in row.get("sectors", [sector])]
    findings = [_finding(row) for row in about["findings"]]
    return VerificationGuide(
        {c.code: c for c in clauses}, {f.code: f for f in findings}, frozenset(about["lowered"]), about["meters"]
    )


def sampling_of(law: Law, on: date) -> Sampling:
    """Return the rule of sampling on a day."""
    rule: Mapping[str, Any] = law.value("mrv.verification_sampling", on).value
    return Sampling(
        Fraction(rule["units_share"]), int(rule["units_least"]), Fraction(rule["months_share"]),
        int(rule["months_least"]), frozenset(rule["always"].split()),
    )  # fmt: skip


def conservative(guide: VerificationGuide, kind: FindingKind, field: str, found: str, law: Law, on: date) -> Fraction:
    """Return the factor that a figure takes where the firm does not mend a finding of a meter (accounting-facts 1.6).

    `found`: the error that was found, as a share; only for meters out of tolerance. `NotADecimal` if it is none.
    """
    allowed = law.value("mrv.allowed_meter_error", on, guide.meters.get(field, "belt_scale")).number
    error = allowed if kind.conservative == RAISE_ALLOWED else abs(decimal(found)) - allowed
    return 1 - max(error, Fraction(0)) if field in guide.lowered else 1 + max(error, Fraction(0))


def _clause(row: Mapping[str, Any]) -> Clause:
    cite = row["cite"]
    citation = Citation(cite["instrument"], cite.get("place", ""), cite.get("source", ""))
    title = {"zh": row["zh"], "en": row["en"]}
    return Clause(row["code"], row["stage"], title, citation, Confidence(row["confidence"]))


def _finding(row: Mapping[str, Any]) -> FindingKind:
    return FindingKind(
        row["code"], row["clause"], row["severity"], tuple(row.get("figures", ())), row["conservative"],
        {"zh": row["zh"], "en": row["en"]}, {"zh": row["mends_zh"], "en": row["mends_en"]},
    )  # fmt: skip
