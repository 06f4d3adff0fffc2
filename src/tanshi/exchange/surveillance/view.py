"""What detectors look at: a session's tables with who belongs together, and how an alert is made of what they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.surveillance.limits import Limits
from tanshi.exchange.surveillance.lives import NEVER, lives
from tanshi.exchange.surveillance.relations import Disclosure, Known, groups
from tanshi.exchange.surveillance.tape import DEAL, UNKNOWN_NS, Table, Tape

_NO_DEALS = np.zeros(0, DEAL)


@dataclass(frozen=True, slots=True)
class View:
    """A tape; the group of each account, as an array; lives of its orders; what was disclosed when."""

    tape: Tape
    group: Table
    lives: Table
    disclosures: tuple[Disclosure, ...]

    @staticmethod
    def of(tape: Tape, known: Known) -> View:
        """Return the view of a tape."""
        group = np.array(groups(tape.accounts, known.relations), np.int64)
        return View(tape, group, lives(tape), known.disclosures)

    def instruments(self) -> range:
        """Return the places of all instruments."""
        return range(len(self.tape.products))

    def alert(
        self, limits: Limits, instrument: int, accounts: Table, figures: Mapping[str, int | float], *,
        deals: Table = _NO_DEALS, messages: Table | None = None, orders: Table | None = None,
    ) -> Alert:  # fmt: skip
        """Return an alert on accounts; `deals`, events and lives of orders are its evidence."""
        tape = self.tape
        own = deals["session"] == len(tape.sessions) - 1
        times, numbers = [deals["time_ns"][own]], [deals["sequence"][own]]
        if messages is not None:
            times.append(messages["time_ns"])
            numbers.append(messages["sequence"])
        if orders is not None:
            times += [orders["from_ns"], orders["to_ns"][orders["to_ns"] != NEVER]]
            numbers += [orders["posted_by"], orders["ended_by"]]
        at, named = np.concatenate(times), np.unique(np.concatenate(numbers))
        at = at[at != UNKNOWN_NS]
        return Alert(
            detector=limits.detector,
            session=tape.session,
            instrument=tape.products[instrument].instrument,
            accounts=tuple(tape.accounts[a] for a in np.unique(accounts).tolist()),
            from_ns=int(at.min()) if len(at) else UNKNOWN_NS,
            to_ns=int(at.max()) if len(at) else UNKNOWN_NS,
            messages=tuple(named[named > 0].tolist()),
            trades=tuple(np.unique(deals["number"][own]).tolist()),
            figures=dict(figures),
            limits=limits.texts(),
            article=limits.article,
            earlier=tuple((tape.sessions[d["session"]], int(d["number"])) for d in deals[~own]),
        )


def by(column: Table) -> Iterator[tuple[int, Table]]:
    """Yield each value of a column with the mask of its rows, in rising order."""
    for value in np.unique(column).tolist():
        yield int(value), column == value


def tonnes(rows: Table) -> int:
    """Return the tonnes of deals."""
    return int(rows["quantity_t"].sum())


def taker(deals: Table) -> Table:
    """Return who came last in each deal, by account."""
    return np.where(deals["taker_side"] == 0, deals["buyer"], deals["seller"])
