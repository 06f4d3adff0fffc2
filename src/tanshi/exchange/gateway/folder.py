"""Which session is open: a folder of one, or the newest below a folder of many whose process listens."""

from __future__ import annotations

from pathlib import Path

from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.process.connection import Door
from tanshi.exchange.process.doors import door_of
from tanshi.exchange.process.journaled import header_of, segment_of


def open_session(base: Path) -> Path | None:
    """Return the folder of the session that is open, or None; whether its process lives shows in connecting."""
    if segment_of(base).exists():
        return base if door_of(base, Door.TRADING).exists() else None
    try:
        found = [folder for folder in base.iterdir() if door_of(folder, Door.TRADING).exists()]
    except OSError:
        return None
    return max(found, key=lambda folder: folder.name, default=None)


def opening_of(folder: Path) -> Opening:
    """Return the opening of a folder's session. Raises `Problem`, `FileNotFoundError`."""
    return Opening.decode(header_of(folder).opening)
