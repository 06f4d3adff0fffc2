"""Reductions of filed projects: counted by proof, once, within the share, for years a text lets them serve."""

from datetime import date
from itertools import count

import pytest
from tools.openings import take_over

from tanshi.application.second_check import second_check
from tanshi.compliance.cheapest.books import positions
from tanshi.compliance.offsets import FiledRow
from tanshi.journal.command import Command
from tanshi.journal.table import read_rows
from tanshi.rules import Law
from tests.act_table import run
from tests.registry.money_table import ON_SQLITE
from tests.voluntary import voluntary_table

#: 5 % of 20,019 t is 1,000.95 t: 1,000 t in whole tonnes.
OWED = [
    {"entity": entity, "period": period, "obligation_t": 20_019, "surrendered_t": 0, "deadline": "2024-12-31"}
    for entity, period in (("H1", "2023"), ("H2", "2023"), ("H1", "2024"))
] + [{"entity": "H1", "period": "2025", "obligation_t": 20_019, "surrendered_t": 0, "deadline": "2026-12-31"}]


@pytest.fixture
def books(market, clock, tmp_path):
    clock.put_day(date(2024, 1, 5))
    voluntary_table.opened(market)
    for actor, body, role, area in (("mee/2", "mee", "nation", ""), ("sd/1", "sd", "province", "37")):
        item = {"actor": actor, "organisation": body, "role": role, "area_gb2260": area}
        market.execute([Command(f"admit/{actor}", "mee", "mee/1", "participants.admit_actor", [item])])
    take_over(market, {"obligations": OWED}, tmp_path / "sheets")
    return market


def asking(market):
    numbers = count(1)

    def act(word, values):
        entity, period, proof, amount, cancelled, *covered = values
        item = {
            "entity": entity, "period": period, "project": "2014-风电-1" if proof != "-" else " ", "proof": proof,
            "amount_t": int(amount), "cancelled_on": cancelled, "covered": bool(covered),
            "evidence_sha256": "ab" * 32 if word == "filed" else "1",
        }  # fmt: skip
        who = "shanghai" if word == "filed_elsewhere" else "sd"
        (answer,) = market.execute([Command(f"f/{next(numbers)}", who, f"{who}/1", "compliance.count_filed", [item])])
        return answer

    return act


@ON_SQLITE
def test_filed_reductions_count_once_and_as_far_as_the_text_lets_them(books, clock):
    run(
        """
        at 2024-12-30 09:00
        filed_elsewhere H1 2023 P1 600 2024-11-01      -> out of scope
        filed H1 2022 P1 600 2024-11-01                -> obligation not found
        filed H1 2023 - 600 2024-11-01                 -> offset bad proof
        no_file H1 2023 P1 600 2024-11-01              -> offset bad proof
        filed H1 2023 P1 600 2024-12-31                -> offset bad proof
        filed H1 2023 P1 600 2024-11-01 covered        -> covered project
        filed H1 2024 P1 600 2024-11-01                -> no text
        filed H1 2025 P1 600 2024-11-01                -> filed no more
        filed H1 2023 P1 0 2024-11-01                  -> not whole
        filed H1 2023 P1 1001 2024-11-01               -> over share
        filed H1 2023 P1 600 2024-11-01                -> done
        filed H2 2023 P1 600 2024-11-01                -> offset proof used
        filed H1 2023 P2 401 2024-11-01                -> over share
        filed H1 2023 P2 400 2024-12-30                -> done
        at 2025-01-02 09:00
        filed H2 2023 P3 600 2024-12-30                -> after deadline
        """,
        clock,
        asking(books),
    )
    with books.view() as view:
        assert [(r.number, r.amount_t) for r in read_rows(view, FiledRow)] == [(1, 600), (2, 400)]
        sql = "SELECT surrendered_t FROM compliance_obligation WHERE entity = 'H1' AND period = '2023'"
        assert view.fetch(sql) == [(1_000,)]
        assert positions(Law("cn"), view, "2023", "H1") == []  # of earlier books: no allocation is known
    assert books.audit().ok
    check = second_check(books.engine)
    assert check.ok, check.differences[:4]
