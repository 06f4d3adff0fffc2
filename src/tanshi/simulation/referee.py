"""The referee: replays what callers were answered through the auditor, in the order of the journal.

Callers may be many and answers may be lost. A command that was carried out stands at its position; one that
was refused was
judged where the journal ended then; one that answers EXISTS without having been answered before was carried out at the
position it names, and only the answer was lost. So the order follows from the answers alone, but for one case: who has
lost the right to ask is refused before it is looked whether the command was carried out. Such a command must be
looked up in the books, and is given to the referee as found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tanshi.journal.command import Answer, Command
from tanshi.simulation.auditor import Auditor


@dataclass(frozen=True, slots=True)
class Sent:
    """A command that was sent and answered; both moments by one clock, in any unit."""

    command: Command
    answer: Answer
    sent_at: float = 0.0
    answered_at: float = 0.0


class Referee:
    """Judges answers in batches; each batch holds everything sent since the last one."""

    def __init__(self, auditor: Auditor) -> None:
        self.auditor = auditor
        self._placed: set[tuple[str, str]] = set()
        self.lost_answers = 0

    def judge(self, batch: Iterable[Sent], found: Iterable[tuple[Command, int]] = ()) -> list[str]:
        """Return where the auditor disagrees with the answers of a batch.

        `found`: commands with the position at which the books have them, although nobody was told so.
        """
        batch = list(batch)
        wrong = []
        for _, command, expected in sorted([*self._events(batch), *self._untold(found)], key=lambda e: e[0]):
            told = self.auditor.expect(command, expected)
            if told != expected:
                wrong.append(f"{command}: expected {told}, answered {expected}")
        return wrong

    def _untold(self, found: Iterable[tuple[Command, int]]) -> Iterable[tuple[tuple[int, int, int], Command, str]]:
        for number, (command, position) in enumerate(found):
            if _id(command) not in self._placed:
                self._placed.add(_id(command))
                self.lost_answers += 1
                yield (position, 1, number), command, "done"

    def _events(self, batch: Sequence[Sent]) -> Iterable[tuple[tuple[int, int, int], Command, str]]:
        """Yield ((position, refused before carried out, order), command, outcome)."""
        for sent in batch:  # what was answered as carried out first: an EXISTS may have arrived before it
            if sent.answer.done and not sent.answer.exists:
                self._placed.add(_id(sent.command))
        for number, sent in enumerate(batch):
            answer, command = sent.answer, sent.command
            if not answer.done:
                yield (answer.size, 0, number), command, str(answer.outcome)
                continue
            assert answer.position is not None
            if not answer.exists:
                yield (answer.position, 1, number), command, "done"
                continue
            if _id(command) not in self._placed:  # carried out, but the answer was lost
                self._placed.add(_id(command))
                self.lost_answers += 1
                yield (answer.position, 1, number), command, "done"
            yield (answer.size, 0, number), command, "exists"


def out_of_order(batch: Iterable[Sent]) -> list[str]:
    """Return the commands that were sent after another's answer and yet stand before it."""
    carried = [s for s in batch if s.answer.done and not s.answer.exists]
    by_sent = sorted(carried, key=lambda s: s.sent_at)
    by_answered = sorted(carried, key=lambda s: s.answered_at)
    wrong, last, at = [], -1, 0
    for sent in by_sent:
        while at < len(by_answered) and by_answered[at].answered_at < sent.sent_at:
            last = max(last, by_answered[at].answer.position or 0)
            at += 1
        if (sent.answer.position or 0) < last:
            wrong.append(f"{sent.command.id} at {sent.answer.position} was sent after the answer at {last}")
    return wrong


def _id(command: Command) -> tuple[str, str]:
    return command.organisation, command.id
