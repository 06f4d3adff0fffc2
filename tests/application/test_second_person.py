"""From which amount two persons are needed: law data, the sum of a command, and what cannot be counted needs two."""

from functools import partial
from types import SimpleNamespace

import pytest

from tanshi.application.access import FOUR_EYES, authorize
from tanshi.application.assembly import handlers
from tanshi.application.second_person import PARAMETER, Thresholds, amount_of
from tanshi.journal.command import Command, CommandOutcome, Concern
from tanshi.rules import Law
from tests.application.test_access import TODAY, Known, actor

KIND = "registry.surrender"


class Other:
    """A law with other thresholds than ours."""

    def __init__(self, **least):
        self._least = {f"registry.{word}": SimpleNamespace(integer=amount) for word, amount in least.items()}

    def table(self, name, on):
        assert name == PARAMETER
        return self._least


def thresholds(**least):
    """Return the thresholds of a law that says so."""
    return Thresholds(Other(**least))


@pytest.mark.parametrize(
    ("least", "amounts", "needs"),
    [
        (1, [1], True),
        (100, [99], False),
        (100, [100], True),
        (100, [50, 49], False),
        (100, [50, 50], True),  # cut into pieces of one command
        (100, [-1], True),
        (100, ["99"], True),
        (100, [None], True),
        (100, [True], True),
        (0, [1], True),
    ],
)
def test_the_sum_of_a_command_counts(least, amounts, needs):
    items = [{"holder": "e1", "amount_t": amount} for amount in amounts]
    assert thresholds(surrender=least).asks(KIND, items, Known(), TODAY) is needs


def test_a_kind_without_a_threshold_always_needs_two():
    assert thresholds(surrender=10**9).asks("registry.trust_account", [{"holder": "e1"}], Known(), TODAY)


def test_below_the_amount_one_person_is_enough_and_a_second_one_is_still_looked_at():
    known = Known(actor(entity="e1"), actor("a/2", entity="e1"))
    judge = partial(authorize, asks=thresholds(surrender=100).asks)

    def asked(amount, second=""):
        command = Command("x", "a", "a/1", KIND, [{"holder": "e1", "amount_t": amount}], second)
        return judge(command, [Concern("e1")], known, TODAY)

    assert asked(99) is None
    assert asked(100) is CommandOutcome.SECOND_MISSING
    assert asked(100, "a/2") is None
    assert asked(99, "a/1") is CommandOutcome.SECOND_IS_FIRST
    assert asked(99, "b/1") is CommandOutcome.SECOND_NOT_PERMITTED


@pytest.mark.parametrize("item", [{}, {"amount_t": 1, "amount_fen": 1}, [], None, "x"])
def test_what_cannot_be_counted(item):
    assert amount_of(item) is None


def test_the_law_names_only_kinds_of_four_eyes_that_move_an_amount():
    law = Law("cn")
    named = law.table(PARAMETER, law.parameter(PARAMETER).entries[-1].from_day)
    fields = {h.kind: set(h.request.__dataclass_fields__) for h in handlers(law)}
    for kind, cited in named.items():
        assert kind in FOUR_EYES
        assert fields[kind] & {"amount_t", "amount_fen"}, kind
        assert cited.integer == 1, f"{kind}: the default lets nothing leave by one person's hand"
