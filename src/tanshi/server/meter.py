"""What one process counts of its requests: for Prometheus, and for the bound on calls of one caller."""

from __future__ import annotations

import os
import resource
import sys
import time
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

#: Upper bounds of the histogram of request times, in seconds; 0.05 is the goal of any page.
BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

_STARTED = time.time()


@dataclass(slots=True)
class _Times:
    """Requests of one route: how many in each step of the histogram, and their seconds together."""

    seconds: float = 0.0
    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))


class Meter:
    """Counts and times of requests by route, and the calls of each caller in the present minute."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._minute = 0
        self._calls: dict[str, int] = {}
        self._requests: dict[tuple[str, str, int], int] = {}
        self._times: dict[tuple[str, str], _Times] = {}
        self.running = 0

    def allowed(self, who: str, most: int) -> bool:
        """Count a call and tell whether the caller is within its bound."""
        minute = int(time.monotonic() // 60)
        with self._turn:
            if minute != self._minute:
                self._minute, self._calls = minute, {}
            self._calls[who] = self._calls.get(who, 0) + 1
            return self._calls[who] <= most

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note a finished request; `route` is the route's template, never an address."""
        with self._turn:
            key = (method, route, status)
            self._requests[key] = self._requests.get(key, 0) + 1
            times = self._times.setdefault((method, route), _Times())
            times.seconds += seconds
            times.counts[bisect_left(BOUNDS_S, seconds)] += 1

    def lines(self, gauges: Mapping[str, float]) -> list[str]:
        """Return everything in the text format of Prometheus; `gauges` by name without the prefix."""
        with self._turn:
            requests = sorted(self._requests.items())
            times = [(key, found.seconds, list(found.counts)) for key, found in sorted(self._times.items())]
        found = [
            "# HELP tanshi_requests_total Requests by method, route and status.",
            *_typed("requests_total", "counter"),
        ]
        for (method, route, status), count in requests:
            found.append(f'tanshi_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}')
        found += ["# HELP tanshi_request_seconds Time in the server.", *_typed("request_seconds", "histogram")]
        for (method, route), seconds, counts in times:
            found += _histogram(f'method="{method}",route="{route}"', seconds, counts)
        for name, value in {"requests_running": float(self.running), **gauges}.items():
            found += [*_typed(name, "gauge"), f"tanshi_{name} {value:.15g}"]
        return [*found, *_process()]


def _typed(name: str, kind: str) -> list[str]:
    return [f"# TYPE tanshi_{name} {kind}"]


def _histogram(labels: str, seconds: float, counts: Iterable[int]) -> list[str]:
    found, below = [], 0
    for bound, count in zip((*map(str, BOUNDS_S), "+Inf"), counts, strict=True):
        below += count
        found.append(f'tanshi_request_seconds_bucket{{{labels},le="{bound}"}} {below}')
    found.append(f"tanshi_request_seconds_sum{{{labels}}} {seconds:.6f}")
    found.append(f"tanshi_request_seconds_count{{{labels}}} {below}")
    return found


def _process() -> list[str]:
    """Return what Prometheus shows of any process, under the names it knows."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return [
        "# TYPE process_cpu_seconds_total counter",
        f"process_cpu_seconds_total {used.ru_utime + used.ru_stime:.2f}",
        "# TYPE process_max_resident_memory_bytes gauge",
        f"process_max_resident_memory_bytes {peak}",
        "# TYPE process_start_time_seconds gauge",
        f"process_start_time_seconds {_STARTED:.0f}",
        "# TYPE tanshi_process gauge",
        f'tanshi_process{{pid="{os.getpid()}"}} 1',
    ]
