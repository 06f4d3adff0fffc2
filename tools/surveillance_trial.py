"""How well detectors find planted abuse, and how often they speak of honest sessions.

python -m tools.surveillance_trial [--seeds N] [--first S] [--json]

For each seed: the honest session, and one session for each kind of abuse and strength. `found`: of the planted, those
the detector of its name spoke of (recall). `right`: of its alerts in sessions with its own kind planted and in honest
ones, those on the planted accounts (precision). `honest`: alerts in a hundred honest sessions. `beside`: alerts in a
hundred sessions with another abuse, on the accounts planted there or on others.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from datetime import date

from tanshi.exchange.surveillance.alert import Alert
from tanshi.exchange.surveillance.watch import DETECTORS, watch
from tanshi.rules import Law
from tools.surveillance_made import SESSION, STRENGTHS, Made, made

Figures = dict[str, dict[str, float]]


def trial(seeds: range, strengths: tuple[str, ...] = tuple(STRENGTHS)) -> Figures:
    """Return figures by detector."""
    law, day = Law("cn"), date.fromisoformat(SESSION)
    count: Counter[tuple[str, str]] = Counter()
    for seed in seeds:
        honest = made(seed)
        count.update((alert.detector, "honest") for alert in watch(law, honest.tape, honest.known, day))
        for kind in DETECTORS:
            for strength in strengths:
                session = made(seed, kind, strength)
                _note(count, session, strength, watch(law, session.tape, session.known, day))
    return {name: _figures(count, name, len(seeds), strengths) for name in DETECTORS}


def _note(count: Counter[tuple[str, str]], session: Made, strength: str, alerts: list[Alert]) -> None:
    planted = session.planted
    assert planted is not None
    hits = [a for a in alerts if a.detector == planted.detector and _meant(a, session)]
    count[planted.detector, f"found {strength}"] += bool(hits)
    for alert in alerts:
        suspect = bool(set(alert.accounts) & set(planted.accounts))
        if alert.detector == planted.detector:
            count[alert.detector, "right" if suspect else "wrong"] += 1
        else:
            count[alert.detector, "beside suspect" if suspect else "beside other"] += 1


def _meant(alert: Alert, session: Made) -> bool:
    planted = session.planted
    assert planted is not None
    return alert.instrument == planted.instrument and bool(set(alert.accounts) & set(planted.accounts))


def _figures(count: Counter[tuple[str, str]], name: str, seeds: int, strengths: tuple[str, ...]) -> dict[str, float]:
    wrong = count[name, "wrong"] + count[name, "honest"]
    others = (len(DETECTORS) - 1) * len(strengths) * seeds
    right = count[name, "right"]
    return {
        **{s: count[name, f"found {s}"] / seeds for s in strengths},
        "right": right / (right + wrong) if right + wrong else 1.0,
        "honest": 100 * count[name, "honest"] / seeds,
        "beside_suspect": 100 * count[name, "beside suspect"] / others,
        "beside_other": 100 * count[name, "beside other"] / others,
    }


def _print(figures: Figures) -> None:
    columns = list(next(iter(figures.values())))
    lines = [f"{'detector':<20}" + "".join(f"{c:>16}" for c in columns)]
    lines += [f"{name:<20}" + "".join(f"{row[c]:>16.2f}" for c in columns) for name, row in figures.items()]
    sys.stdout.write("\n".join(lines) + "\n")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    begin = time.process_time()
    figures = trial(range(asked.first, asked.first + asked.seeds))
    if asked.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        _print(figures)
    sys.stderr.write(f"{asked.seeds} seeds, {time.process_time() - begin:.0f} s of processor time\n")


if __name__ == "__main__":
    main()
