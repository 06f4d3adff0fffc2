"""Files that are small as they come and large once unfolded: told before anything reads them whole."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from contextlib import suppress

#: Bytes of an archive or a compressed table unfolded, and cells of a Parquet file.
LARGEST, MOST_CELLS = 24 << 20, 1_000_000

_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error)


def unfolds_too_far(data: bytes) -> bool:
    """Tell whether a workbook, gzip or Parquet file is larger unfolded than its bound.

    What an archive says of its own size is not believed. A broken file is no larger than it is: its reader tells.
    """
    with suppress(*_BROKEN):
        if data[:2] == b"PK":
            return _archive(data)
        if data[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as table:
                return len(table.read(LARGEST + 1)) > LARGEST
        if data[:4] == b"PAR1":
            return _cells(data) > MOST_CELLS
    return False


def _archive(data: bytes) -> bool:
    left = LARGEST
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            with archive.open(info) as part:
                left -= len(part.read(left + 1))
            if left < 0:
                return True
    return False


def _cells(data: bytes) -> int:
    try:
        from pyarrow import BufferReader, parquet
    except ImportError:
        return 0
    found = parquet.read_metadata(BufferReader(data))
    return int(found.num_rows) * int(found.num_columns)
