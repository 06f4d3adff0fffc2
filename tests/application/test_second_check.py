"""The second check: silent on a clean market, and every kind of error is named with table and key."""

import ast
import json
import shutil
import sqlite3
from collections import Counter
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from tools.corpus import (
    activity,
    acts,
    auctions,
    carried,
    ccer,
    clerk_reports,
    corrections,
    exchange_day,
    factors,
    mrv_round,
    offset,
    recovered,
    requests,
    revised,
    verification,
    voluntary,
)
from tools.mutations import build_workload, build_year

import tanshi.application.second_check as package
from tanshi.application.assembly import OPERATIONAL, TABLES, fact_types
from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.application.second_check.check import LISTED, SCHEMA
from tanshi.application.second_check.facts import FactRelation, fact_relations, relation_sql
from tanshi.application.second_check.statements import checked_tables, statements
from tanshi.application.second_check.tree import Tree
from tanshi.compliance.offsets import TABLES as OFFSETS
from tanshi.journal import merkle, schema
from tanshi.journal.command import Command
from tanshi.journal.open import open_engine
from tanshi.registry.tables import SPACING
from tanshi.simulation.workload import opening
from tanshi.supervision.cases import TABLES as CASES
from tanshi.voluntary.market import TABLES as VOLUNTARY

SPECS = {kind.__table__.name: kind.__table__ for kind in TABLES if kind not in OPERATIONAL}

#: Not compared as a set of rows: the facts themselves, and what is checked in a way of its own.
BY_ITSELF = {"journal_fact", "journal_checkpoint", "journal_evidence", "journal_meta"}

#: A national market has no rows of it; tests/application/test_local_market.py checks one that has.
OF_LOCAL_MARKETS = {"participants_sector_move"}

#: Institutions that share a database tell each other nothing; tests/application/institutions has those that do not.
OF_APART = {"institutions_self", "institutions_peer", "institutions_message", "institutions_notice"}

#: Acts on holdings that the year of the other tables has none of.
OF_ACTS = {
    "registry_freeze", "registry_pledge", "registry_cancellation", "registry_certificate",
    "registry_reversal", "compliance_reversal", "registry_surrender_for",
}  # fmt: skip


def marked(folder):
    """Return a database with an account that moved so often that its way is marked."""
    path = folder / "marked.db"
    market = open_market(str(path))
    item = {"holder": "H1", "instrument": "CEA22", "amount_t": 1, "ground": "order", "instruction": "i"}
    issue = Command("i", "registry", "registry/1", "registry.issue", [item] * SPACING, "registry/2")
    assert all(answer.done for answer in market.execute([*opening(), issue]))
    market.close()
    return path


#: Tables of which that year has no rows either, and what makes a database with some.
OF_SAMPLES = {
    "registry_session_request": requests,
    "exchange_request": requests,
    "registry_void_trade": requests,
    "registry_carry_over": carried,
    "registry_recovery": recovered,
    "registry_waymark": marked,
    "mrv_emission_correction": corrections,
    "mrv_proposed_change": corrections,
    "rulemaking_factor": factors,
    "rulemaking_factor_test": factors,
    **dict.fromkeys((t.__table__.name for t in VOLUNTARY), voluntary),
    **dict.fromkeys((t.__table__.name for t in OFFSETS), offset),
    "compliance_filed_offset": ccer,
    **dict.fromkeys((t.__table__.name for t in CASES), revised),
    "allocation_deduction_lift": revised,
    "voluntary_order_withdrawn": revised,
    **dict.fromkeys(
        (
            "mrv_laboratory_report", "mrv_laboratory_value", "mrv_control_plan", "mrv_planned_figure",
            "mrv_planned_meter", "mrv_planned_person", "mrv_calibration", "mrv_supervision", "mrv_correction",
            "mrv_body", "mrv_practitioner", "mrv_contract", "mrv_score",
        ),
        mrv_round,
    ),
    **dict.fromkeys(
        (
            "mrv_activity", "mrv_activity_figure", "mrv_source", "mrv_total", "mrv_publication", "mrv_published_item",
            "mrv_activity_correction", "mrv_laboratory_stream",
        ),
        activity,
    ),
    **dict.fromkeys(
        (
            "mrv_tie", "mrv_verification", "mrv_verifier", "mrv_sample", "mrv_clause", "mrv_finding",
            "mrv_finding_answer", "mrv_internal_review", "mrv_verification_objection", "mrv_verification_look",
        ),
        verification,
    ),
    **dict.fromkeys(
        (
            "exchange_auction", "exchange_auction_paper", "exchange_bidder", "registry_auction_offer",
            "registry_paid_allocation", "registry_paid_issue",
        ),
        auctions,
    ),
    **dict.fromkeys(
        (
            "exchange_announcement", "exchange_check", "exchange_counter", "exchange_day", "exchange_interruption",
            "exchange_alert", "exchange_explanation",
            "exchange_participant", "exchange_error_trade", "exchange_participant_paper", "exchange_warning",
        ),
        exchange_day,
    ),
    **dict.fromkeys(
        (
            "registry_trade_fee", "registry_charged_session", "exchange_large_holder", "exchange_reserve",
            "exchange_incident_step",
        ),
        clerk_reports,
    ),
}  # fmt: skip

ISSUING, GONE, BANK = "system/issuance", "system/surrendered", "system/bank"


class Books:
    """A SQLite database with its guards off, to be changed by hand and checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            self._db.execute(f"DROP TRIGGER {name}")
        self._db.execute("PRAGMA ignore_check_constraints = ON")

    def run(self, sql, *values):
        assert self._db.execute(sql, values).rowcount != 0, f"{sql} changed nothing"

    def one(self, sql, *values):
        return self._db.execute(sql, values).fetchone()

    def position(self, type_name, nth=0):
        sql = "SELECT position FROM journal_fact WHERE type = ? ORDER BY position LIMIT 1 OFFSET ?"
        return self.one(sql, type_name, nth)[0]

    def forge(self, position, edit):
        """Rewrite a fact's body and its leaf, as somebody can who has the program."""
        name, day, nonce, body = self.one(
            "SELECT type, day, nonce, body FROM journal_fact WHERE position = ?", position
        )
        other = edit(body)
        leaf = merkle.leaf_hash(merkle.leaf_data(name, position, day, nonce, other))
        self.run("UPDATE journal_fact SET body = ?, leaf = ? WHERE position = ?", other, leaf, position)

    def result(self, **options):
        engine = open_engine(str(self.path), write=False)
        found = second_check(engine, **options)
        engine.close()
        return found

    def check(self, **options):
        """Return the differences the second check finds."""
        return self.result(**options).differences

    def named(self, **options):
        return {(d.table, d.key) for d in self.check(**options)}

    def close(self):
        self._db.close()


def edited(part, **members):
    """Return an edit of a body that sets members of its act or its data."""

    def edit(body):
        envelope = json.loads(body)
        envelope[part] |= members
        return json.dumps(envelope, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()

    return edit


@pytest.fixture(scope="module")
def built(once):
    """The folder of the two markets of which copies are changed: `workload.db` and `year.db`."""

    def fill(folder):
        build_workload(str(folder / "workload.db"))
        build_year(str(folder / "year.db"))

    return once("changed", fill)


def copied(built, name, folder):
    with sqlite3.connect(built / name) as source, sqlite3.connect(folder / name) as target:
        source.backup(target)
    source.close()
    target.close()
    shutil.copytree(built / f"{name}.evidence", folder / f"{name}.evidence")
    return Books(folder / name)


@pytest.fixture
def books(built, tmp_path):
    opened = copied(built, "workload.db", tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def acted(once):
    """The folder of a market with one of every act on holdings: `acts.db`."""
    return once("acts", acts)


@pytest.fixture
def acts_books(acted, tmp_path):
    opened = copied(acted, "acts.db", tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def year_books(built, tmp_path):
    opened = copied(built, "year.db", tmp_path)
    yield opened
    opened.close()


# what it covers


def test_every_column_of_every_table_is_compared():
    covered = checked_tables()
    assert set(covered) | BY_ITSELF == set(SPECS)
    for statement in statements().tables:
        assert set(statement.columns) == set(SPECS[statement.table].column_names), statement.table
        assert statement.key == SPECS[statement.table].key


def test_every_type_of_fact_is_read():
    assert {relation.type for relation in fact_relations().values()} - {""} == set(fact_types().names())


def test_it_was_written_for_the_tables_of_this_schema():
    assert str(schema.SCHEMA) == SCHEMA


def test_it_shares_no_code_with_what_it_checks():
    allowed = ("tanshi.application.second_check", "tanshi.core.", "tanshi.journal.engine")
    for file in Path(package.__file__).parent.glob("*.py"):
        imports = [
            n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.Import | ast.ImportFrom)
        ]
        named = [n.module or "" if isinstance(n, ast.ImportFrom) else n.names[0].name for n in imports]
        ours = [name for name in named if name.startswith("tanshi")]
        assert [name for name in ours if not name.startswith(allowed)] == [], file.name


# clean markets


@pytest.mark.parametrize("name", ["workload.db", "year.db"])
def test_a_clean_market_has_no_difference(built, name):
    market = open_market(str(built / name), write=False)
    found, audit = second_check(market.engine), market.audit()
    market.close()
    assert found.ok, found.differences[:3]
    assert (found.facts, found.root, found.more) == (audit.facts, audit.root, 0)
    assert all(i.issued == i.accounted for i in found.instruments)


def test_a_clean_year_on_postgresql_has_no_difference_and_the_same_units(built, pg_url):
    build_year(pg_url)
    here, there = open_market(str(built / "year.db"), write=False), open_market(pg_url, write=False)
    found, other = second_check(there.engine), second_check(here.engine)
    here.close()
    there.close()
    assert found.ok, found.differences[:3]
    assert (found.root, found.instruments) == (other.root, other.instruments)


def test_an_empty_market_has_no_difference(market):
    found = second_check(market.engine)
    assert found.ok, found.differences
    assert (found.facts, found.root, found.instruments) == (0, sha256(b"").hexdigest(), [])


def test_a_journal_written_by_hand(market):
    """P is issued 100 and gives 30 back, takes 20 to trading, sells 3 at 50 fen to Q and surrenders 5."""
    own = {"instrument": "CEA22", "ground": "settle_up", "instruction": "i", "account": "P/r"}
    moved = {"instrument": "CEA22", "registration": "P/r", "trading": "P/t"}
    trade = {"instrument": "CEA22", "session": "s", "number": 1, "method": "listing", "price_fen": 50, "quantity_t": 3}
    facts = [
        ("opened", {"system_accounts": [ISSUING, GONE, BANK], "overdraft_accounts": [ISSUING, BANK]}),
        ("instrument_listed", {"instrument": "CNY", "kind": "cash", "unit": "fen", "approved_by": "registry"}),
        ("instrument_listed", {"instrument": "CEA22", "kind": "allowance", "unit": "t", "approved_by": "plan"}),
        ("account_opened", {"holder": "P", "registration": "P/r", "trading": "P/t"}),
        ("account_opened", {"holder": "Q", "registration": "Q/r", "trading": "Q/t"}),
        ("issued", {**own, "amount_t": 100}),
        ("taken_back", {**own, "amount_t": 30}),
        ("trading_funded", {**moved, "amount_t": 20}),
        ("trading_returned", {**moved, "amount_t": 1}),
        ("cash_deposited", {"account": "Q/t", "amount_fen": 700, "reference": "r"}),
        ("trade_settled", {**trade, "seller": "P", "buyer": "Q", "seller_account": "P/t", "buyer_account": "Q/t"}),
        ("cash_withdrawn", {"account": "Q/t", "amount_fen": 200, "reference": "r"}),
        ("surrendered", {"instrument": "CEA22", "account": "P/r", "holder": "P", "amount_t": 5, "period": "2022"}),
    ]
    rows = []
    for position, (name, data) in enumerate(facts):
        body, nonce, type_name = json.dumps({"data": data}).encode(), bytes(32), f"registry.{name}/1"
        leaf = merkle.leaf_hash(merkle.leaf_data(type_name, position, "2023-01-02", nonce, body))
        rows.append((position, type_name, "2023-01-02", nonce, body, leaf))
    with market.engine.aside() as writes:
        writes.insert(SPECS["journal_fact"], rows)
    found = second_check(market.engine)
    due = {d.key: d.expected for d in found.differences if d.table == "registry_holding" and d.found == "no row"}
    amounts = {key: text.split("amount=")[1].split(",")[0] for key, text in due.items()}
    assert amounts == {
        "system/issuance/CEA22": "-70", "system/surrendered/CEA22": "5", "P/r/CEA22": "46", "P/t/CEA22": "16",
        "Q/t/CEA22": "3", "system/bank/CNY": "-500", "Q/t/CNY": "350", "P/t/CNY": "150",
    }  # fmt: skip
    cash, allowances = sorted(found.instruments, key=lambda i: i.kind, reverse=True)
    assert (allowances.issued, allowances.recovered, allowances.surrendered) == (100, 30, 5)
    assert (allowances.held_registration, allowances.held_trading) == (46, 19)
    assert (cash.issued, cash.recovered, cash.held_trading, cash.held_registration) == (700, 200, 500, 0)
    last = next(d.expected for d in found.differences if (d.table, d.key) == ("registry_transfer", "7"))
    assert "kind='trade_payment', debit='Q/t', credit='P/t', instrument='CNY', amount=150" in last
    assert "debit_after=550, credit_after=150, debit_before=5, credit_before=0, reference='s/1'" in last


ORDER = FactRelation(
    name="order", type="test.ordered/1", at="data", text=("who",), whole=("number",), flag=("urgent",),
    day_of=("at",), each="lines", item="", item_text=("good",), item_whole=("weight",),
    item_figure=("pieces",), latest=(),
)  # fmt: skip


def test_both_databases_read_the_same_from_a_body(market):
    """Elements counted, days in China, figures in text; a value of another kind is null."""
    lines = [{"good": "coal", "pieces": "12"}, {"pieces": "-3"}, {"good": None, "pieces": "1x"}, "no line"]
    data = {"who": "a", "number": 7, "urgent": True, "at": "2022-12-31T16:00:00.000Z"}
    body = json.dumps({"data": {**data, "lines": lines}}).encode()
    with market.engine.aside() as writes:
        writes.insert(SPECS["journal_fact"], [(0, ORDER.type, "2023-01-02", bytes(32), body, bytes(32))])
    columns = "legal_day, at_day, urgent, n, good, pieces_figure"
    sql = f"SELECT {columns} FROM ({relation_sql(ORDER, market.engine.dialect, ())}) AS lines ORDER BY n"
    with market.view() as view:
        rows = [tuple(v if isinstance(v, str | None) else int(v) for v in row) for row in view.fetch(sql)]
    same = ("2023-01-02", "2023-01-01", 1)
    assert rows == [(*same, 1, "coal", 12), (*same, 2, None, -3), (*same, 3, None, None), (*same, 4, None, None)]


# tables


def test_a_tonne_too_many_is_named_by_account_and_by_instrument(books):
    account, instrument = books.one(
        "SELECT account, instrument FROM registry_holding WHERE account LIKE 'H%/registration' LIMIT 1"
    )
    held = f"account = '{account}' AND instrument = '{instrument}'"
    books.run(f"UPDATE registry_holding SET amount = amount + 1 WHERE {held}")
    found = {d.key: d for d in books.check()}
    key = f"{account}/{instrument}"
    assert {key, instrument} == set(found)
    assert found[key].table == found[instrument].table == "registry_holding"
    due = int(found[key].expected.removeprefix("amount="))
    assert found[key].found == f"amount={due + 1}"


@pytest.mark.parametrize(
    ("sql", "table", "key"),
    [
        ("UPDATE registry_transfer SET debit_after = debit_after + 1 WHERE number = 5", "registry_transfer", "5"),
        ("UPDATE registry_account SET holder = 'H2' WHERE id = 'H1/trading'", "registry_account", "H1/trading"),
        ("UPDATE registry_account SET overdraft = 1 WHERE id = 'H1/trading'", "registry_account", "H1/trading"),
        ("UPDATE registry_instrument SET unit = 'kt' WHERE id = 'CEA22'", "registry_instrument", "CEA22"),
        ("UPDATE registry_book SET transfers = transfers - 1", "registry_book", "1"),
        ("DELETE FROM participants_actor WHERE id = 'H1/1'", "participants_actor", "H1/1"),
        ("UPDATE participants_market SET origin = 'x'", "participants_market", "1"),
        ("UPDATE participants_entity SET name_en = 'h1' WHERE id = 'H1'", "participants_entity", "H1"),
        ("UPDATE journal_command SET actor = 'mee/2' WHERE id = 'open'", "journal_command", "registry/open"),
        ("UPDATE journal_command SET facts = facts + 1 WHERE id = 'open'", "journal_command", "registry/open"),
        ("DELETE FROM journal_command WHERE id = 'open'", "journal_command", "registry/open"),
        ("UPDATE journal_day SET last_position = 1 WHERE day = '2022-01-05'", "journal_day", "2022-01-05"),
        ("DELETE FROM journal_day WHERE day = '2022-01-05'", "journal_day", "2022-01-05"),
        ("UPDATE journal_head SET size = size - 1", "journal_head", "1"),
        ("UPDATE journal_head SET recorded_at = '2022-01-01T00:00:00.000Z'", "journal_head", "1"),
        ("DELETE FROM journal_head", "journal_head", "1"),
        ("INSERT INTO journal_head VALUES (2, 0, '')", "journal_head", "2"),
        ("DELETE FROM journal_fact_type WHERE type = 'registry.opened/1'", "journal_fact_type", "registry.opened/1"),
        ("UPDATE journal_run SET state = 'closed' WHERE id = 'kept/3'", "journal_run", "kept/3"),
        ("UPDATE journal_meta SET value = 'cm' WHERE name = 'jurisdiction'", "journal_meta", "jurisdiction"),
        ("DELETE FROM journal_meta WHERE name = 'created_by'", "journal_meta", "created_by"),
        ("UPDATE journal_meta SET value = 'another' WHERE name = 'created_by'", "journal_meta", "created_by"),
        ("INSERT INTO journal_meta VALUES ('note', 'x')", "journal_meta", "note"),
    ],
)
def test_one_changed_value_is_named_and_nothing_else(books, sql, table, key):
    books.run(sql)
    assert books.named() == {(table, key)}


#: Tables of the year whose rows change together; a change in the journal's own may hide others, so each is alone.
OF_THE_YEAR = sorted(set(SPECS) - BY_ITSELF - OF_LOCAL_MARKETS - OF_APART - OF_ACTS - set(OF_SAMPLES))
ALONE = [t for t in OF_THE_YEAR if t.startswith("journal_")]
TOGETHER = [t for t in OF_THE_YEAR if t not in ALONE]


@pytest.mark.parametrize("tables", [*([t] for t in ALONE), TOGETHER[::2], TOGETHER[1::2]], ids=len)
def test_a_changed_row_of_any_table_of_the_year_is_named_by_its_column(year_books, tables):
    change_rows(year_books, tables)


def test_a_changed_row_of_any_table_of_acts_is_named_by_its_column(acts_books):
    change_rows(acts_books, sorted(OF_ACTS))


@pytest.mark.parametrize("make", dict.fromkeys(OF_SAMPLES.values()), ids=lambda make: make.__name__)
def test_a_changed_row_of_any_table_of_samples_is_named_by_its_column(tmp_path, make):
    opened = Books(make(tmp_path))
    change_rows(opened, [table for table, of in OF_SAMPLES.items() if of is make])
    opened.close()


def change_rows(books, tables):
    """Change the last column that is no key of a row of each table; the check names each by table and column."""
    assert tables
    changes = [change_a_row(books, table) for table in tables]
    found = books.check()
    missed = [
        (table, column)
        for table, column, changed in changes
        if not any(d.table == table and f"{column}={changed!r}" in d.found for d in found)
    ]
    assert missed == []


def change_a_row(books, table):
    spec = SPECS[table]
    column = next((c for c in reversed(spec.columns) if c.name not in spec.key), spec.columns[0])
    row = dict(zip(spec.column_names, books.one(spec.select_sql()), strict=True))
    changed = f"{row[column.name]}x" if column.type is str else (row[column.name] or 0) + 1
    where = " AND ".join(f"{name} = ?" for name in spec.key)
    books.run(f"UPDATE {table} SET {column.name} = ? WHERE {where}", changed, *[row[name] for name in spec.key])
    return table, column.name, changed


def test_a_row_too_many_and_a_row_too_few_are_named(books):
    books.run("INSERT INTO registry_account VALUES ('ghost', 'trading', 'ghost', 0, 'entity', '', 0)")
    (stopped,) = books.one("SELECT stopped FROM registry_account WHERE id = 'H3/trading'")
    books.run("DELETE FROM registry_account WHERE id = 'H3/trading'")
    found = {d.key: (d.expected, d.found) for d in books.check()}
    assert found["ghost"][0] == "no row"
    row = "id='H3/trading', kind='trading', holder='H3', overdraft=0, holder_kind='entity'"
    assert found["H3/trading"] == (f"{row}, stopped='{stopped}', represented=0", "no row")


def test_words_come_in_both_languages(books):
    books.run("DELETE FROM registry_account WHERE id = 'H3/trading'")
    assert "无此行" in {d.found for d in books.check(language="zh")}


def test_tables_of_another_schema_are_not_compared(books):
    books.run("UPDATE journal_meta SET value = '1' WHERE name = 'schema'")
    books.run("UPDATE registry_book SET transfers = 0")
    assert books.named() == {("journal_meta", "schema")}


def test_more_differences_of_a_table_than_are_listed_are_counted_and_hide_no_other(books):
    books.run("UPDATE journal_fact SET nonce = zeroblob(32)")
    books.run("UPDATE registry_transfer SET day = '2000-01-01'")
    books.run("UPDATE journal_checkpoint SET root = zeroblob(32)")
    found = books.result()
    listed = Counter(d.table for d in found.differences)
    (transfers,) = books.one("SELECT count(*) FROM registry_transfer")
    assert listed == {"journal_fact": LISTED, "registry_transfer": LISTED, "journal_checkpoint": 3}
    assert found.more == found.facts + transfers - 2 * LISTED


def test_with_too_many_unreadable_facts_the_tables_are_not_compared(books, monkeypatch):
    monkeypatch.setattr("tanshi.application.second_check.check._UNREADABLE", 3)
    books.run("UPDATE registry_book SET transfers = 0")
    books.run("UPDATE journal_fact SET body = x'78' WHERE position < 3")
    assert "registry_book" in {table for table, _ in books.named()}
    books.run("UPDATE journal_fact SET body = x'78' WHERE position < 4")
    assert {table for table, _ in books.named()} == {"journal_fact"}


@pytest.mark.parametrize("how", ["registry_account.holder", "journal_fact.day", "journal_command.outcome"])
def test_text_that_is_no_utf8_is_named_by_both_checks(books, how):
    table, column = how.split(".")
    spec = SPECS[table]
    key = books.one(f"SELECT {', '.join(spec.key)} FROM {table} LIMIT 1 OFFSET 7")
    where = " AND ".join(f"{name} = ?" for name in spec.key)
    books.run(f"UPDATE {table} SET {column} = CAST(x'41ff42' AS TEXT) WHERE {where}", *key)
    market = open_market(str(books.path), write=False)
    for found in (market.audit(), second_check(market.engine)):
        assert (table, "/".join(map(str, key))) in {(d.table, d.key) for d in found.differences}
    market.close()


# facts


@pytest.mark.parametrize("column", ["type", "day", "nonce", "body", "leaf"])
def test_one_changed_byte_of_a_fact_is_named(books, column):
    (value,) = books.one(f"SELECT CAST({column} AS BLOB) FROM journal_fact WHERE position = 30")
    other = value[:-3] + bytes([value[-3] ^ 1]) + value[-2:]
    place = "CAST(? AS TEXT)" if column in ("type", "day") else "?"
    books.run(f"UPDATE journal_fact SET {column} = {place} WHERE position = 30", other)
    assert ("journal_fact", "30") in books.named()


def test_a_missing_fact_is_named_by_its_position(books):
    books.run("DELETE FROM journal_fact WHERE position = 30")
    missing = [d for d in books.check() if (d.table, d.key) == ("journal_fact", "30")]
    assert [(d.expected, d.found) for d in missing] == [("a fact", "no row")]


def test_a_cut_journal_is_named_by_the_positions_that_are_gone(books):
    (size,) = books.one("SELECT size FROM journal_head")
    books.run("DELETE FROM journal_fact WHERE position >= ?", size - 4)
    assert {
        ("journal_fact", f"{size - 4}-{size - 1}"), ("journal_head", "1"), ("journal_checkpoint", str(size)),
    } <= books.named()  # fmt: skip


def test_a_forged_amount_is_named_by_checkpoint_and_tables(books):
    at = books.position("registry.issued/1")
    books.forge(at, edited("data", amount_t=999_999_999))
    found = books.named()
    assert ("journal_fact", str(at)) not in found
    assert {"journal_checkpoint", "registry_transfer", "registry_holding"} <= {table for table, _ in found}


@pytest.mark.parametrize(
    "edit",
    [
        lambda body: b"\xff" + body,
        lambda body: body.replace(b"H", b"\xe7", 1),
        lambda body: body[:-1],
        lambda body: b"",
        lambda body: b"[1.5]",
        lambda body: b'{"data":NaN}',
        lambda body: b'{"data":"\\u0000"}',
        lambda body: b'{"data":{"\\ud800":1}}',
        lambda body: b"[" * 60_000,
    ],
)
def test_a_forged_body_that_cannot_be_read_is_named_and_the_rest_is_checked(books, edit):
    at = books.position("registry.issued/1")
    books.forge(at, edit)
    books.run("UPDATE registry_account SET holder = 'H2' WHERE id = 'H1/trading'")
    assert {("journal_fact", str(at)), ("registry_account", "H1/trading")} <= books.named()


FORGED = [
    {},
    {"account": 5, "amount_t": "many", "instrument": None},
    {"account": [], "amount_t": {}},
    {"account": "H1/registration", "instrument": "CEA22", "amount_t": 10**30, "ground": "", "instruction": ""},
    {"account": "H1/registration", "instrument": "CEA22", "amount_t": True, "ground": "\\u0000", "instruction": ""},
]


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_body_of_other_members_is_a_difference_of_the_tables(books, data):
    books.forge(
        books.position("registry.issued/1"), lambda body: json.dumps({**json.loads(body), "data": data}).encode()
    )
    assert "registry_transfer" in {table for table, _ in books.named()}


def test_a_type_nobody_knows_is_named(books):
    books.run("UPDATE journal_fact SET type = 'registry.teleported/7' WHERE position = 30")
    assert any(d.key == "30" and "teleported" in d.found for d in books.check())


def disagreement(books, at):
    """Return what is said of a fact whose leaf is right."""
    return {(d.expected, d.found) for d in books.check() if (d.table, d.key) == ("journal_fact", str(at))}


def test_acts_that_do_not_follow_each_other_are_named(books):
    at = books.position("registry.opened/1")
    books.forge(at, edited("act", facts=3))
    assert disagreement(books, at) == {("facts=2", "facts=3")}


def test_time_that_goes_back_is_named(books):
    at = books.position("registry.surrendered/1")
    books.forge(at, edited("act", at="2021-12-31T00:00:00.000Z"))
    assert [found for _, found in disagreement(books, at)] == ["at='2021-12-31T00:00:00.000Z'"]


def test_a_balance_below_zero_is_named_by_its_fact(books):
    at = books.position("registry.surrendered/1")
    books.forge(at, edited("data", amount_t=9_000_000))
    assert any(found.startswith("balance=-") for _, found in disagreement(books, at))


def test_units_that_go_to_nobody_are_named_by_fact_and_instrument(books):
    at = books.position("registry.issued/1")
    books.forge(at, edited("data", account="nobody/registration"))
    assert ("account='opened'", "account='nobody/registration'") in disagreement(books, at)
    assert "registry_instrument" in {table for table, _ in books.named()}


def test_units_of_an_instrument_nobody_listed_and_no_units_at_all_are_named(books):
    first, second = books.position("registry.issued/1"), books.position("registry.issued/1", 1)
    books.forge(first, edited("data", instrument="CEA99"))
    books.forge(second, edited("data", amount_t=0))
    assert ("instrument='listed'", "instrument='CEA99'") in disagreement(books, first)
    assert ("amount=1", "amount=0") in disagreement(books, second)


@pytest.mark.parametrize(
    ("type_name", "member"),
    [
        ("mrv.emission_confirmed/1", "verified_t"),
        ("compliance.obligation_set/1", "obligation_t"),
        ("compliance.assessed/1", "surrendered_t"),
        ("compliance.assessed/1", "shortfall_t"),
        ("registry.positions_taken_back/1", "trades"),
        ("registry.trade_settled/1", "number"),
    ],
)
def test_facts_that_do_not_agree_are_named(year_books, type_name, member):
    at = year_books.position(type_name)
    year_books.forge(at, edited("data", **{member: 77}))
    assert (f"{member}=77") in {found for _, found in disagreement(year_books, at)}


# checkpoints and the tree


@pytest.mark.parametrize("column", ["root", "peaks"])
def test_a_changed_checkpoint_is_named(books, column):
    (size, value) = books.one(f"SELECT size, {column} FROM journal_checkpoint ORDER BY size LIMIT 1")
    books.run(f"UPDATE journal_checkpoint SET {column} = ? WHERE size = ?", value[:-1] + b"!", size)
    assert books.named() == {("journal_checkpoint", str(size))}


def test_a_published_checkpoint_must_be_kept_and_agree(books):
    size, root = books.one("SELECT size, root FROM journal_checkpoint ORDER BY size LIMIT 1")
    assert books.check(published={size: root}) == []
    assert books.named(published={size: bytes(32)}) == {("journal_checkpoint", str(size))}
    assert books.named(published={size + 100_000: root}) == {("journal_checkpoint", str(size + 100_000))}
    books.run("DELETE FROM journal_checkpoint WHERE size = ?", size)
    assert books.check() == []
    assert books.named(published={size: root}) == {("journal_checkpoint", str(size))}


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 9, 255, 2_500])
def test_the_tree_by_halves_is_the_tree_by_growing(size):
    leaves = [sha256(str(n).encode()).digest() for n in range(size)]
    grown = merkle.RightEdge()
    grown.extend(leaves)
    tree = Tree(b"".join(leaves))
    assert tree.root() == grown.root()
    assert tree.peaks(size) == grown.peaks()
    assert tree.root(size // 2) == merkle.root(leaves[: size // 2])


# evidence


def evidence_files(books):
    return sorted(path for path in Path(f"{books.path}.evidence").glob("??/*"))


def test_a_changed_a_missing_and_a_misnamed_file_of_the_folder_are_named(books):
    changed, gone = evidence_files(books)
    data = changed.read_bytes()
    changed.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    gone.unlink()
    other = gone.with_name("0" * 64)
    other.write_bytes(b"x")
    (other.parent / "half-written.part").write_bytes(b"x")
    found = {d.key: d.found for d in books.check()}
    assert found == {changed.name: "other bytes", gone.name: "no file", other.name: "other bytes"}


@pytest.fixture(scope="module")
def evidence_url(postgres):
    url = postgres.create("evidence", "empty")
    build_workload(url)
    yield url
    postgres.drop("evidence")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_evidence SET data = set_byte(data, 5, 1) WHERE part = 1",
        "UPDATE journal_evidence SET part = 2 WHERE part = 1",
        "UPDATE journal_evidence SET part = part + 10",
        "DELETE FROM journal_evidence WHERE part = 1",
        "DELETE FROM journal_evidence",
        "INSERT INTO journal_evidence SELECT name, 2, '' FROM journal_evidence WHERE part = 1",
        "INSERT INTO journal_evidence SELECT repeat('0', 64), part, data FROM journal_evidence WHERE part = 1",
        "UPDATE journal_evidence SET name = repeat('0', 64) WHERE length(data) < 100",
    ],
)
def test_a_changed_part_of_a_file_in_the_database_is_named(evidence_url, sql):
    market = open_market(evidence_url, write=False)
    assert second_check(market.engine).ok
    with psycopg.connect(evidence_url, autocommit=True) as db:
        before = db.execute("SELECT name, part, data FROM journal_evidence").fetchall()
        db.execute("SET session_replication_role = replica")
        db.execute(sql)
        found = second_check(market.engine).differences
        db.execute("DELETE FROM journal_evidence")
        db.cursor().executemany("INSERT INTO journal_evidence VALUES (%s, %s, %s)", before)
        names = {row[0] for row in before} | {"0" * 64}
    market.close()
    assert found
    assert {d.table for d in found} == {"journal_evidence"}
    assert {d.key.split("/")[0] for d in found} <= names


def test_forged_bodies_do_not_stop_the_check_on_postgresql(postgres):
    """What a database refuses to cast must not end the check: every forged body of above, on PostgreSQL."""
    url = postgres.create("forged", "empty")
    build_workload(url)
    market = open_market(url, write=False)
    bodies = [json.dumps({"data": data}).encode() for data in FORGED]
    bodies += [b"\xff", b"", b"[1.5]", b'{"data":"\\u0000"}', b'{"data":{"\\ud800":1}}', b'{"act":5,"data":[]}', b"5"]
    bodies += [b'{"act":{"at":"2022-02-31T99","facts":1e9,"id":7},"data":{"units":{"a":1}}}', b'"data"']
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("SET session_replication_role = replica")
        positions = [row[0] for row in db.execute("SELECT position FROM journal_fact ORDER BY position").fetchall()]
        for position, body in zip(positions[5::7], bodies, strict=False):
            db.execute("UPDATE journal_fact SET body = %s WHERE position = %s", [body, position])
    named = {(d.table, d.key) for d in second_check(market.engine).differences}
    market.close()
    postgres.drop("forged")
    assert {("journal_fact", str(position)) for position, _ in zip(positions[5::7], bodies, strict=False)} <= named
