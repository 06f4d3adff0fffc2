"""The API against its own description: what schemathesis makes of it, as several roles.

Nothing breaks (no 5xx), and every status, media type, header and body is one that the description names.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable

from tests.server.world import World

schemathesis = pytest.importorskip("schemathesis")
from schemathesis import GenerationMode  # noqa: E402
from schemathesis.checks import load_all_checks  # noqa: E402

load_all_checks()
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance",
)  # fmt: skip

#: Who calls: nobody, and who may do most.
CALLERS = ("", "mee/1", "H1/1", "registry/1", "V/1", "sd/1")

#: Examples of each operation that fit its description, and as many that do not.
EXAMPLES = 10 if "TANSHI_SOAK" in os.environ else 1


@pytest.fixture(scope="module")
def world(law):
    from datetime import UTC, datetime

    from tanshi.application.market import open_market
    from tanshi.core.clock import SimulatedClock
    from tanshi.journal.writer import seeded_entropy

    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("schemathesis"))
    made = World(market)
    yield made
    made.close()
    market.close()


def checks():
    found = [check for check in schemathesis.checks.CHECKS.get_all() if check.__name__ in CHECKS]
    assert len(found) == len(CHECKS)
    return found


def tried(operation, mode, number, headers, wanted):
    """Send examples of an operation as one caller after the other, and return how many."""
    sent = []

    @seed(number)
    @settings(
        max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case):
        case.headers.pop("Tanshi-Min-Position", None)  # a position that is not there yet is waited for
        sent.append(1)
        case.call_and_validate(headers=headers[(number + len(sent)) % len(headers)], checks=wanted)

    try:
        send()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, operation.label  # anything fits an operation that takes nothing
    return len(sent)


#: What does not fit the description takes as long again: `make soak` sends it.
MODES = list(GenerationMode) if "TANSHI_SOAK" in os.environ else [GenerationMode.POSITIVE]


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_the_api_is_what_it_says_it_is(world, mode):
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", world.client.app)
    headers = [world.key(actor) if actor else {} for actor in CALLERS]
    wanted, wrong, sent = checks(), [], 0
    for number, found in enumerate(schema.get_all_operations()):
        try:
            sent += tried(found.ok(), mode, number, headers, wanted)
        except BaseExceptionGroup as error:
            wrong.append(f"{found.ok().label}: {error.exceptions}"[:1500])
        except Exception as error:
            wrong.append(f"{found.ok().label}: {error}"[:1500])
    assert not wrong, f"{len(wrong)} of {number + 1} operations\n" + "\n\n".join(wrong)
    assert sent > 200
