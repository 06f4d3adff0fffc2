"""The transfers of an account, followed back, are those that a scan of all of them finds."""

import pytest

from tanshi.registry import events
from tanshi.registry.chain import back, of_accounts
from tanshi.registry.tables import TransferRow
from tanshi.simulation.workload import Workload, opening


@pytest.fixture
def books(market, monkeypatch):
    """A view of books with many waymarks, and all their transfers."""
    monkeypatch.setattr(events, "SPACING", 3)
    market.execute(opening())
    work = Workload(8)
    for _ in range(12):
        group = [work.next() for _ in range(30)]
        for command, answer in zip(group, market.execute(group), strict=True):
            work.noticed(command, answer.done and not answer.exists)
    with market.view() as view:
        yield view, [TransferRow(*row) for row in view.fetch(TransferRow.__table__.select_sql())]


def scanned(every, account, instrument):
    return [t for t in reversed(every) if account in (t.debit, t.credit) and t.instrument == instrument]


def test_a_chain_is_what_a_scan_finds(books):
    view, every = books
    size = view.head().size
    keys = sorted({(account, t.instrument) for t in every for account in (t.debit, t.credit)})
    assert max(len(scanned(every, *key)) for key in keys) > 9
    for n, key in enumerate(keys):
        all_of_it = scanned(every, *key)
        assert back(view, *key) == all_of_it
        for after, upto in ((-1, n % size), (n, size // 2), (size // 3, size), (size, size), (n, n), (5, 2)):
            due = [t for t in all_of_it if after < t.position <= upto]
            assert back(view, *key, after=after, upto=upto) == due
            assert back(view, *key, after=after, upto=upto, most=2) == due[:2]
    assert back(view, "H1/registration", "CEA99") == back(view, "nobody", "CEA22") == []

    own = sorted(account for account, _ in keys if account.startswith("H"))
    due = [(a, t) for t in reversed(every) for a in (t.debit, t.credit) if a in own]
    assert of_accounts(view, set(own)) == due
    assert any(t.debit in own and t.credit in own for _, t in due)
    assert of_accounts(view, ["nobody"]) == []
