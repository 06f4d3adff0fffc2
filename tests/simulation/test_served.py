"""Sessions in processes of their own: the same books on both engines, whatever is killed; another answer ends it."""

from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.exchange.client import Client, of_folder
from tanshi.exchange.matching.book import BUY, SELL
from tanshi.exchange.matching.messages import Kind, message
from tanshi.exchange.product_class import ProductClass
from tanshi.exchange.segments.writer import read_sealed
from tanshi.journal.checkpoint import root_at
from tanshi.journal.writer import seeded_entropy
from tanshi.participants.roster import read_roster
from tanshi.rules import Law
from tanshi.simulation.chain import Chain
from tanshi.simulation.desk import in_process
from tanshi.simulation.population import from_roster
from tanshi.simulation.served import Hall

YEAR, DAY = Period.named("2022"), date(2023, 12, 14)
#: Days of the small year with trades; on the last one units leave the open session as well.
SERVED = {date(2023, 11, 17), date(2023, 12, 14), date(2023, 12, 15)}
CLOSES, HELD, MONEY = {"CEA22": 8000}, [("seller", "CEA22", 5_000)], {"seller": 0, "buyer": 10**9}
MORNING, AFTERNOON = 9 * 60 + 31, 14 * 60


def killed(session):
    """Kill a session's process, as a fault would."""
    session.process.running.kill()
    session.process.running.wait()


class Faulty(Hall):
    """A hall on some days, whose processes are killed when the afternoon begins and before the close."""

    def open(self, day, *given):
        if day not in SERVED:
            return in_process(day, *given)
        session = super().open(day, *given)
        put, close = session.at, session.close

        def at(minute):
            put(minute)
            if minute == AFTERNOON:
                killed(session)

        def closed():
            if day == DAY:
                killed(session)
            return close()

        session.at, session.close = at, closed
        return session


def test_a_year_through_processes_that_are_killed_ends_the_same(database, tmp_path, small_roster, year_market):
    clock, law = SimulatedClock(datetime(2022, 1, 1, tzinfo=UTC)), Law("cn")
    market = open_market(database, law=law, clock=clock, entropy=seeded_entropy("1"))
    population = from_roster(law, read_roster(small_roster), YEAR, 1)
    with closing(Faulty(tmp_path / "sessions", market)) as hall:
        Chain(market, clock, {YEAR: population}, 1, opens=hall.open).run()
    with year_market.view() as view:
        size = view.head().size
        root = root_at(view, size)
    assert (*market.checkpoint(), market.state_hash()) == (size, root.hex(), year_market.state_hash())
    market.close()
    records = [read_sealed(tmp_path / "sessions" / day.isoformat() / "segment") for day in sorted(SERVED)]
    assert all(record.messages > 5 for record in records)
    assert [record.epoch for record in records] == sorted({record.epoch for record in records})
    assert hall.starts > len(SERVED) + 1


@pytest.fixture(scope="module")
def terms():
    return ProductClass.of(Law("cn"), "allowance", DAY)


@pytest.fixture
def hall(tmp_path):
    with closing(Hall(tmp_path)) as hall:
        yield hall


def morning(session):
    session.at(MORNING)
    session.post("1", "seller", "CEA22", SELL, 8000, 300)
    session.take("2", "buyer", "CEA22", BUY, 8000, 100)


def afternoon(session):
    session.at(AFTERNOON)
    session.take("3", "buyer", "CEA22", BUY, 8010, 50)
    session.cancel("1", "seller")


def whole(session):
    morning(session)
    afternoon(session)
    session.close()
    return session.trades, session.quotes, session.state_hash()


def test_a_scenario_that_was_killed_goes_on_in_the_middle_of_a_session(hall, tmp_path, terms):
    broken = hall.open(DAY, terms, CLOSES, HELD, MONEY)
    morning(broken)
    killed(broken)  # with the scenario: nothing of it is left but the folder
    for _ in range(2):  # the second time the record is sealed and answers
        again = hall.open(DAY, terms, CLOSES, HELD, MONEY)
        assert whole(again) == whole(in_process(DAY, terms, CLOSES, HELD, MONEY))
        assert len(again.trades) == 2
    assert read_sealed(tmp_path / DAY.isoformat() / "segment").messages == 5


def test_another_answer_ends_the_run(hall, tmp_path, terms):
    session = hall.open(DAY, terms, CLOSES, HELD, MONEY)
    morning(session)
    operator = Client(of_folder(tmp_path / DAY.isoformat(), 0), 0)
    operator.ask(message(Kind.HALT, instrument=0))
    operator.close()
    with pytest.raises(Problem) as caught:
        afternoon(session)
    assert caught.value.findings[0].code == "year.process_differs"


def test_a_folder_of_another_opening_is_refused(hall, tmp_path, terms):
    hall.open(DAY, terms, CLOSES, HELD, MONEY)
    with pytest.raises(Problem) as caught:
        hall.open(DAY, terms, {"CEA22": 8100}, HELD, MONEY)
    assert caught.value.findings[0].code == "exchange.other_opening"
