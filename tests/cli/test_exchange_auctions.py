"""`tanshi exchange auctions` by its real command, on the auctions of the corpus."""

import json
from pathlib import Path

import pytest

from tanshi.application import moving
from tanshi.core.progress import Progress
from tests.cli.process import tanshi

BACKUP = Path(__file__).parents[1] / "data" / "corpus" / "2026-11-auctions" / "auctions.backup"


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    made = tmp_path_factory.mktemp("auctions") / "market.db"
    moving.restore_backup(BACKUP, str(made), None, Progress())
    return made


def test_all_auctions_are_listed_with_what_became_of_them(books):
    found = json.loads(tanshi("exchange", "auctions", "--db", books, "--json").stdout)
    assert [(a["number"], a["state"]) for a in found["auctions"]] == [
        (1, "partly_sold"), (2, "withdrawn"), (3, "refused"), (4, "lapsed"), (5, "called_off"), (6, "partly_sold"),
        (7, "applied"),
    ]  # fmt: skip
    shown = tanshi("exchange", "auctions", "--db", books).stdout
    assert "counts as withdrawn" in shown
    assert "6400000.00" in shown


def test_one_auction_whose_book_is_some_other_file_has_no_bids(books):
    found = json.loads(tanshi("exchange", "auctions", "1", "--db", books, "--json").stdout)
    assert ([b["holder"] for b in found["bidders"]], found["bids"]) == (["H2", "H3"], [])


def test_there_is_no_such_auction(books):
    done = tanshi("exchange", "auctions", "77", "--db", books)
    assert (done.returncode, "There is no auction 77" in done.stderr) == (2, True)
