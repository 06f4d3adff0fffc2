"""What an exchange that is apart knows of the registry when it judges auctions: what it was told."""

from tanshi.application.institutions.checks import ToldAccounts, ToldBooks
from tanshi.application.institutions.tables import NoticeRow
from tanshi.journal.canonical import canonical
from tanshi.registry.applications import HolderAdmitted
from tanshi.registry.auction_offers import AuctionFreed, AuctionSetAside
from tanshi.registry.closing import HolderClosed
from tanshi.registry.events import AccountOpened
from tanshi.registry.products import InstrumentListed


class Notices:
    """Rows that hold notices alone."""

    def __init__(self):
        self._rows = {}

    def get(self, kind, key):
        assert kind is NoticeRow
        return self._rows.get(key)

    def tell(self, type, about, day="2026-11-20", **body):
        self._rows[type, about] = NoticeRow(type, about, "registry", 1, day, canonical(body).decode())


def test_an_account_is_open_that_was_told_admitted_or_opened_by_the_list_and_not_closed():
    rows = Notices()
    rows.tell(AccountOpened.type, "H1", holder="H1")
    rows.tell(HolderAdmitted.type, "H2", holder="H2", kind="organisation")
    rows.tell(AccountOpened.type, "H3", holder="H3")
    rows.tell(HolderClosed.type, "H3", holder="H3")
    assert [ToldAccounts().kind(name, rows) for name in ("H1", "H2", "H3", "H4")] == ["entity", "organisation", "", ""]


def test_a_product_is_what_was_told_while_its_approval_stands():
    rows = Notices()
    rows.tell(InstrumentListed.type, "CEA22", kind="allowance", valid_from="2023-01-01", valid_until="2026-11-30")
    found = [
        ToldBooks().product("CEA22", day, rows) for day in ("2022-12-31", "2023-01-01", "2026-11-30", "2026-12-01")
    ]
    assert found == ["", "allowance", "allowance", ""]
    assert ToldBooks().product("CEA23", "2026-11-20", rows) == ""


def test_an_offer_is_all_that_was_set_aside_until_it_is_freed():
    rows = Notices()
    assert ToldBooks().offered(1, "H1", rows) == (0, "")
    rows.tell(AuctionSetAside.type, "H1/1", day="2026-11-19", total=100_000)
    rows.tell(AuctionSetAside.type, "H1/1", day="2026-11-20", total=120_000)
    assert ToldBooks().offered(1, "H1", rows) == (120_000, "2026-11-20")
    assert ToldBooks().offered(2, "H1", rows) == (0, "")
    rows.tell(AuctionFreed.type, "H1/1", amount=120_000)
    assert ToldBooks().offered(1, "H1", rows) == (0, "")
