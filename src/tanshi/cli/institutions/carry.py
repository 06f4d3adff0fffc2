"""`tanshi institutions carry`: the courier between two servers."""

from __future__ import annotations

import os
import time

from tanshi.application.institutions import courier
from tanshi.application.institutions.bodies import INSTITUTIONS
from tanshi.application.institutions.kinds import PAIRS
from tanshi.cli import show
from tanshi.cli.institutions.http import Server
from tanshi.client import ApiProblem, Client
from tanshi.core.finding import problem

#: The environment variables that hold the keys: on the command line every process could read them.
FROM_KEY, TO_KEY = "TANSHI_FROM_KEY", "TANSHI_TO_KEY"


def run_carry(source: str, target: str, every_s: int) -> int:
    """Carry once, or again and again; a server that is away is tried again then."""
    sender, from_url = _named(source)
    receiver, to_url = _named(target)
    if (sender, receiver) not in PAIRS:
        raise problem("institutions.nothing_told", where=f"{sender} -> {receiver}", sender=sender, receiver=receiver)
    with (
        Client(from_url, os.environ.get(FROM_KEY, "")) as told_by,
        Client(to_url, os.environ.get(TO_KEY, "")) as told_to,
    ):
        while True:
            try:
                number = courier.carry(Server(told_by), sender, Server(told_to), receiver)
                show.err.print(f"{sender} -> {receiver}: {number}", markup=False)
            except ApiProblem as trouble:
                if not every_s:
                    raise problem(
                        "institutions.gone", where=f"{sender} -> {receiver}", reason=str(trouble)
                    ) from trouble
                show.err.print(str(trouble), markup=False)
            if not every_s:
                return 0
            time.sleep(every_s)


def _named(given: str) -> tuple[str, str]:
    name, found, url = given.partition("=")
    if not found or name not in INSTITUTIONS:
        raise problem("institutions.bad_server", where=given, known=", ".join(INSTITUTIONS))
    return name, url
