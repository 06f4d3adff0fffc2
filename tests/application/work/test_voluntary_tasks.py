"""Tasks of the voluntary market: who has one on which day of a project's way, and until when."""

from datetime import date

from tools.offset_round import acts, owes
from tools.voluntary_round import do, enrol, steps

from tanshi.application.access import ViewRows
from tanshi.application.work.tasks import Desk
from tanshi.journal.table import read_rows
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law
from tanshi.simulation.workload import opening
from tests.registry.money_table import ON_SQLITE

PEOPLE = ("owner/1", "validator/1", "verifier/1", "ncsc/1", "trader/1")


def waiting(market, today):
    """Return who has which task of the voluntary market on a day, about whom and until when."""
    found = set()
    with market.view() as view:
        for actor in PEOPLE:
            (who,) = read_rows(view, ActorRow, id=actor)
            for group in Desk(view, ViewRows(view), Law("cn"), who, today).groups():
                if group.kind.id.startswith("voluntary_"):
                    due = group.deadline.due.isoformat() if group.deadline.due else ""
                    found |= {(actor, group.kind.id[10:], task.entity, due) for task in group.first}
    return found


#: On which day of the whole way, after which act of it, who has what to do.
EXPECTED = {
    ("2026-01-07", "voluntary.deposit_design"): set(),  # the notice runs
    ("2026-02-10", "voluntary.conclude"): {("owner/1", "apply", "owner", "")},
    ("2026-02-11", "voluntary.apply"): {("ncsc/1", "decide", "WIND1", "2026-03-10")},  # 14 and 28 February are worked
    ("2026-02-12", "voluntary.decide"): set(),
    ("2026-03-20", "voluntary.conclude"): {("owner/1", "apply", "owner", "")},
    ("2026-03-24", "voluntary.apply"): {("ncsc/1", "decide", "WIND1", "2026-04-15")},
    ("2026-11-03", "voluntary.use"): {("ncsc/1", "offset", "H1", "")},
    ("2026-11-03", "compliance.count_offset"): set(),
}


@ON_SQLITE
def test_who_has_what_to_do_on_the_way_of_a_reduction(market, clock, tmp_path):
    clock.put_day(date(2026, 1, 4))
    market.execute(opening())
    enrol(market)
    owes(market, tmp_path)
    for number, (day, who, kind, item) in enumerate(acts(600_000)):
        clock.put_day(date.fromisoformat(day))
        if (day, kind) == ("2026-02-10", "voluntary.conclude"):  # the notice is over
            assert waiting(market, day) == {("validator/1", "conclude", "validator", "")}
        do(market, who, kind, dict(item), f"{number}")
        if (day, kind) in EXPECTED:
            assert waiting(market, day) == EXPECTED[day, kind], (day, kind)


@ON_SQLITE
def test_an_order_waits_for_the_owner_until_it_is_fulfilled(market, clock):
    clock.put_day(date(2026, 1, 4))
    market.execute(opening())
    enrol(market)
    for number, (day, who, name, item) in enumerate(steps()):
        clock.put_day(date.fromisoformat(day))
        do(market, who, f"voluntary.{name}", item, f"{number}")
        if name in ("order_cancellation", "cancel_false"):
            assert waiting(market, day) == {("owner/1", "order", "owner", "2026-06-30")}
    assert waiting(market, "2026-07-01") == set()  # enforced: the owner had enough
