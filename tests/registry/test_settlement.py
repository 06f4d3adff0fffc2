"""Settling a thousand trades in one go is settling each of them in turn: the same answers, facts and tables."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tanshi.application.market import open_market
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.simulation.workload import CONFIRMS, EXCHANGE, HOLDERS, REGISTRY, opening

SESSION = "2023-05-04"
HOLDS = HOLDERS[:3]
trades = st.builds(
    dict,
    session=st.sampled_from([SESSION] * 30 + ["2023-05-05"]),
    number=st.sampled_from([0] * 30 + [-1, 1, 7]),  # by how far it is not the next
    method=st.just("listing"),
    instrument=st.sampled_from(["CEA22"] * 20 + ["CEA21", "CNY", "CEA99"]),
    seller=st.sampled_from([*HOLDS * 8, HOLDERS[5], "H99"]),
    buyer=st.sampled_from([*HOLDS * 8, HOLDERS[5], "H99"]),
    price_fen=st.sampled_from([5_000, 6_000, 7_001, 1, 0, -1, 2**40]),
    quantity_t=st.sampled_from([1, 10, 20, 60, 0, -5, 2**52]),
)


def begun(law, clock, *, in_one):
    """Open books in memory with three holders of 100 t and 10,000 CNY, in a session; one by one if asked."""
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("settle"))
    handlers = market.writer._handlers
    if not in_one:
        handlers["registry.settle_trade"] = replace(handlers["registry.settle_trade"], judge_all=None)
    commands = opening()
    for h in HOLDS:
        given_t = {"holder": h, "instrument": "CEA22", "amount_t": 100}
        issued = {**given_t, "ground": "order", "instruction": "paper"}
        commands += [
            Command(f"i/{h}", "registry", REGISTRY[0], "registry.issue", [issued], CONFIRMS),
            Command(
                f"d/{h}", "registry", REGISTRY[0], "registry.deposit_cash",
                [{"holder": h, "amount_fen": 1_000_000, "reference": "r"}], CONFIRMS,
            ),
            Command(f"f/{h}", h, f"{h}/1", "registry.fund_trading", [given_t]),
        ]  # fmt: skip
    handed = {"session": SESSION, "digest": "d"}
    commands.append(Command("hand", EXCHANGE[1], EXCHANGE[0], "registry.hand_over_positions", [handed]))
    assert all(a.done for a in market.execute(commands))
    return market


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_many_at_once_are_as_one_by_one(law, clock, data):
    together, apart = (begun(law, clock, in_one=in_one) for in_one in (True, False))
    settled = 0
    for number in range(3):
        drawn = data.draw(st.lists(trades, min_size=1, max_size=12))
        items = [{**t, "number": settled + n + 1 + t["number"]} for n, t in enumerate(drawn)]
        command = Command(f"s/{number}", EXCHANGE[1], EXCHANGE[0], "registry.settle_trade", items)
        first, second = together.execute([command])[0], apart.execute([command])[0]
        assert (first.outcome, first.done, first.item, first.details) == (
            second.outcome, second.done, second.item, second.details,
        )  # fmt: skip
        settled += len(items) if first.done else 0
    sql = "SELECT position, type, body, leaf FROM journal_fact ORDER BY position"
    with together.view() as one, apart.view() as other:
        assert one.fetch(sql) == other.fetch(sql)
        for name in ("registry_holding", "registry_transfer", "registry_trade", "registry_book"):
            assert one.fetch(f"SELECT * FROM {name} ORDER BY 1, 2") == other.fetch(
                f"SELECT * FROM {name} ORDER BY 1, 2"
            )
    together.close()
    apart.close()
