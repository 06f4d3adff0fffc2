"""What compliance is told of surrenders that were taken back: each message and each of its refusals, as a table."""

import pytest
from tools.openings import SECOND, take_over

from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening

OWED = {"entity": "H1", "period": "2022", "obligation_t": 90, "surrendered_t": 10, "deadline": "2023-12-31"}
NAMES = {
    "compliance.note_surrender": ("number", "instrument", "amount_t", "surrendered_on"),
    "compliance.note_reversal": ("number", "surrender", "amount_t", "reversed_on"),
}


@pytest.fixture
def books(market, tmp_path):
    assert all(a.done for a in market.execute(opening()))
    second = {"actor": SECOND, "organisation": "mee", "role": "nation"}
    assert market.execute([Command("second", "mee", "mee/1", "participants.admit_actor", [second])])[0].done
    take_over(market, {"obligations": [OWED]}, tmp_path / "sheets")
    return market


def tell(market, id, word, *values, entity="H1"):
    kind = f"compliance.note_{word}"
    item = {"entity": entity, "period": "2022", **dict(zip(NAMES[kind], values, strict=True))}
    (answer,) = market.execute([Command(id, "registry", "registry/1", kind, [item])])
    if not answer.done:
        assert "<" not in answer.message("en"), answer.message("en")
    return str(answer.outcome).partition(".")[2].replace("_", " ")


def surrendered(market):
    with market.view() as view:
        ((amount,),) = view.fetch("SELECT surrendered_t FROM compliance_obligation WHERE entity = 'H1'")
    return int(amount)


def test_what_is_taken_back_counts_no_more(books):
    assert tell(books, "s1", "surrender", 1, "CEA22", 50, "2023-05-04") == "done"
    assert tell(books, "s2", "surrender", 2, "CEA21", 30, "2023-05-04") == "done"
    for number, (row, expected) in enumerate(
        [
            ((1, 3, 5, "2023-05-04"), "reversal of nothing"),
            ((2, 1, 5, "2023-05-04"), "reversal out of order"),
            ((0, 1, 5, "2023-05-04"), "reversal out of order"),
            ((1, 1, 0, "2023-05-04"), "reversal not positive"),
            ((1, 1, 51, "2023-05-04"), "reversal exceeds"),
            ((1, 1, 5, "2024-01-01"), "reversal after deadline"),
            ((1, 1, 20, "2023-12-31"), "reversal noted"),
            ((1, 1, 20, "2023-12-31"), "reversal out of order"),
            ((2, 1, 31, "2023-05-04"), "reversal exceeds"),
            ((2, 1, 30, "2023-05-04"), "reversal noted"),
            ((3, 1, 1, "2023-05-04"), "reversal exceeds"),
            ((3, 2, 30, "2023-05-04"), "reversal noted"),
        ]
    ):
        assert tell(books, f"r{number}", "reversal", *row) == expected, row
    assert tell(books, "other", "reversal", 1, 1, 5, "2023-05-04", entity="H2") == "reversal without obligation"
    assert surrendered(books) == 10
    check = second_check(books.engine)
    assert check.ok, check.differences


def test_after_the_assessment_nothing_is_taken_back(books, clock):
    assert tell(books, "s1", "surrender", 1, "CEA22", 50, "2023-05-04") == "done"
    clock.put(clock.now().replace(year=2024))
    second = {"actor": "sd/1", "organisation": "sd", "role": "province", "area_gb2260": "37"}
    assert books.execute([Command("sd", "mee", "mee/1", "participants.admit_actor", [second])])[0].done
    item = {"entity": "H1", "period": "2022", "mean_price_fen": "5000"}
    (answer,) = books.execute([Command("assess", "sd", "sd/1", "compliance.assess", [item])])
    assert answer.done, answer.message("en")
    assert tell(books, "r1", "reversal", 1, 1, 5, "2023-05-04") == "reversal after assessment"
