"""Files that are small as they come and large once unfolded: told before anything reads them whole."""

from __future__ import annotations

import gzip
import io
import zlib
from contextlib import suppress

from tanshi.application.forms.archive import NoArchive, archive_of, content

#: Bytes of an archive or a compressed table unfolded, and cells of a Parquet file.
LARGEST, MOST_CELLS = 24 << 20, 1_000_000


def unfolds_too_far(data: bytes) -> bool:
    """Tell whether a workbook, gzip or Parquet file is larger unfolded than its bound.

    What an archive says of its own size is not believed. What is no such file at all is no larger than it is:
    its reader tells. Raises `Damaged`: a part of an archive cannot be unfolded, so nobody knows how large others are.
    """
    if data[:2] == b"PK":
        return _archive(data)
    if data[:2] == b"\x1f\x8b":
        with suppress(EOFError, OSError, zlib.error), gzip.GzipFile(fileobj=io.BytesIO(data)) as table:
            return len(table.read(LARGEST + 1)) > LARGEST
    return data[:4] == b"PAR1" and _cells(data) > MOST_CELLS


def _archive(data: bytes) -> bool:
    left = LARGEST
    with suppress(NoArchive), archive_of(data) as archive:
        for info in archive.infolist():
            left -= len(content(archive, info, left + 1))
            if left < 0:
                return True
    return False


def _cells(data: bytes) -> int:
    try:
        from pyarrow import ArrowException, BufferReader, parquet
    except ImportError:
        return 0
    with suppress(ArrowException, OSError):
        found = parquet.read_metadata(BufferReader(data))
        return int(found.num_rows) * int(found.num_columns)
    return 0
