"""Reading a segment: whole lots up to the first thing that is not sound, and what that was.

A segment ends where nothing was written yet, or where the power went in the middle of a lot. Such a torn lot was never
acknowledged and is cut off. A lot that is not sound but has sound ones behind it is another matter: what was
acknowledged is damaged. Then nothing is cut, and nothing opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from tanshi.exchange.matching.messages import MESSAGE
from tanshi.exchange.segments.layout import FRAME, HEAD, MAX_LOT, Header, Lot, lot_crc, seed_of

_HEADS = np.dtype([("crc", "<u4"), ("count", "<u4"), ("epoch", "<u8"), ("first", "<u8"), ("time_ns", "<u8")])


class Stopped(StrEnum):
    """Why reading ended where it did."""

    END = "segment.end"  # nothing more was written
    HEADER = "segment.header"
    LENGTH = "segment.length"
    SEQUENCE = "segment.sequence"
    EPOCH = "segment.epoch"
    TIME = "segment.time"
    CRC = "segment.crc"


class Reader:
    """The lots of a segment's bytes, in order; afterwards `at` and `stopped` say where and why it ended.

    `data`: bytes or a mapped file. Never raises for what it finds in them.
    """

    def __init__(self, data: Any) -> None:
        self.header = Header.decode(data)
        self.at = 0
        self.stopped: Stopped | None = None
        self.epoch = self.sequence = self.time_ns = 0
        self._data = data
        self._seed = 0
        if self.header is not None:
            encoded = self.header.encode()
            self.at, self._seed, self.epoch = len(encoded), seed_of(encoded), self.header.epoch

    def __iter__(self) -> Iterator[Lot]:
        """Yield lot after lot; their messages are copies."""
        while self.stopped is None:
            found = self._next()
            if isinstance(found, Stopped):
                self.stopped = found
                return
            self.at, self.epoch, self.sequence, self.time_ns = found.end, found.epoch, found.last, found.time_ns
            yield found

    def _next(self) -> Lot | Stopped:
        if self.header is None:
            return Stopped.HEADER
        if self.at == len(self._data):
            return Stopped.END
        head = bytes(self._data[self.at : self.at + HEAD.size])
        if not any(head):
            return Stopped.END
        if len(head) < HEAD.size:
            return Stopped.LENGTH
        crc, count, epoch, first, time_ns = HEAD.unpack(head)
        end = self.at + HEAD.size + FRAME * count
        if not 1 <= count <= MAX_LOT or end > len(self._data):
            return Stopped.LENGTH
        if first != self.sequence + 1:
            return Stopped.SEQUENCE
        if epoch < self.epoch:
            return Stopped.EPOCH
        if time_ns < self.time_ns:
            return Stopped.TIME
        messages = bytes(self._data[self.at + HEAD.size : end])
        if crc != lot_crc(self._seed, head[4:], messages):
            return Stopped.CRC
        return Lot(epoch, first, time_ns, np.frombuffer(messages, MESSAGE), self.at)

    def lost(self) -> int | None:
        """Return where a sound lot lies behind the place where reading ended, or None: then what lies there is torn.

        Call it at the end.
        """
        if self.header is None:
            return None
        rest = len(self._data) - self.at
        heads = np.frombuffer(self._data, _HEADS, rest // HEAD.size, self.at)
        likely = (heads["count"] >= 1) & (heads["count"] <= MAX_LOT) & (heads["first"] > self.sequence)
        for place in np.flatnonzero(likely).tolist():
            at = self.at + place * HEAD.size
            crc, count = int(heads["crc"][place]), int(heads["count"][place])
            end = at + HEAD.size + FRAME * count
            head = bytes(self._data[at : at + HEAD.size])
            if end <= len(self._data) and crc == lot_crc(self._seed, head[4:], bytes(self._data[at + HEAD.size : end])):
                return at
        return None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A closed session's segment: its bytes' SHA-256 as hex, messages in it, and the last epoch that wrote."""

    sha256: str
    size: int
    messages: int
    epoch: int
