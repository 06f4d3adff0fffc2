"""`tanshi backup`, `restore`, `move`, `upgrade`."""

from __future__ import annotations

from collections.abc import Callable

from tanshi.application.moving import Moved
from tanshi.cli import show
from tanshi.core.progress import Progress


def run_moving(
    work: Callable[[Progress], Moved], done: str, as_json: bool, operational: str = "", **params: object
) -> int:
    """Do the work with progress, show what came out, return the exit code.

    `operational`: the messages that tell of the operational tables, with `_left_out` where there were none.
    """
    with show.bars() as bars:
        found = work(bars)
    if as_json:
        document = {"ok": True, "size": found.size, "root": found.root, "state_hash": found.state_hash or None}
        if operational:
            document["operational"] = found.operational
        show.json_document({**document, **{name: str(value) for name, value in params.items()}})
        return 0
    show.out.print(show.word(done, facts=f"{found.size:,}", **params), markup=False, soft_wrap=True)
    show.out.print(f"root {found.root}", markup=False, soft_wrap=True)
    if found.state_hash:
        show.out.print(f"state {found.state_hash}", markup=False, soft_wrap=True)
    if operational:
        code = operational if found.operational is not None else f"{operational}_left_out"
        show.out.print(show.word(code, rows=f"{found.operational or 0:,}"), markup=False, soft_wrap=True)
    return 0
