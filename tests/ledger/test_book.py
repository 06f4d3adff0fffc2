from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.ledger.book import LIMIT, Book, LedgerOutcome, Transfer


def run(table):
    """Run a table of `id debit credit amount -> outcome` on a fresh book; `EXISTS` etc. as in LedgerOutcome."""
    book = Book()
    book.open("issuance", overdraft=True)
    book.open("plant")
    book.open("trader")
    for line in filter(None, map(str.strip, table.splitlines())):
        request, _, expected = line.partition("->")
        id, debit, credit, amount = request.split()
        outcome = book.post(Transfer(id, debit, credit, "CEA22", int(amount)))
        assert outcome.name.lower().replace("_", " ") == expected.strip(), line
    return book


def test_transfers():
    book = run("""
        t1  issuance  plant      100   -> posted
        t1  issuance  plant      100   -> exists
        t1  issuance  plant      101   -> exists with other body
        t2  issuance  plant        0   -> amount not positive
        t2  issuance  plant       -5   -> amount not positive
        t2  issuance  plant 9007199254740992 -> amount too large
        t3  plant     plant        1   -> same account
        t4  nobody    plant        1   -> debit account not found
        t4  plant     nobody       1   -> credit account not found
        t5  plant     trader     101   -> exceeds balance
        t6  plant     trader     100   -> posted
        t7  plant     trader       1   -> exceeds balance
        t8  trader    issuance    40   -> posted
        t9  issuance  plant 9007199254740932 -> amount too large
        t9  issuance  plant 9007199254740931 -> posted
        t10 issuance  plant        1   -> amount too large
        t11 plant     issuance     1   -> posted
        t12 issuance  trader       1   -> posted
    """)
    assert book.balances == {
        ("issuance", "CEA22"): 1 - LIMIT, ("plant", "CEA22"): LIMIT - 62, ("trader", "CEA22"): 61
    }  # fmt: skip


def test_outcomes_are_checked_in_the_listed_order():
    book = Book()
    book.open("a")
    assert book.post(Transfer("t", "a", "a", "x", 0)) is LedgerOutcome.AMOUNT_NOT_POSITIVE
    assert book.post(Transfer("t", "no", "no", "x", LIMIT)) is LedgerOutcome.AMOUNT_TOO_LARGE
    assert book.post(Transfer("t", "no", "no", "x", 1)) is LedgerOutcome.DEBIT_ACCOUNT_NOT_FOUND


def test_judging_changes_nothing():
    book = Book()
    book.open("issuance", overdraft=True)
    book.open("plant")
    assert book.judge(Transfer("t", "issuance", "plant", "x", 5)) is LedgerOutcome.POSTED
    assert book.balances == {}


ACCOUNTS = ["issuance", "a", "b", "c", "nobody"]
transfers = st.builds(
    Transfer,
    id=st.sampled_from([f"t{n}" for n in range(12)]),
    debit=st.sampled_from(ACCOUNTS),
    credit=st.sampled_from(ACCOUNTS),
    instrument=st.sampled_from(["x", "y"]),
    amount=st.integers(-2, 30),
)


class PlainModel:
    """The same book, written as somebody would on one page."""

    def __init__(self):
        self.money, self.seen = {}, {}

    def post(self, t):
        if t.id in self.seen:
            return "EXISTS" if self.seen[t.id] == t else "EXISTS_WITH_OTHER_BODY"
        if t.amount <= 0:
            return "AMOUNT_NOT_POSITIVE"
        if t.debit == "nobody":
            return "DEBIT_ACCOUNT_NOT_FOUND"
        if t.credit == "nobody":
            return "CREDIT_ACCOUNT_NOT_FOUND"
        if t.debit == t.credit:
            return "SAME_ACCOUNT"
        if t.debit != "issuance" and self.money.get((t.debit, t.instrument), 0) < t.amount:
            return "EXCEEDS_BALANCE"
        self.seen[t.id] = t
        for account, sign in ((t.debit, -1), (t.credit, 1)):
            key = (account, t.instrument)
            self.money[key] = self.money.get(key, 0) + sign * t.amount
        return "POSTED"


@settings(max_examples=300)
@given(st.lists(transfers, max_size=40))
def test_random_transfers_agree_with_the_plain_model(commands):
    book, model = Book(), PlainModel()
    book.open("issuance", overdraft=True)
    for account in "abc":
        book.open(account)
    for transfer in commands:
        assert book.post(transfer).name == model.post(transfer)
        for instrument in "xy":
            assert sum(n for (_, i), n in book.balances.items() if i == instrument) == 0
        assert all(n >= 0 for (account, _), n in book.balances.items() if account != "issuance")
    assert book.balances == dict(sorted(model.money.items()))
