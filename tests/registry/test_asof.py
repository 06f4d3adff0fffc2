"""What was held at any position equals what the plain book held when the journal was there."""

from collections import defaultdict

from tanshi.registry import asof, events
from tanshi.registry.asof import Totals, holding_at, position_of_day
from tanshi.simulation.workload import Workload, opening


def test_every_position_of_a_workload_against_a_plain_book(market, clock, monkeypatch):
    monkeypatch.setattr(asof, "BLOCK", 7)
    monkeypatch.setattr(events, "SPACING", 3)
    together, early = Totals(), Totals()
    market.execute(opening())
    work = Workload(21)
    for day in range(6):
        clock.put(clock.now().replace(day=10 + day))
        group = [work.next() for _ in range(90)]
        for command, answer in zip(group, market.execute(group), strict=True):
            work.noticed(command, answer.done and not answer.exists)
        with market.view() as view:
            assert early.now(view) == Totals().now(view) == Totals().at(view, view.head().size - 1)
    with market.view() as view:
        transfers = view.fetch(
            "SELECT position, debit, credit, instrument, amount FROM registry_transfer ORDER BY number"
        )
        size = view.head().size
        keys = {(a, i) for _, d, c, i, _ in transfers for a in (d, c)} | {("H1/trading", "CEA99")}
        assert len(transfers) > 40
        for position in range(-1, size, 3):
            plain = defaultdict(int)
            for at, debit, credit, instrument, amount in transfers:
                if at <= position:
                    plain[debit, instrument] -= amount
                    plain[credit, instrument] += amount
            for account, instrument in keys:
                assert holding_at(view, account, instrument, position) == plain[account, instrument]
            kinds = dict(view.fetch("SELECT id, kind FROM registry_account"))
            totals = defaultdict(lambda: defaultdict(int))
            for (account, instrument), amount in plain.items():
                kind = kinds[account]
                totals[instrument][account if kind == "system" else kind] += amount
            found = together.at(view, position)
            assert {i: {k: v for k, v in of.items() if v} for i, of in found.items() if any(of.values())} == {
                i: {k: v for k, v in of.items() if v} for i, of in totals.items() if any(of.values())
            }
            assert all(sum(of.values()) == 0 for of in found.values())


def test_the_position_of_a_day_is_the_last_one_up_to_its_end(market, clock):
    commands = opening()
    assert position_at(market, "2023-05-10") == -1
    clock.put(clock.now().replace(day=10))
    market.execute(commands[:6])
    clock.put(clock.now().replace(day=12))
    market.execute(commands[6:9])
    with market.view() as view:
        (first,) = view.fetch("SELECT count(*) FROM journal_fact WHERE day <= '2023-05-10'")[0]
        size = view.head().size
    expected = {"2023-05-09": -1, "2023-05-10": first - 1, "2023-05-11": first - 1, "2023-05-12": size - 1}
    assert {day: position_at(market, day) for day in expected} == expected
    assert position_at(market, "2030-01-01") == size - 1


def position_at(market, day):
    with market.view() as view:
        return position_of_day(view, day)
