"""A client in this process that keeps one event loop for all its requests; a loop for each takes a fifth of a test.

Paths of routes are compiled once: the framework does it for each of the hundreds of applications tests make.
"""

import atexit
from functools import cache
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi.testclient import TestClient
from starlette import routing

routing.compile_path = cache(routing.compile_path)


@cache
def _portal() -> BlockingPortal:
    started = start_blocking_portal()
    portal = started.__enter__()
    atexit.register(started.__exit__, None, None, None)
    return portal


class Browser(TestClient):
    """A client of an application; what the application does when it starts and stops is not done."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.portal = _portal()
