"""Comments on a subject: who may see the subject sees and writes them. They only grow; one's own can be withdrawn.

A withdrawn comment loses its words and keeps its place, author and time. Comments are no official act: what follows
from one is said by a command.
"""

from __future__ import annotations

from collections.abc import Sequence

from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate
from tanshi.application.work.tables import CommentRow
from tanshi.core.outcome import Outcome
from tanshi.journal.engine import Reads

_SPEC = CommentRow.__table__

#: Characters of a comment, and comments of one page.
LONGEST, PAGE = 4_000, 50


class CommentOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "comment.done"
    NO_ACTOR = "comment.no_actor"
    EMPTY = "comment.empty"
    TOO_LONG = "comment.too_long"
    NOT_FOUND = "comment.not_found"
    OF_ANOTHER = "comment.of_another"
    WITHDRAWN = "comment.withdrawn"


def comment(gate: Gate, caller: Caller, organisation: str, subject: str, words: str) -> CommentRow | CommentOutcome:
    """Write a comment of a signed-in caller on a subject it may see."""
    said = "".join(c for c in words if c == "\n" or c.isprintable()).strip()
    if not caller.login or not caller.actor or not organisation:
        return CommentOutcome.NO_ACTOR
    if not said:
        return CommentOutcome.EMPTY
    if len(said) > LONGEST:
        return CommentOutcome.TOO_LONG
    now = gate.now()
    row = CommentRow(gate.serial(now), subject, caller.login, caller.actor, organisation, now, said, "")
    with gate.engine.aside() as writes:
        writes.insert(_SPEC, [_SPEC.values(row)])
    return row


def withdraw(gate: Gate, caller: Caller, id: str) -> CommentOutcome:
    """Take the words of one's own comment away."""
    with gate.engine.aside() as writes:
        found = writes.pick(_SPEC, [id])
        if not found:
            return CommentOutcome.NOT_FOUND
        row = CommentRow(*found[0])
        if row.login != caller.login:
            return CommentOutcome.OF_ANOTHER
        if row.withdrawn_at:
            return CommentOutcome.WITHDRAWN
        sql = "UPDATE work_comment SET withdrawn_at = ?, words = '' WHERE id = ? AND withdrawn_at = ''"
        writes.execute(sql, [gate.now(), id])
    return CommentOutcome.DONE


def comments_on(view: Reads, subject: str, after: str = "", limit: int = PAGE) -> tuple[Sequence[CommentRow], bool]:
    """Return the comments on a subject in the order they were written, after the one given, and whether more follow."""
    sql = _SPEC.select_sql("subject = ? AND id > ?", [f"id LIMIT {limit + 1}"])
    rows = [CommentRow(*row) for row in view.fetch(sql, [subject, after])]
    return rows[:limit], len(rows) > limit


def comment_of(view: Reads, id: str) -> CommentRow | None:
    """Return a comment by its id."""
    found = view.fetch(_SPEC.select_sql("id = ?"), [id])
    return CommentRow(*found[0]) if found else None
