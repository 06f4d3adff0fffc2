"""All detectors over a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.surveillance.among_friends import related_trades, reverse_trades, self_trade_attempts
from tanshi.exchange.surveillance.directions import before_disclosure, losing_trades
from tanshi.exchange.surveillance.limits import Limits
from tanshi.exchange.surveillance.prices import band_hitting, dense_orders, far_orders, marking_close, odd_blocks
from tanshi.exchange.surveillance.relations import Known
from tanshi.exchange.surveillance.shares import concentration
from tanshi.exchange.surveillance.tape import Tape
from tanshi.exchange.surveillance.view import View
from tanshi.exchange.surveillance.withdrawals import frequent_cancels, layering, spoofing
from tanshi.rules import Law

Detector = Callable[[View, Limits], Iterator[Alert]]

_ALL: Sequence[Detector] = (
    before_disclosure, related_trades, reverse_trades, self_trade_attempts, dense_orders, far_orders, band_hitting,
    marking_close, odd_blocks, concentration, frequent_cancels, spoofing, layering, losing_trades,
)  # fmt: skip

#: Detectors by name, in the order of the articles they serve.
DETECTORS: dict[str, Detector] = {detect.__name__: detect for detect in _ALL}


def watch(law: Law, tape: Tape, known: Known, day: date) -> list[Alert]:
    """Return the alerts of a session, by the parameters of a day; equal records give equal alerts."""
    view = View.of(tape, known)
    return [alert for name, detect in DETECTORS.items() for alert in detect(view, Limits.of(law, name, day))]
