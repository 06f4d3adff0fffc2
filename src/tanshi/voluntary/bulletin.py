"""The voluntary market of a span of days: projects, reductions registered, units used, units traded, fees invoiced.

All of it but the fees, which are sums over the holders, is read from what the registry publishes, so anybody can reckon
it again. Amounts in whole tonnes and fen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any

from tanshi.core.exact import half_up
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.voluntary.invoice_tables import InvoiceRow
from tanshi.voluntary.sessions import CLOSED, QuoteRow, SessionRow
from tanshi.voluntary.standing import REGISTERED
from tanshi.voluntary.step_facts import VERIFIED
from tanshi.voluntary.tables import AmountRow, ProjectRow, ReductionRow, StepRow
from tanshi.voluntary.unit_tables import InstrumentRow, UseRow


@dataclass(slots=True)
class Line:
    """A product in a span: what was registered, cancelled and traded of it, and the base price at its end."""

    instrument: str
    project: str
    year: int
    issued_t: int = 0
    used_t: int = 0
    traded_t: int = 0
    value_fen: int = 0
    base_fen: int = 0

    @property
    def mean_fen(self) -> int | None:
        """Return the mean price in fen a tonne, half up; None if nothing was traded."""
        return int(half_up(Fraction(self.value_fen, self.traded_t))) if self.traded_t else None


@dataclass(frozen=True, slots=True)
class Fees:
    """What a body invoiced in a span, less what was credited, and what of it is not paid."""

    body: str
    invoiced_fen: int
    left_fen: int


@dataclass(slots=True)
class Bulletin:
    """What a span came to."""

    first: str
    last: str
    sessions: int = 0
    projects_in_notice: int = 0
    projects_registered: int = 0
    reductions_in_notice: int = 0
    reductions_registered: int = 0
    lines: list[Line] = field(default_factory=list)
    used_t: Mapping[str, int] = field(default_factory=dict)  # by purpose
    fees: list[Fees] = field(default_factory=list)  # by body

    def total(self, name: str) -> int:
        """Return the sum of a column of the lines."""
        return sum(getattr(line, name) for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """Return the bulletin as the machine interface gives it."""
        names = ("instrument", "project", "year", "issued_t", "used_t", "traded_t", "value_fen", "mean_fen", "base_fen")
        heads = (
            "first", "last", "sessions", "projects_in_notice", "projects_registered", "reductions_in_notice",
            "reductions_registered",
        )  # fmt: skip
        totals = {name: self.total(name) for name in ("issued_t", "used_t", "traded_t", "value_fen")}
        return {
            **{name: getattr(self, name) for name in heads},
            **totals,
            "used_by_purpose_t": dict(self.used_t),
            "fees": [asdict(one) for one in self.fees],
            "products": [{name: getattr(line, name) for name in names} for line in self.lines],
        }


def bulletin(view: Reads, first: str, last: str) -> Bulletin:
    """Return the bulletin of the days from first to last, both included."""
    found = Bulletin(first, last)
    found.projects_in_notice = sum(first <= row.notice_from <= last for row in read_rows(view, ProjectRow))
    found.reductions_in_notice = sum(first <= row.notice_from <= last for row in read_rows(view, ReductionRow))
    registered = [s for s in read_rows(view, StepRow, step=REGISTERED) if first <= s.done_on <= last]
    found.projects_registered = sum(step.reduction == 0 for step in registered)
    found.reductions_registered = len(registered) - found.projects_registered
    issued = _issued(view, [step for step in registered if step.reduction])
    lines = {p.instrument: Line(p.instrument, p.project, p.year) for p in read_rows(view, InstrumentRow)}
    for line in lines.values():
        line.issued_t = issued[line.project, line.year]
    used: Counter[str] = Counter()
    for use in read_rows(view, UseRow):
        if first <= use.used_on <= last:
            lines[use.instrument].used_t += use.amount_t
            used[use.purpose] += use.amount_t
    found.used_t = dict(sorted(used.items()))
    sessions = {s.session for s in read_rows(view, SessionRow, state=CLOSED) if first <= s.session <= last}
    found.sessions = len(sessions)
    for quote in sorted(read_rows(view, QuoteRow), key=lambda q: q.session):
        if quote.session <= last:
            lines[quote.instrument].base_fen = quote.base_fen
        if quote.session in sessions:
            lines[quote.instrument].traded_t += quote.listing_t + quote.block_t
            lines[quote.instrument].value_fen += quote.listing_fen + quote.block_fen
    found.fees = _fees(view, first, last)
    found.lines = [line for _, line in sorted(lines.items()) if line.issued_t or line.used_t or line.traded_t]
    return found


def _fees(view: Reads, first: str, last: str) -> list[Fees]:
    charged: dict[str, list[InvoiceRow]] = defaultdict(list)
    for invoice in read_rows(view, InvoiceRow):
        if first <= invoice.issued_on <= last:
            charged[invoice.body].append(invoice)
    return [
        Fees(body, sum(i.amount_fen - i.credited_fen for i in rows), sum(i.left_fen for i in rows))
        for body, rows in sorted(charged.items())
    ]


def _issued(view: Reads, registered: list[StepRow]) -> Mapping[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = defaultdict(int)
    for step in registered:
        for amount in read_rows(view, AmountRow, project=step.project, reduction=step.reduction, stage=VERIFIED):
            found[amount.project, amount.year] += amount.amount_t
    return found
