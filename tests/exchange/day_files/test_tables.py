"""Files of a day's market data say what the session's quotes say."""

import csv
from collections import defaultdict

import pytest
from pyarrow import parquet

from tanshi.core.finding import Problem
from tanshi.exchange.day_files.tables import BARS, COLUMNS, tables_of
from tanshi.exchange.day_files.writing import write
from tanshi.exchange.matching.plain import Plain
from tanshi.exchange.played import play
from tanshi.exchange.segments.writer import lots_of
from tests.exchange.day_files.made import segment

DATA = segment(7, "odd_blocks")
TABLES = tables_of(DATA, core="plain")


def rows(name):
    return [dict(zip(COLUMNS[name], row, strict=True)) for row in TABLES[name]]


def test_bars_of_any_length_add_up_to_the_sessions_quotes():
    quotes = play(DATA, "plain").quotes(lambda name, value, tonnes, before: value // tonnes if tonnes else before)
    assert all(quote.listed_t for quote in quotes)
    for quote in quotes:
        for seconds in BARS:
            of_it = [b for b in rows("bars") if (b["instrument"], b["seconds"]) == (quote.instrument, seconds)]
            listed = [b for b in of_it if b["way"] == "listing"]
            blocks = [b for b in of_it if b["way"] == "block"]
            assert (listed[0]["open_fen"], max(b["high_fen"] for b in listed), min(b["low_fen"] for b in listed)) == (
                quote.open_fen, quote.high_fen, quote.low_fen
            )  # fmt: skip
            assert sum(b["quantity_t"] for b in listed) == quote.listed_t
            assert sum(b["value_fen"] for b in listed) == quote.listed_fen
            assert sum(b["quantity_t"] for b in blocks) == quote.block_t
            assert sum(b["value_fen"] for b in blocks) == quote.block_fen
            assert sum(b["trades"] for b in of_it) == quote.trades


def test_a_bar_is_of_the_trades_that_fall_in_it():
    trades = defaultdict(list)
    for t in rows("trades"):
        trades[t["instrument"], t["way"], t["time_ns"] // (300 * 10**9) * 300 * 10**9].append(t)
    bars = [b for b in rows("bars") if b["seconds"] == 300]
    assert {(b["instrument"], b["way"], b["from_ns"]) for b in bars} == set(trades)
    for b in bars:
        mine = trades[b["instrument"], b["way"], b["from_ns"]]
        assert (b["open_fen"], b["last_fen"], b["trades"]) == (mine[0]["price_fen"], mine[-1]["price_fen"], len(mine))


def test_depth_is_what_the_core_showed_at_the_minute():
    at_ns = 14 * 3600 * 10**9
    core = Plain(play(DATA, "plain").opening)
    for lot in lots_of(DATA):
        if lot.time_ns >= at_ns:
            break
        core.lot(lot.messages, lot.time_ns)
    for side, name in enumerate(("buy", "sell")):
        shown = [
            (d["price_fen"], d["quantity_t"]) for d in rows("depth")
            if (d["time_ns"], d["instrument"], d["side"]) == (at_ns, "CEA24", name)
        ]  # fmt: skip
        assert shown == core.depth(0, side)
        assert shown
    assert {d["time_ns"] // (60 * 10**9) for d in rows("depth")} <= {*range(570, 690), *range(780, 900)}


def test_nobody_is_named():
    assert not {column for columns in COLUMNS.values() for column in columns} & {"seller", "buyer", "account", "order"}
    assert "suspect" not in str(TABLES)


def test_files_in_both_forms_have_the_same_rows(tmp_path):
    texts, frames = write(TABLES, tmp_path, "csv"), write(TABLES, tmp_path, "parquet")
    for name, table in TABLES.items():
        with texts[name].open(encoding="utf-8", newline="") as opened:
            head, *lines = csv.reader(opened)
        assert tuple(head) == COLUMNS[name]
        assert [tuple(map(str, row)) for row in table] == [tuple(line) for line in lines]
        assert [tuple(r.values()) for r in parquet.read_table(frames[name]).to_pylist()] == [tuple(r) for r in table]


def test_an_unknown_form_and_a_broken_record_are_refused(tmp_path):
    with pytest.raises(Problem):
        write(TABLES, tmp_path, "xls")
    with pytest.raises(Problem):
        tables_of(b"nothing")
    with pytest.raises(Problem):
        tables_of(DATA[:-40], core="plain")
