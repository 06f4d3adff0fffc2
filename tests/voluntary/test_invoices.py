"""Fees of the voluntary registry and of its exchange: set by an act, invoiced, paid at the bank, credited."""

from datetime import date

from tanshi.application import fees
from tanshi.application.access import ViewRows
from tanshi.application.second_check import second_check
from tanshi.application.work.tasks import Desk
from tanshi.journal.table import read_rows
from tanshi.participants.tables import ActorRow
from tanshi.rules import Law
from tanshi.rules.fees import NOT_FOUND
from tanshi.voluntary.bulletin import bulletin
from tanshi.voluntary.trades import UPCASTERS, TradeBooked
from tests.application.test_statements import cells
from tests.registry.money_table import ON_SQLITE
from tests.rulemaking import acts
from tests.voluntary.voluntary_table import ISSUED, READY

#: Amounts of no text: an act of a trial.
ONCE = {"opening": {"way": "once", "rate": "20000", "rounding": "half_up", "article": "trial"},
        "yearly": {"way": "yearly", "rate": "120000", "rounding": "half_up", "article": "trial"}}  # fmt: skip
TRADES = {**ONCE, "trade": {"way": "share", "rate": "0.0003", "rounding": "half_up",
                            "methods": ["listing"], "article": "trial"}}  # fmt: skip


def set_fees(market, day="2026-01-05"):
    values = [
        {"parameter": "voluntary.fees", "values": {day: {"by": ONCE}}},
        {"parameter": "voluntary.exchange_fees", "values": {day: {"by": TRADES}}},
    ]
    text = acts.draft("fees", "parameters", values, text_sha256=market.evidence.keep(b"fees"))
    assert acts.ask(market, "rulemaking.draft", text).done
    assert acts.ask(market, "rulemaking.issue", {"act": "fees", "number": "1", "in_force": day}).done


@ON_SQLITE
def test_nothing_is_charged_until_an_act_sets_it(played):
    for name in fees.VOLUNTARY.tables.values():
        found = [c.value for c in Law("cn").table(name, date(2026, 1, 5)).values()]
        assert {(v["article"], v["rate"]) for v in found} == {(NOT_FOUND, "0")}
    played(
        f"{READY}\n day 2026-04-01\n ncsc: charge -> nothing charged\n cbgex: charge body=exchange -> nothing charged"
    )


@ON_SQLITE
def test_fees_are_invoiced_paid_and_credited_by_each_body(played):
    market = played("day 2026-01-04")
    set_fees(market)
    played(
        ISSUED
        + """
        owner: in                                              -> done
        cbgex: open                                            -> done
        cbgex: close                                           -> done
        cbgex: trade                                           -> bad trade value
        cbgex: trade method=auction value_fen=1                -> bad trade value
        cbgex: trade method=listing                            -> bad trade value
        cbgex: trade method=block value_fen=1 amount_t=1       -> more than traded
        cbgex: trade method=listing value_fen=20001 amount_t=3 -> more than traded
        cbgex: trade method=listing value_fen=1 amount_t=4     -> more than traded
        cbgex: trade method=listing value_fen=16667 amount_t=2 -> done
        cbgex: trade number=2 method=listing value_fen=3334 amount_t=1 -> more than traded
        day 2026-04-01
        ncsc: charge body=nobody                               -> fee body not found
        ncsc: charge body=exchange                             -> others fees
        ncsc: charge holder=validator                          -> no account
        ncsc: charge until_day=2026-04-01                      -> bad span
        ncsc: charge from_day=2026-02-30                       -> bad span
        owner: charge                                          -> not permitted
        ncsc: charge                                           -> done
        ncsc: charge                                           -> invoice overlaps
        ncsc: charge from_day=2026-04-01 until_day=2026-04-02  -> bad span
        cbgex: charge body=exchange                            -> done
        ncsc: paid invoice=owner/V9                            -> no invoice
        ncsc: paid invoice=owner/V2                            -> others fees
        ncsc: paid amount_fen=0                                -> bad amount
        ncsc: paid amount_fen=140001                           -> above invoice
        ncsc: paid reference=-                                 -> bad text
        ncsc: paid paid_on=2026-04-02                          -> bad days
        ncsc: paid amount_fen=140000                           -> done
        cbgex: paid invoice=owner/V2 amount_fen=40000          -> done
        cbgex: paid invoice=owner/V2 amount_fen=1              -> payment noted
        ncsc: credit amount_fen=0                              -> bad amount
        ncsc: credit amount_fen=140001                         -> above invoice
        ncsc: credit reason=-                                  -> without reason
        ncsc: credit amount_fen=20000                          -> done
        cbgex: credit invoice=owner/V2 amount_fen=5            -> done
        """
    )
    with market.view() as view:
        rows = view.fetch("SELECT id, amount_fen, paid_fen, credited_fen, state, due FROM voluntary_invoice")
        assert sorted(rows) == [
            ("owner/V1", 140_000, 120_000, 20_000, "paid", "2026-04-23"),
            ("owner/V2", 140_005, 40_000, 5, "open", "2026-04-23"),
        ]
        lines = view.fetch("SELECT fee, basis, amount_fen FROM voluntary_invoice_line WHERE invoice = 'owner/V2'")
        assert ("trade", 16_667, 5) in lines
        (late,) = fees.open_invoices(view, "2026-04-24", fees.VOLUNTARY)
        assert (late.invoice, late.body, late.left_fen, late.overdue) == ("owner/V2", "exchange", 100_000, 1)
        found = bulletin(view, "2026-04-01", "2026-04-30").fees
        assert [(f.body, f.invoiced_fen, f.left_fen) for f in found] == [
            ("exchange", 140_000, 100_000), ("registry", 120_000, 0),
        ]  # fmt: skip
        row = fees.invoice_of(view, "owner/V2", fees.VOLUNTARY)
        for language, words in (("zh", "自愿减排交易机构"), ("en", "Exchange of voluntary reductions")):
            text = " ".join(str(c) for line in cells(fees.made(view, row, language, "xlsx")) for c in line)
            assert words in text
        assert tasks(view, "2026-04-23") == {("owner/1", "voluntary_invoice", "2026-04-23")}
        late = {("owner/1", "voluntary_invoice", "2026-04-23"), ("cbgex/1", "voluntary_exchange_invoice", "2026-04-23")}
        assert tasks(view, "2026-04-24") == late
    assert market.audit().ok
    check = second_check(market.engine)
    assert check.ok, check.differences[:4]


def tasks(view, today):
    """Return who has which task about invoices on a day, and until when."""
    found = set()
    for actor in ("owner/1", "ncsc/1", "cbgex/1", "trader/1", "mee/1"):
        (who,) = read_rows(view, ActorRow, id=actor)
        for group in Desk(view, ViewRows(view), Law("cn"), who, today).groups():
            if "invoice" in group.kind.id:
                found.add((actor, group.kind.id, group.deadline.due.isoformat()))
    return found


def test_a_trade_booked_before_trades_were_charged_has_no_value():
    name, lift = UPCASTERS["voluntary.trade_booked/1"]
    assert (name, lift({"number": 1})) == (TradeBooked.type, {"number": 1, "method": "", "value_fen": 0})
