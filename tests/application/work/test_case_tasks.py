"""Tasks of case files: who has what to do after which step of the published case, and until when."""

from tools.case_round import ACTS, PLANT, TO_CLOSE, go, prepare

from tanshi.application.access import ViewRows
from tanshi.application.work.tasks import Desk
from tanshi.journal.table import read_rows
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law
from tanshi.simulation.workload import opening
from tests.registry.money_table import ON_SQLITE

PEOPLE = ("K1/1", "sd/1", "mee/1", "city/1", "H1/1", "jn/1")


def waiting(market, today):
    """Return who has which task of a case file on a day, and until when."""
    found = set()
    with market.view() as view:
        for actor in PEOPLE:
            for who in read_rows(view, ActorRow, id=actor):
                for group in Desk(view, ViewRows(view), Law("cn"), who, today).groups():
                    if group.kind.id.startswith("case_"):
                        assert {task.entity for task in group.first} == {PLANT}
                        due = group.deadline.due.isoformat() if group.deadline.due else ""
                        found.add((actor, group.kind.id[5:], due))
    return found


def of_authorities(id, due="", city=False):
    return {(actor, id, due) for actor in ("sd/1", "mee/1", *(("city/1",) if city else ()))}


#: After so many acts of the walk.
EXPECTED = {
    2: of_authorities("clue", "2025-01-21"),
    3: of_authorities("clue", "2025-01-21") | {("K1/1", "doubt", "")},
    4: of_authorities("clue", "2025-01-21") | of_authorities("check", city=True),
    9: of_authorities("notice", "2025-04-20"),
    10: of_authorities("serve", "2025-04-20"),
    11: of_authorities("decide", "2025-04-20") | {("K1/1", "speak", "2025-02-17")},
    13: of_authorities("call", "2025-04-20"),
    14: of_authorities("hearing", "2025-02-25"),
    16: of_authorities("serve", "2025-03-11"),
    17: {("K1/1", "correct", "2025-03-31")},
}


@ON_SQLITE
def test_who_has_what_to_do(market, clock, tmp_path):
    market.execute(opening())
    prepare(market, clock, tmp_path / "sheets")
    for number, act in enumerate(ACTS, 1):
        go(market, clock, [act], f"{number}")
        if number in EXPECTED:
            assert waiting(market, act[0]) == EXPECTED[number], (number, act[2])
    for number, act in enumerate(TO_CLOSE, 1):
        go(market, clock, [act], f"c{number}")
        if act[2] == "report_correction":
            assert waiting(market, act[0]) == of_authorities("verify")
    assert waiting(market, "2025-09-25") == set()
