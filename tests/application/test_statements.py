"""Settlement statements as papers: what they say, and all holders' of a day, broken off and gone on with."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tanshi.application import statements
from tanshi.registry.statement import statement
from tests.registry.money_table import opened, run


@pytest.fixture
def books(market, clock):
    run(
        opened(market),
        clock,
        """
        at 2023-05-05 08:00
        issue H1 CEA22 100 -> done
        fund H1 CEA22 60 -> done
        deposit H2 300050 b/1 -> done
        hand_over 2023-05-05 -> done
        settle 2023-05-05 1 H1 H2 CEA22 20 5000 -> done
        take_positions 2023-05-05 1 -> done
        """,
    )
    return market


def cells(data):
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    return [[c for c in row if c != ""] for row in sheet.to_python()]


@pytest.mark.parametrize(("language", "words"), [("zh", "H2"), ("en", "Settlement statement of H2, 5 May 2023")])
def test_a_statement_says_both_sides_of_the_day(books, law, language, words):
    with books.view() as view:
        rows = cells(statements.made(law, view, "H2", "2023-05-05", language, "xlsx"))
    assert any(words in str(cell) for row in rows for cell in row)
    assert ["H2/trading", 0, 3000.5, 1000, 2000.5] in rows
    assert ["H2/trading", "CEA22", 0, 20, 0, 20] in rows
    trade = next(row for row in rows if row[:1] == [1] and "CEA22" in row)
    assert trade[2:7] == ["CEA22", 20, 50, 1000, "H1"]
    assert any("2023-05-08 09:30" in row for row in rows)  # the next trading day's opening


def test_an_empty_day_still_makes_a_statement(books, law):
    with books.view() as view:
        assert cells(statements.made(law, view, "H8", "2023-05-05", "en", "xlsx"))


def test_a_statement_is_typeset(books, law):
    if not statements.can_typeset():
        pytest.skip("the extra `report` is not here")
    with books.view() as view:
        assert statements.made(law, view, "H2", "2023-05-05", "zh", "pdf").startswith(b"%PDF")


def test_all_statements_of_a_day_go_on_where_they_were_broken_off(books, law, tmp_path):
    with books.view() as view:
        run_one = statements.write_all(law, view, "2023-05-05", tmp_path, "en", "xlsx")
        first, file, digest = next(run_one)
        run_one.close()
        (tmp_path / ".2023-05-05-H2.xlsx.part").write_bytes(b"half")
        file.write_bytes(b"kept")  # what is complete is not made again
        every = list(statements.write_all(law, view, "2023-05-05", tmp_path, "en", "xlsx"))
    assert first == "H1"
    assert [holder for holder, _, _ in every] == [f"H{n}" for n in range(1, 9)]
    assert file.read_bytes() == b"kept"
    assert every[0][2] != digest
    assert cells((tmp_path / "2023-05-05-H2.xlsx").read_bytes())


def test_objections_are_taken_until_the_next_trading_day_opens(law, books):
    assert statements.objections_until(law, "2023-04-28").isoformat() == "2023-05-04T09:30:00+08:00"
    with books.view() as view:
        assert statement(view, "H1", "2023-05-05").position == view.head().size - 1
