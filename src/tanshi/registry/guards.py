"""The books' guards inside the database: whoever writes, with our program or without, cannot write an impossible state.

Nobody writes holdings: they begin with nothing, and a transfer is the only way to change them. Its insertion checks
that its number is the next one and that both accounts and the position are good, and posts it; a holding that the
after-balance does not follow from is not found, and the transfer fails. So units can be neither made nor lost, an
overdrawn transfer fails on the holding's own constraint, and transfers and accounts cannot be edited. SQLite does this
row by row, PostgreSQL for all rows of a statement at once, beginning holdings itself. SQLite's OR REPLACE deletes
without firing triggers and OR IGNORE reaches into them, so that a key which is there is refused before, and a posting
that was ignored is seen by the count of changed rows. Each of these statements runs twice a trade: what they look up is
what a day's settlement costs.
"""

from __future__ import annotations

_SQLITE_POST = """
  UPDATE registry_holding SET amount = NEW.{side}_after, last_transfer = NEW.number, moves = moves + 1
    WHERE account = NEW.{side} AND instrument = NEW.instrument AND last_transfer = NEW.{side}_before
      AND amount {sign} NEW.amount = NEW.{side}_after;
  SELECT RAISE(ABORT, 'registry_transfer: {side} balance does not follow') WHERE changes() <> 1;"""

_SQLITE_POSTED = """NOT EXISTS (SELECT 1 FROM registry_transfer t
    WHERE t.number = NEW.last_transfer AND t.instrument = NEW.instrument
      AND ((t.debit = NEW.account AND t.debit_after = NEW.amount AND t.debit_before = OLD.last_transfer)
        OR (t.credit = NEW.account AND t.credit_after = NEW.amount AND t.credit_before = OLD.last_transfer)))"""

_REFUSE = "BEGIN SELECT RAISE(ABORT, '{why}'); END"

TRANSFER = {
    "sqlite": (
        """CREATE TRIGGER registry_transfer_follows BEFORE INSERT ON registry_transfer
WHEN NEW.number <> 1 + coalesce((SELECT number FROM registry_transfer ORDER BY number DESC LIMIT 1), 0)
  OR NEW.position < (SELECT size FROM journal_head WHERE id = 1) BEGIN
  SELECT RAISE(ABORT, 'registry_transfer: not the next number, or not of a fact that is being written');
END""",
        f"""CREATE TRIGGER registry_transfer_posts AFTER INSERT ON registry_transfer BEGIN\
{_SQLITE_POST.format(side="debit", sign="-")}{_SQLITE_POST.format(side="credit", sign="+")}
END""",
    ),
    "postgresql": (
        """CREATE FUNCTION registry_transfer_posts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint; first bigint; rows bigint; last bigint; earliest bigint;
BEGIN
  SELECT min(number), max(number), count(*), min(position) INTO first, last, rows, earliest FROM added;
  IF rows = 0 THEN RETURN NULL; END IF;
  IF last - first + 1 <> rows OR first <> 1 + coalesce(
      (SELECT number FROM registry_transfer WHERE number < first ORDER BY number DESC LIMIT 1), 0) THEN
    RAISE EXCEPTION 'registry_transfer: not the next number' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF earliest < (SELECT size FROM journal_head) THEN
    RAISE EXCEPTION 'registry_transfer: not of a fact that is being written'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  WITH leg AS (
    SELECT number, debit AS account, instrument, -amount AS delta, debit_after AS after, debit_before AS before
    FROM added
    UNION ALL
    SELECT number, credit, instrument, amount, credit_after, credit_before FROM added
  ), chained AS (
    SELECT number, account, instrument, delta, after, before, lag(after) OVER chain AS had,
      lag(number) OVER chain AS due_before, first_value(before) OVER chain AS since,
      first_value(after - delta) OVER chain AS start, row_number() OVER chain AS moves,
      lead(number) OVER chain IS NULL AS is_last
    FROM leg WINDOW chain AS (PARTITION BY account, instrument ORDER BY number)
  ), posted AS (
    UPDATE registry_holding AS h SET amount = c.after, last_transfer = c.number, moves = h.moves + c.moves
    FROM chained AS c
    WHERE c.is_last AND h.account = c.account AND h.instrument = c.instrument AND h.last_transfer = c.since
      AND h.amount = c.start
    RETURNING 1
  ), begun AS (
    INSERT INTO registry_holding (account, instrument, amount, overdraft, last_transfer, moves)
      SELECT c.account, c.instrument, c.after, a.overdraft, c.number, c.moves
      FROM chained AS c JOIN registry_account AS a ON a.id = c.account
      WHERE c.is_last AND c.since = 0 AND c.start = 0
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM chained WHERE is_last) - (SELECT count(*) FROM posted) - (SELECT count(*) FROM begun)
    + (SELECT count(*) FROM chained WHERE after <> had + delta OR before <> due_before) INTO wrong;
  IF wrong <> 0 THEN
    RAISE EXCEPTION 'registry_transfer: a balance does not follow from the one before, or an account is not there'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$""",
        """CREATE TRIGGER registry_transfer_posts AFTER INSERT ON registry_transfer
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION registry_transfer_posts()""",
    ),
}

HOLDING = {
    "sqlite": (
        f"""CREATE TRIGGER registry_holding_begins BEFORE INSERT ON registry_holding
WHEN NEW.amount <> 0 OR NEW.last_transfer <> 0 OR NEW.moves <> 0
  OR NOT EXISTS (SELECT 1 FROM registry_account WHERE id = NEW.account AND overdraft = NEW.overdraft)
  OR EXISTS (SELECT 1 FROM registry_holding WHERE account = NEW.account AND instrument = NEW.instrument)
{_REFUSE.format(why="registry_holding: only a transfer changes a holding")}""",
        f"""CREATE TRIGGER registry_holding_same BEFORE UPDATE OF account, instrument, overdraft ON registry_holding
{_REFUSE.format(why="registry_holding: only a transfer changes a holding")}""",
        f"""CREATE TRIGGER registry_holding_follows AFTER UPDATE OF amount, last_transfer, moves ON registry_holding
WHEN NEW.moves <> OLD.moves + 1 OR {_SQLITE_POSTED}
{_REFUSE.format(why="registry_holding: only a transfer changes a holding")}""",
        f"""CREATE TRIGGER registry_holding_stays BEFORE DELETE ON registry_holding
{_REFUSE.format(why="registry_holding: a holding does not go")}""",
    ),
    "postgresql": (
        """CREATE FUNCTION registry_holding_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 OR TG_OP NOT IN ('INSERT', 'UPDATE') THEN
    RAISE EXCEPTION 'registry_holding: only a transfer changes a holding'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$""",
        """CREATE TRIGGER registry_holding_follows BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON registry_holding
FOR EACH STATEMENT EXECUTE FUNCTION registry_holding_follows()""",
    ),
}

#: A waymark that names no transfer of its account would lead a reader astray; one that is missing only costs time.
WAYMARK = {
    "sqlite": (
        f"""CREATE TRIGGER registry_waymark_true BEFORE INSERT ON registry_waymark
WHEN NOT EXISTS (SELECT 1 FROM registry_transfer AS t WHERE t.number = NEW.number AND t.position = NEW.position
  AND t.instrument = NEW.instrument AND NEW.account IN (t.debit, t.credit))
{_REFUSE.format(why="registry_waymark: no transfer of this account")}""",
    ),
    "postgresql": (
        """CREATE FUNCTION registry_waymark_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM added AS w LEFT JOIN registry_transfer AS t ON t.number = w.number
    AND t.position = w.position AND t.instrument = w.instrument AND w.account IN (t.debit, t.credit)
    WHERE t.number IS NULL) THEN
    RAISE EXCEPTION 'registry_waymark: no transfer of this account'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$""",
        """CREATE TRIGGER registry_waymark_true AFTER INSERT ON registry_waymark
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION registry_waymark_true()""",
    ),
}

ACCOUNT = {
    "sqlite": (
        f"""CREATE TRIGGER registry_account_stays BEFORE DELETE ON registry_account
{_REFUSE.format(why="registry_account: an account does not go")}""",
        f"""CREATE TRIGGER registry_account_once BEFORE INSERT ON registry_account
WHEN EXISTS (SELECT 1 FROM registry_account WHERE id = NEW.id
  AND (kind <> NEW.kind OR holder <> NEW.holder OR overdraft <> NEW.overdraft))
{_REFUSE.format(why="registry_account: whose and what it is stays")}""",
        f"""CREATE TRIGGER registry_account_same BEFORE UPDATE ON registry_account
WHEN NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.holder <> OLD.holder OR NEW.overdraft <> OLD.overdraft
{_REFUSE.format(why="registry_account: whose and what it is stays")}""",
    ),
    "postgresql": (
        """CREATE FUNCTION registry_account_same() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'registry_account: whose and what it is stays, and it does not go'
    USING ERRCODE = 'integrity_constraint_violation';
END $$""",
        """CREATE TRIGGER registry_account_same BEFORE UPDATE ON registry_account FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.holder <> OLD.holder OR NEW.overdraft <> OLD.overdraft)
EXECUTE FUNCTION registry_account_same()""",
        """CREATE TRIGGER registry_account_stays BEFORE DELETE OR TRUNCATE ON registry_account
FOR EACH STATEMENT EXECUTE FUNCTION registry_account_same()""",
    ),
}
