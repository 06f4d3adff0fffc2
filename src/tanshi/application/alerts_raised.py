"""What detectors saw, put on the journal: each alert once, with its file as evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from tanshi.core.finding import problem
from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.surveillance.alerts import AlertOutcome, request_of
from tanshi.journal.command import Answer
from tanshi.journal.request import plain

#: Sends a command of the exchange: (id, kind, items as plain data) → answer.
Send = Callable[[str, str, Sequence[Any]], Answer]


class Keeps(Protocol):
    """Where evidence is kept."""

    def keep(self, data: bytes) -> str: ...


def raise_alerts(evidence: Keeps, send: Send, alerts: Iterable[Alert]) -> int:
    """Raise alerts of a closed session; return how many are on the journal now. Again: nothing is raised twice.

    Raises `Problem`: one was refused for another reason than being there.
    """
    count = 0
    for alert in alerts:
        request, file = request_of(alert)
        digest = evidence.keep(file)
        assert digest == request.evidence_sha256
        id = f"alert/{alert.session}/{digest}"
        answer = send(id, "exchange.raise_alert", [plain(request)])
        if not answer.done and answer.outcome is not AlertOutcome.RAISED_ALREADY:
            raise problem("exchange.refused", where=id, kind="exchange.raise_alert", reason=answer.message())
        count += 1
    return count
