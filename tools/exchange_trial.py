"""Both forms of the matching core on the same long random session, and how much memory the compiled one takes.

python -m tools.exchange_trial [--messages N] [--seed S] [--lot N] [--memory N]

Every lot must give equal replies and trades; every hundred lots the states must be equal, tonnes and money be what
entered and nobody be below zero. `--memory`: the compiled form alone, so many messages, its peak of memory by quarters.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter

import numpy as np

from tanshi.exchange.matching.ladder import Ladder
from tanshi.exchange.matching.messages import OUTCOMES, Kind
from tanshi.exchange.matching.plain import Plain
from tanshi.exchange.matching.records import CASH
from tanshi.exchange.matching.state import State
from tools.exchange_messages import Source, opening

_AT = 10 * 3600 * 10**9
_LOTS = 100


def conserve(state: State, entered: dict[int, int]) -> None:
    """Check that what is owned is what entered, and that nobody is below zero."""
    owned: Counter[int] = Counter()
    for _, instrument, *amounts in state.positions:
        assert min(amounts) >= 0, state
        owned[instrument] += amounts[0]
    assert all(row[1] >= 0 for row in state.purses)
    settled = sum(row[2] for row in state.purses)
    assert {**dict.fromkeys(entered, 0), **owned, CASH: settled} == entered


def compare(messages: int, seed: int, lot: int) -> tuple[Counter[str], int, str]:
    """Play a session in both forms; return outcomes by kind, trades and the hash of what it came to."""
    found = opening(60, 6, tonnes=10**9, fen=10**15)
    plain, ladder = Plain(found), Ladder(found)
    source, chance = Source(seed, found), random.Random(seed)
    said: Counter[str] = Counter()
    lots = 0
    while plain.sequence < messages:
        drawn = source.draw(min(chance.randint(1, 2 * lot), messages - plain.sequence))
        replies, trades = plain.lot(drawn, _AT)
        source.told(replies, trades)
        seen = ladder.lot(drawn, _AT)
        assert np.array_equal(seen[0], replies), f"replies differ before message {plain.sequence}"
        assert np.array_equal(seen[1], trades), f"trades differ before message {plain.sequence}"
        said.update(f"{k} {OUTCOMES[o].name}" for k, o in zip(drawn["kind"], replies["outcome"], strict=True))
        lots += 1
        if lots % _LOTS == 0:
            _compare_states(plain, ladder)
    _compare_states(plain, ladder)
    return said, plain.trades, plain.state_hash()


def _compare_states(plain: Plain, ladder: Ladder) -> None:
    state = plain.state()
    assert ladder.state() == state, f"states differ after message {plain.sequence}"
    conserve(state, plain.oracle.rare.entered)


def memory(messages: int, seed: int) -> list[float]:
    """Return the peak of memory in MiB after each quarter of so many messages to the compiled form."""
    found = opening(60, 6, tonnes=10**9, fen=10**15)
    ladder, source = Ladder(found), Source(seed, found)
    peaks = []
    for _ in range(4):
        end = ladder.sequence + messages // 4
        while ladder.sequence < end:
            source.told(*ladder.lot(source.draw(min(1000, end - ladder.sequence)), _AT))
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return peaks


def main() -> int:
    """Run what was asked for and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=20210716)
    parser.add_argument("--lot", type=int, default=64, help="messages of a lot, on average")
    parser.add_argument("--memory", type=int, default=0, help="messages to the compiled form alone")
    given = parser.parse_args()
    begin = time.process_time()
    said, trades, digest = compare(given.messages, given.seed, given.lot)
    spent = time.process_time() - begin
    sys.stdout.write(
        f"{given.messages:,} messages, {trades:,} trades, seed {given.seed}: equal; {spent:.0f} s of the processor\n"
    )
    sys.stdout.write(f"state {digest}\n")
    for what, times in sorted(said.items(), key=lambda row: (int(row[0].split()[0]), -row[1])):
        number, outcome = what.split()
        name = Kind(int(number)).name if int(number) in set(Kind) else "of no kind"
        sys.stdout.write(f"  {name:<14} {outcome:<22} {times:>10,}\n")
    if given.memory:
        peaks = memory(given.memory, given.seed)
        sys.stdout.write(
            f"{given.memory:,} messages, peak in MiB by quarters: {', '.join(f'{p:.0f}' for p in peaks)}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
