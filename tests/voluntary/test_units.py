"""Units: where they go, what is refused, what is cancelled for good, and the remedy for false ones."""

from collections import Counter
from random import Random

from tools.voluntary_round import UNITS

from tanshi.application.access import ViewRows
from tanshi.journal.table import read_rows
from tanshi.voluntary.remedy_days import banned_until
from tanshi.voluntary.unit_tables import EnforcementRow, HoldingRow, InstrumentRow, ReplacementRow, UseRow
from tests.voluntary.voluntary_table import ISSUED, ask

NAME = UNITS["instrument"]


def conserved(market):
    """What was issued is held somewhere or gone."""
    with market.view() as view:
        (product,) = read_rows(view, InstrumentRow)
        held = {(h.holder, h.place): h.amount_t for h in read_rows(view, HoldingRow) if h.amount_t}
    assert sum(held.values()) + product.used_t == product.issued_t
    assert market.audit().ok
    return held


def test_units_go_where_they_may(played):
    market = played(
        ISSUED
        + """
        trader: in                                             -> out of scope
        owner: in amount_t=0                                   -> bad amount
        owner: in instrument=CCER-X                            -> unknown instrument
        owner: in amount_t=548001                              -> exceeds holding
        owner: in                                              -> done
        owner: out amount_t=1001                               -> exceeds holding
        cbgex: trade                                           -> no session
        cbgex: close                                           -> no session
        owner: open                                            -> not permitted
        cbgex: open session=2026-03-19                         -> not a trading day
        cbgex: open                                            -> done
        cbgex: open                                            -> session open
        cbgex: trade                                           -> session open
        owner: out amount_t=1                                  -> session open
        cbgex: out amount_t=1                                  -> done
        owner: in amount_t=1                                   -> done
        cbgex: close trades=-1                                 -> bad quotes
        cbgex: close quotes.0.listing_t=0                      -> bad quotes
        cbgex: close quotes.0.instrument=CCER-X                -> unknown instrument
        cbgex: close                                           -> done
        cbgex: close                                           -> session over
        cbgex: open                                            -> session over
        cbgex: trade number=101                                -> no such trade
        cbgex: trade number=0                                  -> no such trade
        cbgex: trade buyer=owner                               -> same holder
        cbgex: trade buyer=stranger                            -> no account
        owner: trade                                           -> not permitted
        cbgex: trade amount_t=1001                             -> exceeds holding
        cbgex: trade                                           -> done
        cbgex: trade                                           -> trade booked
        trader: out holder=trader                              -> done
        ncsc: transfer ground=gift                             -> unknown ground
        ncsc: transfer evidence_sha256=1                       -> bad file
        ncsc: transfer to=owner                                -> same holder
        ncsc: transfer to=stranger                             -> no account
        ncsc: transfer                                         -> done
        ncsc: freeze text=-                                    -> without reason
        ncsc: freeze evidence_sha256=1                         -> bad file
        ncsc: freeze amount_t=546001                           -> exceeds holding
        ncsc: freeze amount_t=546000                           -> done
        owner: in amount_t=1                                   -> exceeds holding
        owner: use amount_t=1                                  -> exceeds holding
        ncsc: release amount_t=546001                          -> exceeds holding
        ncsc: release amount_t=46000                           -> done
        """
    )
    assert conserved(market) == {("owner", "free"): 46_000, ("owner", "frozen"): 500_000, ("trader", "free"): 2_000}


def test_use_is_cancellation(played):
    market = played(
        ISSUED
        + """
        owner: use purpose=gift                                -> unknown purpose
        owner: use reason=-                                    -> without reason
        owner: use purpose=surrender                           -> no obligation named
        owner: use salt=12                                     -> bad salt
        owner: use amount_t=0                                  -> bad amount
        owner: use                                             -> done
        owner: use salt=- amount_t=1                           -> done
        owner: use purpose=surrender beneficiary=E1 period=2025               -> not allowed
        owner: use purpose=local_surrender amount_t=99                        -> no obligation named
        owner: use purpose=local_surrender beneficiary=E1 period=2025 amount_t=99   -> done
        """
    )
    assert conserved(market) == {("owner", "free"): 546_900}
    with market.view() as view:
        uses = read_rows(view, UseRow)
    assert [(u.first_serial, u.last_serial) for u in uses] == [(1, 1_000), (1_001, 1_001), (1_002, 1_100)]
    assert [u.certificate for u in uses] == ["减排量注销〔2026〕第1号", "", "减排量注销〔2026〕第3号"]
    played(
        """
        day 2027-01-04
        owner: certify number=9                                -> no such use
        trader: certify holder=trader                          -> no such use
        owner: certify number=1                                -> certified
        owner: certify salt=12                                 -> bad salt
        owner: certify                                         -> done
        owner: certify                                         -> certified
        """
    )
    with market.view() as view:
        uses = read_rows(view, UseRow)
    assert [u.certificate[-3:] for u in uses] == ["第1号", "第2号", "第3号"]
    assert uses[1].certificate.startswith("减排量注销〔2026〕")  # of the day of the cancellation
    assert len({u.code for u in uses}) == 3
    assert conserved(market)
    assert [(u.beneficiary, u.period) for u in uses][2] == ("E1", "2025")


def test_false_units(played):
    """H13: 10,000 t false, the owner holds 6,000 and does nothing: 6,000 are cancelled by force, 4,000 missing."""
    market = played(
        ISSUED
        + """
        owner: in amount_t=2000                                -> done
        ncsc: transfer amount_t=542000                         -> done
        verifier: order                                        -> not permitted
        shanghai: order project=NONE                           -> out of scope
        shanghai: order cancel_until=2026-03-19                -> bad days
        shanghai: order evidence_sha256=1                      -> bad file
        shanghai: order amount_t=0                             -> bad amount
        shanghai: order amount_t=548001                        -> more than issued
        shanghai: order                                        -> done
        shanghai: order amount_t=538001                        -> more than issued
        owner: in                                              -> suspended
        cbgex: open                                            -> done
        ncsc: enforce                                          -> time runs
        cbgex: close trades=1                                  -> done
        cbgex: trade                                           -> suspended
        owner: report first_day=2023-01-01 last_day=2023-12-31 -> banned
        owner: design project=NEW                              -> banned
        owner: give order=2                                    -> order not found
        owner: give amount_t=10001                             -> more than ordered
        owner: give amount_t=4001                              -> exceeds holding
        ncsc: enforce order=2                                  -> order not found
        ncsc: enforce                                          -> time runs
        day 2026-07-01
        cbgex: open session=2026-07-01                         -> done
        ncsc: enforce                                          -> not settled
        cbgex: close session=2026-07-01 trades=1               -> done
        ncsc: enforce                                          -> not settled
        day 2026-07-02
        ncsc: enforce                                          -> done
        ncsc: enforce                                          -> already enforced
        owner: in amount_t=1                                   -> suspended
        """
    )
    assert conserved(market) == {("trader", "free"): 542_000}
    with market.view() as view:
        assert [(e.missing_t) for e in read_rows(view, EnforcementRow)] == [4_000]
        assert sum(r.amount_t for r in read_rows(view, ReplacementRow) if r.forced) == 6_000
    played(
        """
        day 2026-12-30
        owner: design project=NEW                              -> banned
        ncsc: transfer holder=trader to=owner amount_t=5000    -> done
        owner: give amount_t=4000                              -> done
        owner: give                                            -> order fulfilled
        ncsc: enforce                                          -> order fulfilled
        owner: in                                              -> done
        """
    )
    assert conserved(market)[("owner", "trading")] == 1_000


def test_an_order_without_deceit_keeps_nobody_from_applying(played):
    market = played(
        ISSUED
        + """
        shanghai: order deceit=                                -> done
        owner: give amount_t=10000                             -> done
        owner: in                                              -> done
        owner: report first_day=2023-01-01 last_day=2023-12-31 amounts.0.year=2023  -> done
        """
    )
    with market.view() as view:
        assert banned_until(ViewRows(view), "owner", "2026-04-01") == ""


def test_units_move_as_in_a_plain_book(played):
    """Random acts, most of them possible: answers and holdings are those of a dictionary."""
    market, chance = played(f"{ISSUED}\ncbgex: open -> done\ncbgex: close -> done"), Random(70)
    book = Counter({("owner", "free"): 548_000})
    gone, trades = 0, 0
    for _ in range(60):
        word = chance.choice(["in", "out", "trade", "transfer", "freeze", "release", "use"])
        holder, other = chance.sample(["owner", "trader"], 2)
        place, to_place = PLACES[word]
        held = book[holder, place]
        amount = chance.randint(1, held + held // 3 + 1)
        who = {"trade": "cbgex", "transfer": "ncsc", "freeze": "ncsc", "release": "ncsc"}.get(word, holder)
        trades += 1
        given = {
            "trade": f"number={trades} seller={holder} buyer={other}", "transfer": f"holder={holder} to={other}",
        }.get(word, f"holder={holder}")  # fmt: skip
        answer = ask(market, f"{who}: {word} {given} amount_t={amount}")
        assert answer.done == (amount <= held), (word, holder, amount, held, answer.message("en"))
        if not answer.done:
            continue
        book[holder, place] -= amount
        if word == "use":
            gone += amount
        else:
            book[other if word in ("trade", "transfer") else holder, to_place] += amount
    assert conserved(market) == {key: amount for key, amount in book.items() if amount}
    with market.view() as view:
        uses = read_rows(view, UseRow)
    assert sum(u.amount_t for u in uses) == gone
    assert [u.first_serial for u in uses] == [1, *(u.last_serial + 1 for u in uses[:-1])]


#: Where an act takes units from, and where they are then.
PLACES = {
    "in": ("free", "trading"), "out": ("trading", "free"), "trade": ("trading", "trading"),
    "transfer": ("free", "free"), "freeze": ("free", "frozen"), "release": ("frozen", "free"), "use": ("free", ""),
}  # fmt: skip
