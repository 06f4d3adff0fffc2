"""Invoices as papers, what is overdue, and who has to pay it."""

import pytest

from tanshi.application import fees
from tanshi.application.holders import waiting
from tests.application.test_statements import cells
from tests.registry.money_table import run
from tests.registry.test_invoices import books  # noqa: F401 (a fixture)


@pytest.mark.parametrize(
    ("due", "today", "days"),
    [("2023-05-05", "2023-05-05", 0), ("2023-05-05", "2023-05-06", 1), ("2023-05-05", "2023-05-07", 1),
     ("2023-05-05", "2023-05-08", 2), ("2023-04-28", "2023-05-03", 0)],
)  # fmt: skip
def test_days_overdue_are_working_days_after_the_last_one(due, today, days):
    """2023-05-06 is a worked Saturday; the holiday lasted up to 2023-05-03."""
    assert fees.overdue_days(due, today) == days


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_an_invoice_is_a_paper_in_both_languages_and_waits_for_its_holder(books, clock):  # noqa: F811
    run(books, clock, "charge H1 2026-11-24 2026-11-25 -> done\ncredit H1/I1 37 -> done")
    with books.view() as view:
        (open_,) = fees.open_invoices(view, "2026-12-18")
        assert (open_.invoice, open_.left_fen, open_.overdue) == ("H1/I1", 2400, 1)
        assert [(w.matter, w.due) for w in waiting(view, "2026-12-18", "H1")] == [("invoice", "2026-12-17")]
        found = fees.invoice_of(view, "H1/I1")
        for language, word in (("zh", "待缴金额（元）"), ("en", "Left to pay (CNY)")):
            paper = fees.invoice_paper(view, found, language)
            assert paper.mark == "H1 I1"
            text = " ".join(str(cell) for row in cells(fees.made(view, found, language, "xlsx")) for cell in row)
            assert word in text
            assert "24.0" in text
