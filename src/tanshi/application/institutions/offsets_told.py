"""Offsets between the voluntary registry and compliance that are apart: what each of them was told by the other."""

from __future__ import annotations

from collections.abc import Iterable

from tanshi.application.institutions.kinds import counted_about, obligation_about
from tanshi.application.institutions.tables import NoticeRow
from tanshi.compliance.offsets import Cancelled, OffsetAllowed
from tanshi.journal.canonical import parse
from tanshi.journal.command import Touch
from tanshi.journal.rows import Rows
from tanshi.voluntary.offset_room import Room
from tanshi.voluntary.use import Used


class ToldRooms:
    """What compliance allowed to offset as it told it, for the voluntary registry."""

    def find(self, entity: str, period: str, rows: Rows) -> Room | None:
        """Return what may be offset of an entity's obligation, or None if nothing was told."""
        notice = rows.get(NoticeRow, (OffsetAllowed.type, obligation_about(entity, period)))
        if notice is None:
            return None
        told = parse(notice.content.encode())
        return Room(told["total_t"], told["registered_after"], told["until"])

    def touches(self, entity: str, period: str) -> Iterable[Touch]:
        """Return the rows that hold what was told."""
        return [(NoticeRow, (OffsetAllowed.type, obligation_about(entity, period)))]


class ToldCancellations:
    """What was cancelled for obligations as the voluntary registry told it, for compliance."""

    def find(self, entity: str, period: str, number: int, rows: Rows) -> Cancelled | None:
        """Return the cancellation that is an obligation's of a number, or None if none was told."""
        notice = rows.get(NoticeRow, (Used.type, counted_about(entity, period, number)))
        if notice is None:
            return None
        told = parse(notice.content.encode())
        return Cancelled(told["number"], told["instrument"], told["amount_t"], notice.sent_day)

    def touches(self, entity: str, period: str, number: int) -> Iterable[Touch]:
        """Return the rows that hold what was told."""
        return [(NoticeRow, (Used.type, counted_about(entity, period, number)))]
