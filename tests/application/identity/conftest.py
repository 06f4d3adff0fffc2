"""A gate over a database of its own, on both engines in turn; and one in memory for properties."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from tanshi.application.identity.gate import Gate, open_gate
from tanshi.application.identity.settings import Settings
from tanshi.application.identity.tables import TABLES
from tanshi.core.clock import SimulatedClock
from tanshi.journal.engine import Engine
from tanshi.journal.open import open_engine
from tanshi.participants.tables import ActorRow

#: Parameters of argon2 that cost nothing.
CHEAP = Settings(argon2_time=1, argon2_memory_kib=8, argon2_lanes=1)

KEYS = (("k1", bytes(range(32))),)

ACTORS = (
    ActorRow("ministry", "mee", "nation", "", "", 1),
    ActorRow("hubei", "hubei-dee", "province", "420000", "", 1),
    ActorRow("plant", "plant-co", "entity", "420000", "plant", 1),
    ActorRow("mill", "mill-co", "entity", "420000", "mill", 1),
    ActorRow("lab", "lab-co", "verifier", "", "", 1),
    ActorRow("gone", "plant-co", "entity", "420000", "plant", 0),
)


def counted_entropy(seed: str = "") -> Callable[[int], bytes]:
    """Return chance that repeats: different at every call, the same in every run."""
    numbers = itertools.count()

    def draw(size: int) -> bytes:
        number = next(numbers)
        blocks = (sha256(f"{seed}/{number}/{n}".encode()).digest() for n in itertools.count())
        return b"".join(itertools.islice(blocks, size // 32 + 1))[:size]

    return draw


def prepare(engine: Engine) -> None:
    """Create what is not there yet, and admit the actors."""
    with engine.snapshot() as view:
        if engine.dialect == "sqlite":
            there = {name for (name,) in view.fetch("SELECT name FROM sqlite_master")}
        else:
            there = {name for (name,) in view.fetch("SELECT tablename FROM pg_tables")}
    engine.create([kind for kind in (ActorRow, *TABLES) if kind.__table__.name not in there])
    with engine.aside() as writes:
        writes.upsert(ActorRow.__table__, [ActorRow.__table__.values(actor) for actor in ACTORS])


def gate_in_memory(settings: Settings = CHEAP) -> Gate:
    """Return a gate of its own, in memory."""
    engine = open_engine(":memory:")
    prepare(engine)
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    return open_gate(engine, KEYS, settings, clock, counted_entropy())


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    opened = open_engine(database)
    prepare(opened)
    yield opened
    opened.close()


@pytest.fixture
def gate(engine: Engine, clock: SimulatedClock) -> Gate:
    return open_gate(engine, KEYS, CHEAP, clock, counted_entropy())


@pytest.fixture
def memory() -> Iterator[Gate]:
    made = gate_in_memory()
    yield made
    made.engine.close()
