"""A modelled session's process: the plain core under the clock of the model.

python -m tanshi.simulation.served_process FOLDER [--db URL]

The folder's file `clock` has the nanoseconds since midnight in China, written by the scenario. The process ends when
its standard input does, so it does not outlive a scenario that was killed.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from tanshi.exchange.process.cores import PLAIN
from tanshi.exchange.process.run import Started, serve
from tanshi.journal.open import open_engine

#: Room a modelled session takes at once.
STEP = 1 << 20

_CLOCK = "clock"
_WORD = 8


class ToldClock:
    """The clock of a folder's session: put by the scenario, read by the process."""

    def __init__(self, folder: Path) -> None:
        file = os.open(folder / _CLOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        os.ftruncate(file, _WORD)
        self._words = memoryview(mmap.mmap(file, _WORD)).cast("q")
        os.close(file)

    def put(self, time_ns: int) -> None:
        """Put the clock."""
        self._words[0] = time_ns

    def __call__(self) -> int:
        return self._words[0]


def main(arguments: list[str] | None = None) -> int:
    """Serve the session of a folder until it is closed or the scenario has ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--db", default="")
    given = parser.parse_args(arguments)
    _end_with_input(lambda: os.kill(os.getpid(), signal.SIGTERM))
    engine = open_engine(given.db, beside=True) if given.db else None
    serve(given.folder, form=PLAIN, engine=engine, clock=ToldClock(given.folder), started=_told, step=STEP)
    return 0


def _told(started: Started) -> None:
    sys.stdout.write(json.dumps({"ready": True, "messages": started.messages, "epoch": started.epoch}) + "\n")
    sys.stdout.flush()


def _end_with_input(end: Callable[[], None]) -> None:
    def read() -> None:
        while os.read(0, 1):  # past Python's own buffer, whose lock a thread may not keep at the end
            pass
        end()

    threading.Thread(target=read, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
