"""Offsets: asked of compliance, cancelled by the voluntary registry, counted once; each refusal as a table."""

from datetime import date

import pytest
from tools.openings import SECOND, take_over

from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.journal.table import read_rows
from tanshi.voluntary.unit_tables import InstrumentRow, UseRow
from tests.act_table import run
from tests.voluntary import voluntary_table
from tests.voluntary.voluntary_table import ISSUED

#: 5 % of 20,019 t is 1,000.95 t: 1,000 t in whole tonnes.
OWED = [
    {"entity": "H1", "period": "2025", "obligation_t": 20_019, "surrendered_t": 0, "deadline": "2026-12-31"},
    {"entity": "H2", "period": "2025", "obligation_t": 19, "surrendered_t": 0, "deadline": "2026-12-31"},
    {"entity": "H1", "period": "2024", "obligation_t": 20_019, "surrendered_t": 0, "deadline": "2026-12-31"},
    {"entity": "H1", "period": "2023", "obligation_t": 20_019, "surrendered_t": 0, "deadline": "2026-12-31"},
]  # fmt: skip

#: Units that are registered before 2024-01-22.
EARLY = """
    day 2023-11-16
    ncsc: account papers_on=2023-11-16                     -> done
    mee: admit                                             -> done
    mee: admit body=verifier                               -> done
    owner: design                                          -> done
    day 2023-12-20
    validator: conclude                                    -> done
    owner: apply                                           -> done
    ncsc: decide                                           -> done
    owner: report first_day=2022-01-01 last_day=2022-12-31 amounts.0.year=2022    -> done
    day 2024-01-22
    verifier: verify amounts.0.year=2022                   -> done
    owner: claim amounts.0.year=2022                       -> done
    ncsc: issue                                            -> done
"""


@pytest.fixture
def books(market, clock, tmp_path):
    """Firms with open obligations, and an owner of a project with units."""
    clock.put_day(date(2023, 1, 5))
    voluntary_table.opened(market)
    second = {"actor": SECOND, "organisation": "mee", "role": "nation"}
    market.execute([Command("second", "mee", "mee/1", "participants.admit_actor", [second])])
    take_over(market, {"obligations": OWED}, tmp_path / "sheets")
    return market


def ask(market):
    def act(word, values):
        if word == "allow":
            entity, period, amount = values
            sent = (entity, "compliance.allow_offset", {"entity": entity, "period": period, "amount_t": int(amount)})
        elif word == "count":
            number, use, instrument, amount, day = values
            sent = ("ncsc", "compliance.count_offset", {
                "entity": "H1", "period": "2025", "number": int(number), "use": int(use),
                "instrument": f"CCER-WIND1-{instrument}", "amount_t": int(amount), "used_on": day,
            })  # fmt: skip
        else:
            holder, entity, period, year, amount = values
            return voluntary_table.ask(
                market,
                f"{holder}: use holder={holder} purpose=surrender beneficiary={entity} period={period}"
                f" instrument=CCER-WIND1-{year} amount_t={amount}",
            )
        act.number += 1
        who, kind, item = sent
        (answer,) = market.execute([Command(f"o/{act.number}", who, f"{who}/1", kind, [item])])
        return answer

    act.number = 0
    return act


def surrendered(market):
    with market.view() as view:
        rows = view.fetch("SELECT surrendered_t FROM compliance_obligation WHERE entity = 'H1' AND period = '2025'")
    return rows[0][0]


def test_an_offset_is_allowed_used_and_counted(books, clock):
    voluntary_table.run(books, clock, ISSUED)
    run(
        """
        use owner H1 2025 2024 1                         -> not allowed
        allow H1 2022 1                                  -> obligation not found
        allow H1 2024 1                                  -> no text
        allow H1 2023 1                                  -> not registered
        allow H2 2025 1                                  -> over share
        allow H1 2025 1001                               -> over share
        allow H1 2025 0                                  -> not whole
        allow H1 2025 600                                -> done
        use owner H1 2025 2024 601                       -> over allowed
        use owner H2 2025 2024 1                         -> not allowed
        count 1 1 2024 500 2026-03-20                    -> offset not used
        use owner H1 2025 2024 500                       -> done
        use owner H1 2025 2024 101                       -> over allowed
        count 2 1 2024 500 2026-03-20                    -> out of order
        count 1 2 2024 500 2026-03-20                    -> offset not as used
        count 1 1 2024 501 2026-03-20                    -> offset not as used
        count 1 1 2024 500 2026-03-21                    -> offset not as used
        count 1 1 2024 500 2026-03-20                    -> done
        count 1 1 2024 500 2026-03-20                    -> out of order
        allow H1 2025 401                                -> over share
        allow H1 2025 400                                -> done
        use owner H1 2025 2024 500                       -> done
        at 2026-12-31 10:00
        use owner H1 2025 2024 1                         -> over allowed
        count 2 2 2024 500 2026-03-20                    -> done
        at 2027-01-01 10:00
        allow H1 2025 1                                  -> after deadline
        use owner H1 2025 2024 1                         -> room over
        """,
        clock,
        ask(books),
    )
    assert surrendered(books) == 1_000
    with books.view() as view:
        assert [(u.beneficiary, u.amount_t) for u in read_rows(view, UseRow)] == [("H1", 500), ("H1", 500)]
        (product,) = read_rows(view, InstrumentRow)
    assert (product.issued_t, product.used_t) == (548_000, 1_000)  # what was refused is still the owner's
    assert books.audit().ok
    check = second_check(books.engine)
    assert check.ok, check.differences


def test_units_registered_too_early_are_not_cancelled(books, clock):
    voluntary_table.run(books, clock, EARLY)
    run(
        """
        at 2026-03-02 10:00
        allow H1 2025 600                                -> done
        use owner H1 2025 2022 1                         -> does not serve
        """,
        clock,
        ask(books),
    )


def test_what_was_told_late_does_not_count_after_the_assessment(books, clock):
    voluntary_table.run(books, clock, ISSUED)
    run("allow H1 2025 600 -> done\nuse owner H1 2025 2024 600 -> done", clock, ask(books))
    clock.put_day(date(2027, 1, 1))
    item = {"entity": "H1", "period": "2025", "mean_price_fen": "8000"}
    province = {"actor": "sd/1", "organisation": "sd", "role": "province", "area_gb2260": "37"}
    for id, who, actor, kind, body in (
        ("p", "mee", "mee/1", "participants.admit_actor", province), ("a", "sd", "sd/1", "compliance.assess", item)
    ):  # fmt: skip
        (answer,) = books.execute([Command(id, who, actor, kind, [body])])
        assert answer.done, answer.message("en")
    late = "count 1 1 2024 600 2026-03-20 -> already assessed\nallow H1 2025 1 -> already assessed"
    run(late, clock, ask(books))
