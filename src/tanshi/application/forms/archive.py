"""Zip archives that came from outside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager


class Damaged(Exception):
    """An archive, or a part of one, cannot be read; the text says what its reader made of it."""


class NoArchive(Damaged):
    """There is no sound list of parts: nobody can read any."""


# Which exceptions the library raises for damage depends on where it is and how a part is compressed, and their number
# grows with each way of compressing it learns: any of them means the same here.


@contextmanager
def archive_of(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive. Raises `NoArchive`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        raise NoArchive(_said(error)) from error
    with archive:
        yield archive


def content(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """Return at most so many bytes of a part: what an archive says of its size may be a lie. Raises `Damaged`."""
    try:
        with archive.open(part) as file:
            return file.read(most)
    except Exception as error:
        raise Damaged(_said(error)) from error


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
