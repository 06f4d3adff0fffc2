"""Raw SQL against the books, past our program: an unbalanced, negative or edited state cannot be written."""

import contextlib
import sqlite3

import psycopg
import pytest

from tanshi.application.market import open_market
from tanshi.journal.writer import seeded_entropy
from tanshi.simulation.workload import Workload, opening


@pytest.fixture
def books(database, law, clock):
    """A connection of somebody who has the database's password, to books with some history."""
    market = open_market(database, law=law, clock=clock, entropy=seeded_entropy("guards"))
    market.execute(opening())
    work = Workload(4)
    for _ in range(20):
        group = [work.next() for _ in range(20)]
        for command, answer in zip(group, market.execute(group), strict=True):
            work.noticed(command, answer.done and not answer.exists)
    market.checkpoint()
    market.close()
    if database.startswith("postgresql"):
        with psycopg.connect(database, autocommit=True) as connection:
            yield Raw(connection.execute, psycopg.Error)
    else:
        connection = sqlite3.connect(database, isolation_level=None)
        yield Raw(connection.execute, sqlite3.Error)
        connection.close()


class Raw:
    def __init__(self, execute, error):
        self._execute = execute
        self.error = error

    def fetch(self, sql):
        return self._execute(sql).fetchall()

    def refuses(self, sql):
        with pytest.raises(self.error) as caught:
            self._execute(sql)
        return str(caught.value)


HOLDING = "account = (SELECT min(account) FROM registry_holding WHERE amount > 1 AND instrument <> 'CNY')"
LAST = "(SELECT max(number) FROM registry_transfer)"
A_FACT = "SELECT position + {step}, type, day, nonce, body, leaf FROM journal_fact WHERE position = 3"

EDITS = {
    "a unit more": f"UPDATE registry_holding SET amount = amount + 1 WHERE {HOLDING}",
    "a unit less": f"UPDATE registry_holding SET amount = amount - 1 WHERE {HOLDING}",
    "a holding below zero": f"UPDATE registry_holding SET amount = -1 WHERE {HOLDING}",
    "a movement more": f"UPDATE registry_holding SET moves = moves + 1 WHERE {HOLDING}",
    "a waymark of nothing": f"INSERT INTO registry_waymark SELECT 'H1/registration', 'CEA22', 1 + {LAST}, 3",
    "a waymark of somebody else": "INSERT INTO registry_waymark SELECT 'H9/registration', instrument, number, position "
    "FROM registry_transfer WHERE number = 2",
    "a waymark at another place": "INSERT INTO registry_waymark SELECT debit, instrument, number, position + 1 "
    "FROM registry_transfer WHERE number = 2",
    "leave to overdraw": f"UPDATE registry_holding SET overdraft = 1 WHERE {HOLDING}",
    "another holder": f"UPDATE registry_holding SET account = 'H9/registration' WHERE {HOLDING}",
    "a holding gone": f"DELETE FROM registry_holding WHERE {HOLDING}",
    "a holding from nowhere": "INSERT INTO registry_holding VALUES ('H1/registration', 'CEA30', 5, 0, 1, 1)",
    "a holding of a real transfer": "INSERT INTO registry_holding SELECT credit, 'CEA30', amount, 0, number, 1 "
    "FROM registry_transfer WHERE number = 1",
    "a transfer edited": "UPDATE registry_transfer SET amount = amount + 1 WHERE number = 2",
    "a transfer renamed": "UPDATE registry_transfer SET reference = 'x' WHERE number = 2",
    "a transfer gone": "DELETE FROM registry_transfer WHERE number = 2",
    "the last transfer gone": f"DELETE FROM registry_transfer WHERE number = {LAST}",
    "an account that may overdraw": "UPDATE registry_account SET overdraft = 1 WHERE id = 'H1/registration'",
    "an account of somebody else": "UPDATE registry_account SET holder = 'H2' WHERE id = 'H1/registration'",
    "an account gone": "DELETE FROM registry_account WHERE id = 'H1/registration'",
    "a fact edited": "UPDATE journal_fact SET day = '2020-01-01' WHERE position = 3",
    "a fact gone": "DELETE FROM journal_fact WHERE position = 3",
    "the last fact gone": "DELETE FROM journal_fact WHERE position = (SELECT max(position) FROM journal_fact)",
    "a fact with a gap": "INSERT INTO journal_fact " + A_FACT.format(step=1_000_000),
    "a fact before the first": "INSERT INTO journal_fact " + A_FACT.format(step=-10),
    "a command edited": "UPDATE journal_command SET outcome = 'x'",
    "a command gone": "DELETE FROM journal_command",
    "a checkpoint edited": "UPDATE journal_checkpoint SET size = 1",
    "a shorter head": "UPDATE journal_head SET size = size - 1",
    "a longer head": "UPDATE journal_head SET size = size + 1",
    "an earlier head": "UPDATE journal_head SET recorded_at = '2001-01-01T00:00:00Z'",
    "no head": "DELETE FROM journal_head",
    "two heads": "INSERT INTO journal_head VALUES (2, 0, '')",
}


@pytest.mark.parametrize("what", EDITS)
def test_raw_sql_is_refused(books, what):
    tables = ("registry_holding", "registry_transfer", "registry_account", "journal_fact", "journal_head")
    before = [sorted(map(repr, books.fetch(f"SELECT * FROM {name}"))) for name in tables]
    books.refuses(EDITS[what])
    assert [sorted(map(repr, books.fetch(f"SELECT * FROM {name}"))) for name in tables] == before


REPLACE = {
    "a holding as it was before": "registry_holding SELECT credit, instrument, credit_after, 0, number, 1 "
    "FROM registry_transfer t WHERE credit LIKE 'H%' AND EXISTS (SELECT 1 FROM registry_transfer u "
    "WHERE t.credit IN (u.debit, u.credit) AND u.instrument = t.instrument AND u.number > t.number) LIMIT 1",
    "a transfer": "registry_transfer SELECT number, position, day, kind, debit, credit, instrument, amount + 1, "
    "debit_after, credit_after, debit_before, credit_before, reference FROM registry_transfer WHERE number = 2",
    "an account": "registry_account SELECT id, kind, holder, 1 FROM registry_account WHERE overdraft = 0 LIMIT 1",
    "a fact": "journal_fact SELECT position, type, '2020-01-01', nonce, body, leaf FROM journal_fact LIMIT 1",
    "the head": "journal_head SELECT id, size - 1, recorded_at FROM journal_head",
    "a checkpoint": "journal_checkpoint SELECT size, peaks, root FROM journal_checkpoint",
    "a command": "journal_command SELECT organisation, id, actor, kind, sha256, 'x', first_position, facts, "
    "recorded_at FROM journal_command LIMIT 1",
}


@pytest.mark.parametrize("what", REPLACE)
def test_replacing_is_no_way_around(books, what):
    if books.error is not sqlite3.Error:
        pytest.skip("OR REPLACE is a word of SQLite")
    table = REPLACE[what].split()[0]
    before = books.fetch(f"SELECT * FROM {table}")
    books.refuses("INSERT OR REPLACE INTO " + REPLACE[what])
    assert books.fetch(f"SELECT * FROM {table}") == before


@pytest.mark.parametrize("way", ["OR IGNORE", "OR REPLACE", "OR FAIL"])
@pytest.mark.parametrize("what", ["a unit more", "a holding below zero", "a movement more", "another holder"])
def test_no_word_of_an_update_goes_around_a_guard(books, way, what):
    if books.error is not sqlite3.Error:
        pytest.skip("words of SQLite")
    before = books.fetch("SELECT * FROM registry_holding")
    with contextlib.suppress(sqlite3.Error):  # ignoring the row is as good as refusing it
        books._execute(EDITS[what].replace("UPDATE", f"UPDATE {way}", 1))
    assert books.fetch("SELECT * FROM registry_holding") == before


NEXT = f"1 + {LAST}, (SELECT size FROM journal_head), '2023-05-05', 'x'"
GIVER = "(SELECT amount FROM registry_holding WHERE account = '{giver}' AND instrument = 'CEA22')"


def transfer(books, *, giver, taker="H2/registration", amount=1, debit="-{amount}", credit="{amount}", start=NEXT,
             before=("{}", "{}")):  # fmt: skip
    """Insert a transfer of CEA22 by hand, each after-balance the old one and a given step."""
    after = "(SELECT coalesce(sum(amount), 0) {step} FROM registry_holding WHERE account = '{who}' {rest})"
    rest = "AND instrument = 'CEA22'"
    debit_after = after.format(step=debit.format(amount=amount), who=giver, rest=rest)
    credit_after = after.format(step="+" + credit.format(amount=amount), who=taker, rest=rest)
    last = "(SELECT coalesce(max(last_transfer), 0) FROM registry_holding WHERE account = '{who}' {rest})"
    debit_before, credit_before = (
        form.format(last.format(who=who, rest=rest)) for form, who in zip(before, (giver, taker), strict=True)
    )
    return (
        f"INSERT INTO registry_transfer SELECT {start}, '{giver}', '{taker}', 'CEA22', {amount}, "
        f"{debit_after}, {credit_after}, {debit_before}, {credit_before}, 'r'"
    )


@pytest.fixture
def giver(books):
    """A holder's account with some CEA22."""
    sql = "SELECT account FROM registry_holding WHERE instrument = 'CEA22' AND amount > 1 AND overdraft = 0"
    return sorted(account for (account,) in books.fetch(sql) if not account.startswith("H2"))[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"debit": "-{amount}+1"},
        {"credit": "{amount}+1"},
        {"credit": "{amount}-1"},
        {"debit": "-{amount}-1"},
        {"amount": 0},
        {"amount": -1, "debit": "-({amount})"},
        {"amount": 10**12},
        {"taker": "H9/registration"},
        {"start": f"2 + {LAST}, (SELECT size FROM journal_head), '2023-05-05', 'x'"},
        {"start": f"{LAST}, (SELECT size FROM journal_head), '2023-05-05', 'x'"},
        {"before": ("{} - 1", "{}")},
        {"before": ("{}", "{} + 1")},
        {"before": ("0", "{}")},
        {"start": f"1 + {LAST}, 3, '2023-05-05', 'x'"},
    ],
    ids=str,
)
def test_a_transfer_that_does_not_follow_is_refused(books, giver, wrong):
    before = books.fetch("SELECT * FROM registry_holding")
    insert = transfer(books, giver=giver, **wrong)
    books.refuses(insert)
    books.refuses(transfer(books, giver=giver, taker=giver))
    if books.error is sqlite3.Error:
        for way in ("OR IGNORE", "OR REPLACE"):
            with contextlib.suppress(sqlite3.Error):  # ignoring the row is as good as refusing it
                books._execute(insert.replace("INSERT", f"INSERT {way}", 1))
    assert books.fetch("SELECT * FROM registry_holding") == before


def test_a_transfer_that_follows_moves_both_holdings(books, giver):
    """What the guards let through is balanced: an honest row by hand posts both sides; holdings begin with nothing."""
    if books.error is sqlite3.Error:  # PostgreSQL's guard begins them itself
        books._execute(
            "INSERT INTO registry_holding SELECT id, 'CEA22', 0, 0, 0, 0 FROM registry_account AS a WHERE id ="
            " 'H2/registration' AND NOT EXISTS (SELECT 1 FROM registry_holding WHERE account = a.id"
            " AND instrument = 'CEA22')"
        )
    held = dict(books.fetch("SELECT account, amount FROM registry_holding WHERE instrument = 'CEA22'"))
    books._execute(transfer(books, giver=giver))
    now = dict(books.fetch("SELECT account, amount FROM registry_holding WHERE instrument = 'CEA22'"))
    assert now == {**held, giver: held[giver] - 1, "H2/registration": held.get("H2/registration", 0) + 1}
    assert sum(now.values()) == 0
