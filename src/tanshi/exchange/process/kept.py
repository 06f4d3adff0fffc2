"""What a session answered, in files beside its segment: replies by sequence, trades by number.

They follow from the segment and are written anew at every start, so nothing waits for the disk. They are what makes a
process small however long its day: a client that was away reads its answers from here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

Records = np.ndarray[Any, Any]


class Kept:
    """Records of one kind, numbered from 1 in their order."""

    def __init__(self, path: Path, dtype: np.dtype[Any]) -> None:
        self.count = 0
        self._dtype = dtype
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o640)

    def append(self, records: Records) -> None:
        """Keep more records. Raises `OSError`."""
        data = records.tobytes()
        if os.pwrite(self._file, data, self.count * self._dtype.itemsize) != len(data):
            raise OSError("the disk took only a part")
        self.count += len(records)

    def read(self, after: int, most: int) -> Records:
        """Return at most so many of the records behind a number."""
        size = self._dtype.itemsize
        most = max(0, min(most, self.count - after))
        return np.frombuffer(os.pread(self._file, most * size, after * size), self._dtype)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)
