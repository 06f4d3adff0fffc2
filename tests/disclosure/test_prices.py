"""Daily prices of local markets: exact, and every row that is not is named by its cell."""

import csv
import gzip
from collections import defaultdict
from decimal import Decimal, InvalidOperation

import pytest

from tanshi.core.finding import Problem
from tanshi.disclosure.prices import read_prices, year_totals
from tests.conftest import shared

HEADER = "date,place,close,vol,amount,market\n"


def read(tmp_path, *rows, header=HEADER):
    path = tmp_path / "prices.csv"
    path.write_text(header + "\n".join(rows) + "\n", "utf-8")
    return read_prices(path)


def test_a_day_is_whole_fen_and_tonnes(tmp_path):
    (price,), findings = read(tmp_path, "20210831,GDEA,39.89,52780,2105186.21,guangzhou")
    assert (price.close_fen, price.quantity_t, price.value_fen, str(price.day)) == (
        3989,
        52780,
        210518621,
        "2021-08-31",
    )
    assert findings == []


@pytest.mark.parametrize(
    ("row", "where", "code"),
    [
        ("20210231,G,1,1,1,m", "A2", "prices.bad_day"),
        ("yesterday,G,1,1,1,m", "A2", "prices.bad_day"),
        ("20210831,G,n/a,1,1,m", "C2", "prices.bad_number"),
        ("20210831,G,1,1.5,1,m", "D2", "prices.not_whole"),
        ("20210831,G,1,1,1.2.3,m", "E2", "prices.bad_number"),
        ("20210831,G,1,1,1.005,m", "E2", "prices.not_whole"),
        ("20210831,G,1,-1,1,m", "D2", "prices.not_whole"),
        ("20210831,G", "A2", "prices.short_row"),
    ],
)
def test_rows_that_are_left_out(tmp_path, row, where, code):
    prices, (finding,) = read(tmp_path, row)
    assert (prices, finding.where, finding.code) == ([], where, code)
    assert finding.message("zh")


def test_a_day_that_stands_twice(tmp_path):
    prices, (finding,) = read(tmp_path, "20210831,G,1,1,1,m", "20210831,G,2,2,2,m")
    assert (len(prices), prices[0].close_fen, finding.where) == (1, 100, "A3")


@pytest.mark.parametrize("name", ["missing.csv", "broken.csv.gz"])
def test_files_that_cannot_be_read(tmp_path, name):
    (tmp_path / "broken.csv.gz").write_bytes(b"not gzip")
    with pytest.raises(Problem):
        read_prices(tmp_path / name)
    with pytest.raises(Problem, match="no column close"):
        read(tmp_path, header="date,place,vol,amount,market\n")


def test_the_pilots_years_add_up_as_another_reader_has_them():
    path = shared("data/pilot_markets_daily_2014_2021_mit.csv.gz")
    prices, findings = read_prices(path)
    assert {f.code for f in findings} <= {"prices.bad_number", "prices.not_whole", "prices.twice"}
    expected, left_out = defaultdict(Decimal), 0
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            try:
                expected[row["market"], int(row["date"][:4])] += Decimal(row["amount"].strip())
            except InvalidOperation:
                left_out += 1
    found = defaultdict(int)
    for total in year_totals(prices):
        found[total.market, total.year] += total.value_fen
    assert left_out == len(findings)
    assert {k: Decimal(v) / 100 for k, v in found.items()} == expected
    assert found["beijing", 2014] == 6_239_876_820
