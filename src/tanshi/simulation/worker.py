"""A writing process that can be killed at any moment: commands come as lines, answers go as lines after the commit.

    python -m tanshi.simulation.worker DATABASE [--seed N] [--file-limit BYTES]

A line is one JSON object, `{"n": 7, "id": …, "organisation": …, "actor": …, "kind": …, "items": […]}`; the answer
repeats `n` and gives outcome, done, exists, position, size, or `error`, or `broken`, the traceback of what should not
have happened. The clock jumps by the seed. `--file-limit` is
the size in bytes beyond which no file of this process can grow, as on a full disk.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

from tanshi.application.market import open_market
from tanshi.core.finding import Problem
from tanshi.journal.command import Answer, Command
from tanshi.journal.grouping import Grouping
from tanshi.simulation.faults import JumpingClock


def command_line(number: int, command: Command) -> str:
    """Return a command as a line."""
    return json.dumps(
        {
            "n": number,
            "id": command.id,
            "organisation": command.organisation,
            "actor": command.actor,
            "kind": command.kind,
            "items": list(command.items),
            "second": command.second,
        }
    )


class Broken(Exception):
    """The worker met an error of its own; its traceback."""


def read_answer(line: str) -> tuple[int, Answer | None]:
    """Return the number and answer of a line; no answer if the database could not be worked with.

    Raises `Broken` with the traceback of an error that is neither.
    """
    data: dict[str, Any] = json.loads(line)
    number = data.pop("n")
    if "broken" in data:
        raise Broken(data["broken"])
    return number, None if "error" in data else Answer(**data)


def main(arguments: list[str] | None = None) -> int:
    """Serve commands from standard input until it ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--file-limit", type=int, default=0)
    options = parser.parse_args(arguments)
    clock = JumpingClock(datetime(2023, 6, 1, tzinfo=UTC), options.seed)
    market = open_market(options.database, clock=clock)
    assert market.writer is not None
    if options.file_limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.file_limit, resource.RLIM_INFINITY))
    grouping = Grouping(market.writer)
    mutex = threading.Lock()
    _say(mutex, {"n": -1, "error": "ready"})
    for line in sys.stdin:
        data = json.loads(line)
        number = data.pop("n")
        grouping.submit([Command(**data)]).add_done_callback(_answerer(mutex, number, line))
    grouping.close()
    market.close()
    return 0


def _answerer(mutex: threading.Lock, number: int, asked: str) -> Callable[[Future[list[Answer]]], None]:
    def done(future: Future[list[Answer]]) -> None:
        try:
            (answer,) = future.result()
        except Problem as problem:
            _say(mutex, {"n": number, "error": problem.findings[0].code})
            return
        except BaseException:  # else the caller would wait for an answer that never comes
            _say(mutex, {"n": number, "broken": f"{asked}\n{traceback.format_exc()}"})
            return
        fields = ("id", "done", "exists", "position", "item", "size")
        plain = {name: getattr(answer, name) for name in fields}
        _say(mutex, {"n": number, "outcome": str(answer.outcome), **plain})

    return done


def _say(mutex: threading.Lock, data: dict[str, Any]) -> None:
    with mutex:
        sys.stdout.write(json.dumps(data) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
