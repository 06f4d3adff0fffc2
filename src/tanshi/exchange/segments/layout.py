"""How a segment's bytes lie, little-endian: a header with the session's opening, then lots, then zeros.

The header is padded to whole pages:

    magic         8   b"TANSHIXS"
    format        u32 1
    opening size  u32 bytes of the opening
    epoch         u64 of the process that made the file
    opening       32  SHA-256 of the opening
    parameters    32  SHA-256 of the parameters the opening was made from
    core          24  version of the core, ASCII, zeros behind
    opening bytes
    crc32c        u32 of all before it

A lot is `HEAD` and its messages (64 bytes each), so every lot begins at a multiple of 32:

    crc32c        u32 of the rest of the lot, begun with the header's: a lot of another segment is not sound in this one
    count         u32 of messages, from 1; 0 where no lot was written yet
    epoch         u64 of the process that wrote it, never less than that of the lot before
    first         u64 number of its first message in the session, from 1 without gap
    time_ns       u64 since midnight in China, never less than that of the lot before
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import google_crc32c
import numpy as np

from tanshi.exchange.matching.messages import MESSAGE

MAGIC = b"TANSHIXS"
FORMAT = 1
PAGE = 4096

#: Most messages of one lot: 1 MiB.
MAX_LOT = 16_384

HEAD = struct.Struct("<IIQQQ")
FRAME = MESSAGE.itemsize

_START = struct.Struct("<8sIIQ32s32s24s")
_CRC = struct.Struct("<I")

Messages = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Header:
    """What a segment says of itself. `opening`: encoded; `parameters`: SHA-256 as hex; `core`: version of the core."""

    opening: bytes
    parameters: str
    core: str
    epoch: int

    def encode(self) -> bytes:
        """Return the header's bytes, whole pages."""
        core = self.core.encode("ascii")
        assert len(core) <= 24, "a core's version is short"
        start = _START.pack(
            MAGIC, FORMAT, len(self.opening), self.epoch, sha256(self.opening).digest(),
            bytes.fromhex(self.parameters), core,
        )  # fmt: skip
        sealed = start + self.opening
        sealed += _CRC.pack(google_crc32c.value(sealed))
        return sealed.ljust(-len(sealed) // PAGE * -PAGE, b"\0")

    @staticmethod
    def decode(data: Any) -> Header | None:
        """Return the header that a segment begins with, or None if it does not begin with a sound one."""
        if len(data) < _START.size:
            return None
        magic, form, size, epoch, digest, parameters, core = _START.unpack(data[: _START.size])
        end = _START.size + size
        if magic != MAGIC or form != FORMAT or len(data) < end + _CRC.size:
            return None
        opening = bytes(data[_START.size : end])
        (crc,) = _CRC.unpack(data[end : end + _CRC.size])
        if crc != google_crc32c.value(bytes(data[:end])) or digest != sha256(opening).digest():
            return None
        header = Header(opening, parameters.hex(), core.rstrip(b"\0").decode("ascii", "replace"), epoch)
        encoded = header.encode()
        return header if encoded == data[: len(encoded)] else None


@dataclass(frozen=True, slots=True)
class Lot:
    """Messages that were carried out together. `at`: where the lot begins in its segment."""

    epoch: int
    first: int
    time_ns: int
    messages: Messages
    at: int

    @property
    def end(self) -> int:
        """Where the next lot begins."""
        return self.at + HEAD.size + FRAME * len(self.messages)

    @property
    def last(self) -> int:
        """The number of its last message."""
        return self.first + len(self.messages) - 1


def encode_lot(seed: int, epoch: int, first: int, time_ns: int, messages: bytes) -> bytes:
    """Return a lot's bytes; `seed` is the header's checksum."""
    rest = HEAD.pack(0, len(messages) // FRAME, epoch, first, time_ns)[_CRC.size :]
    return _CRC.pack(lot_crc(seed, rest, messages)) + rest + messages


def lot_crc(seed: int, rest: bytes, messages: bytes) -> int:
    """Return the checksum of a lot: of its head behind the checksum, and its messages."""
    crc: int = google_crc32c.extend(google_crc32c.extend(seed, rest), messages)
    return crc


def seed_of(header: bytes) -> int:
    """Return what the checksums of a segment's lots begin with."""
    crc: int = google_crc32c.value(header)
    return crc
