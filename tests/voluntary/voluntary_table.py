"""Tables of acts of the voluntary market: `who: word field=value … -> outcome`; `day 2026-01-05` puts the day."""

from copy import deepcopy
from datetime import date
from itertools import count

from tools.voluntary_round import ABOUT, APPLIED, BODY, CONCLUDED, DESIGN, KNOWN, REPORT, SHA, UNITS, USED, enrol

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening
from tests.act_table import lines_of, must_be_answered
from tests.mrv.round_table import put

_NUMBERS = count(1)

_COURT = {**UNITS, "text": "t", "evidence_sha256": SHA}
_ORDER = {"project": "WIND1", "order": 1}

#: word → command, what its item is if a line does not say
WORDS = {
    "account": ("open_account",
                {"holder": "owner", "kind": "owner", "name": "n", "papers_on": "2026-01-05", "evidence_sha256": SHA}),
    "admit": ("admit_body", {**BODY, "body": "validator"}),
    "strike": ("strike_body", {"body": "validator", "reason": "r"}),
    "tie": ("declare_tie", {"body": "validator", "owner": "owner", "text": "t"}),
    "known": ("note_known", KNOWN),
    "design": ("deposit_design", DESIGN),
    "comment": ("comment", {**ABOUT, "text": "t"}),
    "conclude": ("conclude", CONCLUDED),
    "verify": ("conclude", {**CONCLUDED, "reduction": 1, "body": "verifier",
                            "amounts": [{"year": 2024, "amount_t": 548_000}]}),
    "apply": ("apply", APPLIED),
    "claim": ("apply", {**APPLIED, "reduction": 1, "amounts": [{"year": 2024, "amount_t": 548_000}]}),
    "decide": ("decide", {**ABOUT, "accepted": True, "text": ""}),
    "issue": ("decide", {**ABOUT, "reduction": 1, "accepted": True, "text": ""}),
    "withdraw": ("withdraw", {**ABOUT, "owner": "owner", "text": "t"}),
    "cancel": ("cancel_project", {"project": "WIND1", "ground": "owner_wish", "text": "t"}),
    "report": ("report_reduction", REPORT),
    "green": ("note_certificate", {"certificate": "G1", "project": "WIND1", "month": "2024-05", "mwh_e3": 1_000}),
    "in": ("move_in", UNITS),
    "out": ("move_out", UNITS),
    "trade": ("book_trade", {"session": "2026-03-20", "number": 1, "seller": "owner", "buyer": "trader",
                             "instrument": UNITS["instrument"], "amount_t": 1_000, "method": "", "value_fen": 0}),
    "open": ("open_session", {"session": "2026-03-20"}),
    "close": ("close_session", {"session": "2026-03-20", "trades": 100, "quotes": [
        {"instrument": UNITS["instrument"], "listing_t": 3, "listing_fen": 20_000, "block_t": 0, "block_fen": 0}]}),
    "transfer": ("transfer", {**UNITS, "to": "trader", "ground": "merger", "evidence_sha256": SHA}),
    "freeze": ("freeze", _COURT),
    "release": ("release", _COURT),
    "use": ("use", USED),
    "certify": ("certify", {"holder": "owner", "number": 2, "salt": "7e" * 16}),
    "order": ("order_cancellation", {"project": "WIND1", "amount_t": 10_000, "deceit": True,
                                     "cancel_until": "2026-06-30", "evidence_sha256": SHA}),
    "give": ("cancel_false", {**_ORDER, "owner": "owner", "instrument": UNITS["instrument"], "amount_t": 1_000}),
    "enforce": ("enforce_order", _ORDER),
    "charge": ("issue_invoice", {"body": "registry", "holder": "owner", "from_day": "2026-01-05",
                                 "until_day": "2026-03-31"}),
    "paid": ("note_payment", {"invoice": "owner/V1", "amount_fen": 1, "reference": "b/1", "paid_on": "2026-04-01"}),
    "credit": ("credit_invoice", {"invoice": "owner/V1", "amount_fen": 1, "reason": "r"}),
}  # fmt: skip


def opened(market):
    """A market with everybody who takes part."""
    market.execute(opening())
    enrol(market)
    return market


def run(market, clock, table):
    """Carry a table out; each line must be answered as it says."""
    for line in lines_of(table):
        if line.startswith("day "):
            clock.put_day(date.fromisoformat(line.split()[1]))
            continue
        asked, _, expected = line.partition(" -> ")
        must_be_answered(ask(market, asked), expected, line)


def ask(market, asked):
    who, _, rest = asked.partition(": ")
    word, *changes = rest.split()
    name, given = WORDS[word]
    kind, item = f"voluntary.{name}", deepcopy(given)
    for change in changes:
        path, _, value = change.partition("=")
        put(item, path.split("."), "" if value == "-" else value.replace("+", " "))
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"t/{next(_NUMBERS)}", who, f"{who}/1", kind, [item], second)])
    return answer


READY = """
    day 2026-01-05
    ncsc: account                                          -> done
    ncsc: account holder=trader kind=trader                -> done
    mee: admit                                             -> done
    mee: admit body=verifier                               -> done
    mee: admit body=third                                  -> done
"""

REGISTERED = (
    READY
    + """
    day 2026-01-07
    owner: design                                          -> done
    day 2026-02-10
    validator: conclude                                    -> done
    owner: apply                                           -> done
    ncsc: decide                                           -> done
"""
)

ISSUED = (
    REGISTERED
    + """
    owner: report                                          -> done
    day 2026-03-20
    verifier: verify                                       -> done
    owner: claim                                           -> done
    ncsc: issue                                            -> done
"""
)
