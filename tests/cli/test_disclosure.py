"""A season of two years by the real commands: turnover by vintage, bulletins, disclosure, files with their schema."""

import csv
import json
import sqlite3
from fractions import Fraction
from pathlib import Path

import pytest

from tanshi.cli.bulletin import run_bulletin
from tanshi.cli.disclose import run_disclose
from tanshi.core.exact import show
from tanshi.core.finding import Problem
from tests.cli.process import tanshi
from tests.disclosure.validation import validated


@pytest.fixture(scope="module")
def season(tmp_path_factory, small_roster):
    """Two years of the small roster that share a season: what the command printed, and its folder."""
    folder = tmp_path_factory.mktemp("season")
    done = tanshi("year", "2021", "2022", "--units", small_roster, "--db", "season.db", cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout, folder


@pytest.fixture
def asked(season, capsys):
    """Ask for a bulletin as JSON, in this process."""

    def ask(kind, which=""):
        run_bulletin(kind, which, str(season[1] / "season.db"), None, as_json=True)
        return json.loads(capsys.readouterr().out)

    return ask


def trades(folder, by, condition="1 = 1"):
    """Return tonnes and fen of the settled trades by columns."""
    with sqlite3.connect(folder / "season.db") as db:
        rows = db.execute(
            f"SELECT {by}, SUM(quantity_t), SUM(quantity_t * price_fen) FROM registry_trade WHERE {condition}"
            f" GROUP BY {by} ORDER BY {by}"
        ).fetchall()
    db.close()
    return rows


def cny(fen):
    return show(Fraction(fen, 100), 2)


def test_turnover_by_vintage_is_printed_as_the_books_have_it(season):
    printed, folder = season
    rows = trades(folder, "instrument")
    assert [name for name, _, _ in rows] == ["CEA21", "CEA22"]
    table = printed.partition("Market by vintage\n")[2] or printed.partition("Market by vintage")[2]
    lines = [line.split() for line in table.splitlines()]
    with sqlite3.connect(folder / "season.db") as db:
        closes = dict(
            db.execute("SELECT instrument, close_fen FROM exchange_quote ORDER BY day").fetchall()
        )  # the last day of each stays
    db.close()
    for name, tonnes, fen in rows:
        mean = show(Fraction(fen, 100 * tonnes), 2)
        assert [name, f"{tonnes:,}", cny(fen), mean, cny(closes[name])] in lines[:6]


def test_files_of_both_years_are_as_their_schema_says(season):
    _, folder = season
    found = validated(folder / "season-results" / "datapackage.json")
    assert {"nation_2021.csv", "nation_2022.csv", "turnover_2022.csv", "bulletins_2021.csv"} <= set(found)
    listed = {(r["instrument"], r["way"]): (r["traded_t"], r["value_cny"]) for r in found["turnover_2022.csv"]}
    for instrument, way, tonnes, fen in trades(folder, "instrument, method"):
        assert listed[instrument, way] == (tonnes, Fraction(fen, 100))


def test_a_bulletin_tells_vintages_ways_and_the_composite(season, asked):
    _, folder = season
    month = asked("month", "2023-11")
    days = "session LIKE '2023-11-%'"
    ((listed, listed_fen),) = [r[1:] for r in trades(folder, "method", days) if r[0] == "listing"]
    (way, _) = month["ways"]
    assert (way["traded_t"], way["value_cny"]) == (listed, cny(listed_fen))
    assert [v["instrument"] for v in month["vintages"]] == ["CEA21", "CEA22"]
    assert (
        month["traded_t"] == sum(v["traded_t"] for v in month["vintages"]) == sum(w["traded_t"] for w in month["ways"])
    )
    assert month["cumulated_t"] == sum(r[1] for r in trades(folder, "instrument", "session <= '2023-11-30'"))
    assert isinstance(month["position"], int)


def test_the_composite_opens_with_the_first_listing_trade_of_any_vintage(season, asked):
    _, folder = season
    with sqlite3.connect(folder / "season.db") as db:
        ((day, price),) = db.execute(
            "SELECT session, price_fen FROM registry_trade WHERE method = 'listing' ORDER BY session, number LIMIT 1"
        ).fetchall()
    db.close()
    assert asked("day", day)["open"] == cny(price)


def test_the_last_bulletin_is_given_where_none_is_named(asked):
    assert asked("year")["which"] == "2023"
    assert asked("day")["first_day"] == "2023-12-29"


def test_a_bulletin_is_written_as_a_file(season, tmp_path):
    _, folder = season
    done = tanshi(
        "bulletin", "week", "2023-W44", "--db", "season.db", "--out", tmp_path / "b.csv", cwd=folder, lang="zh"
    )
    assert done.returncode == 0, done.stderr
    assert "行情快报 2023-W44" in done.stdout
    with (tmp_path / "b.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [(r["kind"], r["which"], r["instrument"]) for r in rows] == [
        ("week", "2023-W44", name) for name in ("all", "CEA21", "CEA22")
    ]


def test_a_bulletin_is_written_as_a_paper_and_published_once(season, tmp_path):
    _, folder = season
    (tmp_path / "season.db").write_bytes((folder / "season.db").read_bytes())
    asked = ("exchange", "bulletin", "year", "2023", "--db", "season.db")
    for out in ("b.xlsx", "b.pdf"):
        done = tanshi(*asked, "--out", out, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    published = [tanshi(*asked, "--publish", "--as", "exchange/1", "--json", cwd=tmp_path) for _ in range(2)]
    assert [p.returncode for p in published] == [0, 0], published[0].stderr
    first, again = (json.loads(p.stdout) for p in published)
    assert first == again
    assert (first["number"], first["which"]) == (1, "2023")
    other = ("exchange", "bulletin", "month", "2023-12", "--db", "season.db", "--publish")
    refused = [tanshi(*other, *who, cwd=tmp_path) for who in (("--as", "H1/1"), ())]
    assert [p.returncode for p in refused] == [2, 2]
    assert "exchange.announce" in refused[0].stderr


def test_disclosure_prints_all_years(season):
    _, folder = season
    done = tanshi("disclose", "--db", "season.db", cwd=folder)
    assert done.returncode == 0, done.stderr
    for title in ("Compliance years", "Disclosure of 2021", "Disclosure of 2022", "Compliance by count and by tonnes"):
        assert title in done.stdout


def test_disclosure_writes_tables_schema_and_charts(season, tmp_path, capsys):
    run_disclose(["2021"], str(season[1] / "season.db"), tmp_path / "public", as_json=True)
    found = json.loads(capsys.readouterr().out)
    (year,) = found["periods"]
    assert {f.name for f in map(Path, found["files"])} == {f.name for f in (tmp_path / "public").iterdir()}
    assert {"map_2021.png", "gaps_2021.png", "market_2021.png"} <= {f.name for f in (tmp_path / "public").iterdir()}
    assert len(validated(tmp_path / "public" / "datapackage.json")) == 15
    assert year["period"] == "2021"
    assert year["compliance"][0]["entities"] == year["nation"][0]["entities"]


@pytest.mark.parametrize(
    ("kind", "which", "out", "code"),
    [
        ("quarter", "", None, "bulletin.bad_kind"),
        ("week", "2023-44", None, "bulletin.bad_span"),
        ("day", "2023-10-01", None, "bulletin.no_day"),
        ("day", "", Path("no/such/folder.csv"), "output.cannot_write"),
        ("day", "", Path("bulletin.doc"), "bulletin.bad_form"),
    ],
)
def test_a_bulletin_that_cannot_be_given_is_told(season, kind, which, out, code):
    with pytest.raises(Problem) as told:
        run_bulletin(kind, which, str(season[1] / "season.db"), out, as_json=True)
    assert told.value.findings[0].code == code


def test_years_that_are_not_in_the_books_are_told(season):
    with pytest.raises(Problem) as told:
        run_disclose(["2019-2020"], str(season[1] / "season.db"), None, as_json=True)
    assert told.value.findings[0].params["known"] == "2021, 2022"
