"""Writing a segment: made whole or not at all, room taken before it is needed, one fdatasync a lot.

After a failed write or fdatasync nobody knows what is on the disk: the page may be marked clean already. So the segment
takes nothing more, and its process ends; what was acknowledged is read again at the next start.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterable
from hashlib import file_digest
from pathlib import Path
from typing import Any

from tanshi.core.finding import problem
from tanshi.exchange.matching.messages import Kind
from tanshi.exchange.segments.layout import FRAME, HEAD, MAX_LOT, Header, Lot, Messages, encode_lot, seed_of
from tanshi.exchange.segments.reader import Reader, Sealed, Stopped

#: Room that is filled with zeros at once, so that an fdatasync has no sizes or extents to write.
ROOM = 16 << 20

_LARGEST = HEAD.size + FRAME * MAX_LOT

Replay = Callable[[Lot], None]

#: Takes the last epoch that wrote and returns the one that goes on.
Claim = Callable[[int], int]


class SegmentFailed(Exception):
    """A write to a segment failed; its process must end and nothing may be acknowledged any more."""


class Segment:
    """A segment that is being written. Made by `create` or `reopen`."""

    def __init__(self, path: Path, file: int, header: Header, epoch: int, step: int) -> None:
        self.path, self.header, self.epoch = path, header, epoch
        self._step = step
        self.sequence = self.time_ns = 0
        encoded = header.encode()
        self._file, self._seed, self._at = file, seed_of(encoded), len(encoded)
        self._room = os.fstat(file).st_size
        self._failed = self._sealed = False

    @staticmethod
    def create(path: Path, header: Header, step: int = ROOM) -> Segment:
        """Make a segment with a header and no lots. Raises `FileExistsError`, `SegmentFailed`.

        `step`: bytes of room that is taken at once.
        """
        if path.exists():
            raise FileExistsError(path)
        made = path.with_suffix(".new")
        file = os.open(made, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o640)
        try:
            os.pwrite(file, header.encode(), 0)
            segment = Segment(path, file, header, header.epoch, step)
            segment.make_room()
            os.fsync(file)
            made.rename(path)
            _sync_folder(path.parent)
        except (OSError, SegmentFailed) as trouble:
            os.close(file)
            raise SegmentFailed(f"{path}: {trouble}") from trouble
        return segment

    @staticmethod
    def reopen(path: Path, claim: Claim, replay: Replay, step: int = ROOM) -> Segment:
        """Open a segment to go on with the epoch claimed: every sound lot goes to `replay`, a torn one is cut off.

        Raises `Problem`: it has no sound header, was written by a later epoch, or a lot is damaged that has sound ones
        behind it.
        """
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            reader = _replayed(file, path, replay)
            assert reader.header is not None
            if reader.epoch > (epoch := claim(reader.epoch)):
                raise problem("segment.later_epoch", where=str(path), epoch=reader.epoch, own=epoch)
            segment = Segment(path, file, reader.header, epoch, step)
            segment._at, segment.sequence, segment.time_ns = reader.at, reader.sequence, reader.time_ns
            segment._cut()
        except BaseException:
            os.close(file)
            raise
        return segment

    @property
    def size(self) -> int:
        """Bytes of header and lots."""
        return self._at

    def make_room(self) -> None:
        """See that the largest lot fits; call it before a lot is carried out. Raises `SegmentFailed`: disk full."""
        while self._room - self._at < _LARGEST:
            try:
                _zeros(self._file, self._room, self._step)
            except OSError as trouble:
                raise self._failure(trouble) from trouble
            self._room += self._step

    def append(self, messages: Messages, time_ns: int) -> None:
        """Write a lot and wait until it is on the disk. Raises `SegmentFailed`, once and for all."""
        assert not self._sealed, "a closed session takes nothing more"
        assert time_ns >= self.time_ns, "a session's time does not run back"
        if self._failed:
            raise SegmentFailed(f"{self.path}: an earlier write failed")
        lot = encode_lot(self._seed, self.epoch, self.sequence + 1, time_ns, messages.tobytes())
        try:
            if os.pwrite(self._file, lot, self._at) != len(lot):
                raise OSError("the disk took only a part")
            os.fdatasync(self._file)
        except OSError as trouble:
            raise self._failure(trouble) from trouble
        self._at += len(lot)
        self._room = max(self._room, self._at)
        self.sequence += len(messages)
        self.time_ns = time_ns

    def seal(self) -> Sealed:
        """End the file with its last lot, make it read-only, and return its digest. Again: the same."""
        try:
            os.ftruncate(self._file, self._at)
            os.fchmod(self._file, 0o440)
            os.fsync(self._file)
        except OSError as trouble:
            raise self._failure(trouble) from trouble
        self._sealed = True
        return read_sealed(self.path)

    def close(self) -> None:
        """Let go of the file; the session goes on at the next start."""
        os.close(self._file)

    def _failure(self, trouble: OSError) -> SegmentFailed:
        self._failed = True
        return SegmentFailed(f"{self.path}: {trouble}")

    def _cut(self) -> None:
        """Put zeros where a torn lot was, so that no part of it is ever read again."""
        behind = os.pread(self._file, _LARGEST, self._at)
        if any(behind):
            _zeros(self._file, self._at, len(behind))
            os.fsync(self._file)


def read_sealed(path: Path) -> Sealed:
    """Return the digest of a sealed segment. Raises `Problem`: it does not end whole, with the session's close."""
    last: Lot | None = None
    with path.open("rb") as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            reader = Reader(data)
            for lot in reader:
                last = lot
        whole = reader.stopped is Stopped.END and reader.at == os.fstat(file.fileno()).st_size
        if last is None or not whole or not (last.messages["kind"] == Kind.CLOSE).any():
            raise problem("segment.not_sealed", where=str(path), at=reader.at)
        return Sealed(file_digest(file, "sha256").hexdigest(), reader.at, reader.sequence, reader.epoch)


def read_header(path: Path) -> Header:
    """Return a segment's header. Raises `Problem`: it has no sound one; `FileNotFoundError`."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        header = Header.decode(data)
    if header is None:
        raise problem("segment.no_header", where=str(path))
    return header


def lots_of(data: Any) -> Iterable[Lot]:
    """Yield the lots of a sealed segment's bytes. Raises `Problem`: they do not end whole."""
    reader = Reader(data)
    yield from reader
    if reader.stopped is not Stopped.END or reader.at != len(data):
        raise problem("segment.not_sealed", where="", at=reader.at)


def _replayed(file: int, path: Path, replay: Replay) -> Reader:
    with mmap.mmap(file, 0, access=mmap.ACCESS_READ) as data:
        reader = Reader(data)
        if reader.header is None:
            raise problem("segment.no_header", where=str(path))
        for lot in reader:
            replay(lot)
        if (behind := reader.lost()) is not None:
            raise problem("segment.damaged", where=str(path), at=reader.at, reason=str(reader.stopped), behind=behind)
    return reader


def _zeros(file: int, at: int, size: int) -> None:
    block = bytes(1 << 20)
    for start in range(at, at + size, len(block)):
        part = block[: min(len(block), at + size - start)]
        if os.pwrite(file, part, start) != len(part):
            raise OSError("the disk took only a part")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
