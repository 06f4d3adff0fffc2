"""Mandates of groups and delegations between actors, as a table of what is asked and what comes out."""

from datetime import UTC, datetime
from itertools import count

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening

_numbers = count(1)

COLUMNS = {
    "mandate": ("participants.grant_mandate", ["organisation", "entity", "from_day", "until_day"], {"ground": "g"}),
    "withdraw": ("participants.withdraw_mandate", ["organisation", "entity"], {"ground": "g"}),
    "delegate": ("participants.delegate", ["delegation", "taker", "kinds", "until_day"], {}),
    "end": ("participants.end_delegation", ["delegation"], {}),
    "surrender": ("registry.surrender", ["holder", "instrument", "amount_t"], {"period": "2022"}),
    "admit": ("participants.admit_actor", ["actor", "organisation", "role", "entity"], {}),
    "dismiss": ("participants.dismiss_actor", ["actor"], {"ground": "g"}),
}


def run(market, clock, table):
    """Run lines of `actor: operation fields… -> outcome`; a line `== day` puts the clock."""
    for line in filter(None, map(str.strip, table.splitlines())):
        if line.startswith("=="):
            clock.put(datetime.fromisoformat(line[2:].strip() + "T04:00:00").replace(tzinfo=UTC))
            continue
        asked, _, expected = line.partition("->")
        actor, _, request = asked.partition(": ")
        word, *values = request.split()
        kind, names, fixed = COLUMNS[word]
        item = {n: "" if v == "-" else v for n, v in zip(names, values, strict=True)} | fixed
        if "kinds" in item:
            item["kinds"] = item["kinds"].replace(",", " ")
        if "amount_t" in item:
            item["amount_t"] = int(item["amount_t"])
        body = actor.split("/")[0]
        other = f"{body}/{1 if actor.endswith('/2') else 2}"
        second = other if kind in FOUR_EYES else ""
        (answer,) = market.execute([Command(f"p/{next(_numbers)}", body, actor, kind, [item], second)])
        assert str(answer.outcome).split(".")[1].replace("_", " ") == expected.strip(), line
        assert "<" not in answer.message("en"), answer.message("en")


@pytest.fixture
def books(market, clock):
    assert all(a.done for a in market.execute(opening()))
    issue = {"holder": "H1", "instrument": "CEA22", "amount_t": 100, "ground": "order", "instruction": "i"}
    market.execute([Command("i", "registry", "registry/1", "registry.issue", [issue], "registry/2")])
    for actor, body, role in (("G/1", "G", "group"), ("G/2", "G", "group"), ("mee/2", "mee", "nation")):
        run(market, clock, f"mee/1: admit {actor} {body} {role} - -> done")
    return market


def test_a_group_acts_while_it_has_a_mandate(books, clock):
    run(
        books,
        clock,
        """
        G/1:  surrender H1 CEA22 1                      -> out of scope
        G/1:  mandate G H1 - -                          -> not permitted
        H2/1: mandate G H1 - -                          -> out of scope
        H1/1: mandate G H1 - 2023-05-20                 -> done
        H1/1: mandate G H1 - -                          -> mandate exists
        G/1:  surrender H1 CEA22 1                      -> done
        G/1:  surrender H2 CEA22 1                      -> out of scope
        == 2023-05-20
        G/1:  surrender H1 CEA22 1                      -> done
        == 2023-05-21
        G/1:  surrender H1 CEA22 1                      -> out of scope
        H1/1: withdraw G H1                             -> mandate not found
        H1/1: mandate G H1 2023-05-23 -                 -> done
        G/1:  surrender H1 CEA22 1                      -> out of scope
        == 2023-05-23
        G/1:  surrender H1 CEA22 1                      -> done
        H1/1: withdraw G H1                             -> done
        G/1:  surrender H1 CEA22 1                      -> done
        == 2023-05-24
        G/1:  surrender H1 CEA22 1                      -> out of scope
        """,
    )
    assert books.audit().ok


def test_mandates_that_cannot_be(books, clock):
    run(
        books,
        clock,
        """
        mee/1: mandate G H9 - -                         -> entity not found
        mee/1: mandate G! H1 - -                        -> bad id
        mee/1: mandate G H1 2023-05-01 -                -> bad days
        mee/1: mandate G H1 - yesterday                 -> bad days
        mee/1: mandate G H1 2023-06-01 2023-05-31       -> bad days
        """,
    )


def test_a_delegate_acts_in_the_giver_s_place_until_the_last_day(books, clock):
    run(
        books,
        clock,
        """
        mee/1: admit H1/3 H1 laboratory -               -> done
        H1/3: surrender H1 CEA22 1                      -> not permitted
        H1/1: delegate d H1/3 registry.surrender 2023-05-20 -> done
        H1/3: surrender H1 CEA22 1                      -> done
        H1/3: end d                                     -> not the giver
        == 2023-05-21
        H1/3: surrender H1 CEA22 1                      -> not permitted
        H1/1: delegate e H1/3 registry.* 2023-06-30     -> done
        H1/3: surrender H1 CEA22 1                      -> done
        H1/1: end e                                     -> done
        == 2023-05-22
        H1/3: surrender H1 CEA22 1                      -> not permitted
        H1/1: end e                                     -> delegation not found
        H1/1: delegate f H1/3 registry.* 2023-06-30     -> done
        mee/1: dismiss H1/1                             -> done
        H1/3: surrender H1 CEA22 1                      -> not permitted
        """,
    )
    assert books.audit().ok


def test_delegations_that_cannot_be(books, clock):
    run(
        books,
        clock,
        """
        H1/1: delegate d H1/1 mrv.* 2023-06-30          -> same actor
        H1/1: delegate d H2/1 mrv.* 2023-06-30          -> other body
        H1/1: delegate d H1/9 mrv.* 2023-06-30          -> actor not found
        mee/1: admit H1/3 H1 laboratory -               -> done
        H1/1: delegate d H1/3 mrv 2023-06-30            -> bad id
        H1/1: delegate d H1/3 mrv.* 2023-05-01          -> bad days
        H1/1: delegate d H1/3 mrv.* -                   -> bad days
        H1/1: delegate d H1/3 mrv.* 2023-06-30          -> done
        H1/1: delegate d H1/3 mrv.* 2023-06-30          -> delegation exists
        """,
    )
