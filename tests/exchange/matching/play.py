"""Sessions played by text tables, in any form of the core.

A line is `HH:MM who verb fields -> outcome`, prices in CNY. Orders get labels; `@X` deals in another instrument than
the first; `n=5` sends the client's own number instead of the next one.
"""

from __future__ import annotations

import numpy as np

from tanshi.exchange.matching.messages import OUTCOMES, Kind, message
from tanshi.exchange.matching.opening import AGREEMENT, PRICE_TIME, Balance, Opening, Product
from tanshi.exchange.matching.records import CASH, NONE

HOURS = (
    ("auction", ((9 * 60 + 30, 15 * 60),)),
    ("block", ((13 * 60, 15 * 60),)),
    ("listing", ((9 * 60 + 30, 11 * 60 + 30), (13 * 60, 15 * 60))),
    ("move_out", ((9 * 60 + 30, 15 * 60),)),
)
SIDES = {"buy": 0, "sell": 1}


def product(name="CEA22", matching=AGREEMENT, **terms):
    """A product around a previous close of 80.00: listing 72.00-88.00, block 56.00-104.00."""
    usual = {
        "previous_close_fen": 8000, "listing_low_fen": 7200, "listing_high_fen": 8800, "block_low_fen": 5600,
        "block_high_fen": 10400, "tick_fen": 1, "lot_t": 1, "listing_minimum_t": 1, "listing_limit_t": 100_000,
        "block_minimum_t": 100_000, "levels": 5,
    }  # fmt: skip
    return Product(name, matching, **{**usual, **terms})


PRODUCTS = (product(), product("CCER", PRICE_TIME, levels=1))


def opening(holding=None, cash=None, products=PRODUCTS, accounts="ABCD", balances=(), barred=()):
    """Everybody has 1,000,000 t of each product and 10^12 fen, unless said otherwise by account."""
    holding = dict.fromkeys(accounts, 1_000_000) | (holding or {})
    cash = dict.fromkeys(accounts, 10**12) | (cash or {})
    said = {(b.account, b.instrument) for b in balances}
    rest = [
        Balance(a, i, holding[name]) for a, name in enumerate(accounts) for i in range(len(products))
        if (a, i) not in said
    ]  # fmt: skip
    return Opening(
        "2023-05-04", tuple(accounts), tuple(products), (*balances, *rest), tuple(cash[a] for a in accounts), HOURS,
        barred,
    )  # fmt: skip


def fen(text):
    """Fen of an amount in CNY."""
    return round(float(text) * 100)


class Play:
    """A session played line by line."""

    def __init__(self, core, found):
        self.core = core
        self.opening = found
        self.labels = {}
        self.trades = []
        self.replies = []
        self._numbers = {}

    def run(self, table):
        """Play the lines of a table; say what each should have said."""
        for line in filter(None, map(str.strip, table.splitlines())):
            asked, _, expected = line.partition("->")
            said = self.line(asked)
            assert said == expected.strip(), line
        return self

    def line(self, asked):
        """Play one line and return the words of its outcome."""
        at, who, verb, *words = asked.split()
        hour, minute = at.split(":")
        sent = self._message(who, verb, words)
        replies, trades = self.core.lot(sent, (int(hour) * 60 + int(minute)) * 60 * 10**9)
        self.trades += [tuple(t) for t in trades.tolist()]
        self.replies.append(replies[0])
        label = next((w[1:] for w in words if w.startswith("#")), None)
        if label and replies[0]["order"]:
            self.labels[label] = int(replies[0]["order"])
        return OUTCOMES[int(replies[0]["outcome"])].value.split(".")[1].replace("_", " ")

    def deals(self):
        """Trades as (seller, buyer, CNY, t)."""
        names = self.opening.accounts
        return [(names[t[5]], names[t[6]], t[8] / 100, t[9]) for t in self.trades]

    def _message(self, who, verb, words):
        fields = {"instrument": 0, "account": self._account(who), "client": 0 if who == "X" else 1}
        rest = []
        for word in words:
            if word.startswith("@"):
                fields["instrument"] = self._instrument(word[1:])
            elif word.startswith("n="):
                fields["number"] = int(word[2:])
            elif word.startswith("client="):
                fields["client"] = int(word[7:])
            elif not word.startswith("#"):
                rest.append(word)
        if "number" not in fields:
            fields["number"] = self._numbers.get(fields["client"], 0) + 1
        self._numbers[fields["client"]] = max(self._numbers.get(fields["client"], 0), fields["number"])
        return message(**(fields | getattr(self, f"_{verb}")(*rest)))

    def _account(self, name):
        return self.opening.accounts.index(name) if name in self.opening.accounts else NONE

    def _instrument(self, name):
        names = [p.instrument for p in self.opening.products]
        return CASH if name == "CNY" else names.index(name) if name in names else 77

    def _ref(self, label):
        return self.labels.get(label, (1 << 64) - 1)

    @staticmethod
    def _terms(kind, side, price, quantity, **more):
        return {
            "kind": kind, "side": SIDES.get(side, 2), "price_fen": fen(price), "quantity": int(quantity), **more
        }  # fmt: skip

    def _post(self, side, price, quantity):
        return self._terms(Kind.POST, side, price, quantity)

    def _take(self, side, price, quantity, chosen=None):
        return self._terms(Kind.TAKE, side, price, quantity, ref=0 if chosen is None else self._ref(chosen))

    def _cancel(self, label):
        return {"kind": Kind.CANCEL, "ref": self._ref(label)}

    def _block(self, side, price, quantity):
        return self._terms(Kind.BLOCK_POST, side, price, quantity)

    def _offer(self, side, price, quantity, other):
        """`other`: an account, or the label of a posting."""
        if other in self.labels or other not in self.opening.accounts:
            return self._terms(Kind.BLOCK_OFFER, side, price, quantity, ref=self._ref(other))
        return self._terms(Kind.BLOCK_OFFER, side, price, quantity, counterparty=self._account(other))

    def _confirm(self, label):
        return {"kind": Kind.BLOCK_CONFIRM, "ref": self._ref(label)}

    def _bid(self, side, price, quantity, auction):
        return self._terms(Kind.BID, side, price, quantity, ref=int(auction))

    def _auction(self, number, account, side, quantity, reserve, limit, mode="uniform"):
        return self._terms(Kind.AUCTION_OPEN, side, reserve, quantity) | {
            "ref": int(number), "account": self._account(account), "extra": fen(limit),
            "spare": {"uniform": 0, "as_bid": 1, "admitted": 4, "admitted_as_bid": 5}.get(mode, 2),
        }  # fmt: skip

    def _admit(self, account, number, most=0):
        return {
            "kind": Kind.AUCTION_ADMIT, "account": self._account(account), "ref": int(number), "quantity": int(most)
        }  # fmt: skip

    def _uncall(self, number):
        """Call an auction off."""
        return {"kind": Kind.AUCTION_CALL_OFF, "ref": int(number)}

    def _end(self, number):
        return {"kind": Kind.AUCTION_CLOSE, "ref": int(number)}

    def _deposit(self, account, amount, position):
        return {
            "kind": Kind.DEPOSIT, "account": self._account(account), "quantity": int(amount), "ref": int(position)
        }  # fmt: skip

    def _release(self, account, amount, request, side=0):
        return {
            "kind": Kind.RELEASE, "account": self._account(account), "quantity": int(amount), "ref": int(request),
            "side": side,
        }  # fmt: skip

    def _court(self, account, amount, request):
        return self._release(account, amount, request, side=1)

    def _bar(self, account, bits):
        return {"kind": Kind.BAR, "account": self._account(account), "side": int(bits)}

    def _halt(self):
        return {"kind": Kind.HALT}

    def _resume(self):
        return {"kind": Kind.RESUME}

    def _limit(self, account, quantity):
        return {"kind": Kind.LIMIT, "account": self._account(account), "quantity": int(quantity)}

    def _void(self, number):
        """Move a trade back; a number that was never given names one that never was."""
        trade = next((t for t in self.trades if t[0] == int(number)), (0, 0, 0, 0, 0, 0, 1, 0, 8000, 1))
        return {
            "kind": Kind.VOID, "ref": int(number), "instrument": trade[2], "extra": trade[3], "account": trade[5],
            "counterparty": trade[6], "price_fen": trade[8], "quantity": trade[9],
        }  # fmt: skip

    def _close(self):
        return {"kind": Kind.CLOSE}

    def _tick(self):
        return {"kind": Kind.TICK}

    def _kind(self, number):
        return {"kind": int(number)}


def conserved(state, found):
    """Check that nothing came or went but by what entered, and that nobody is below zero."""
    units = np.zeros(len(found.products), np.int64)
    for _, instrument, *amounts in state.positions:
        owned, sellable, locked, bought, buying, _, claimed, held = amounts[:8]
        assert min(owned, sellable, locked, bought, buying, claimed, held) >= 0
        units[instrument] += owned
    assert all(cash >= 0 for _, cash, *_ in state.purses)
    return units.tolist(), sum(settled for _, _, settled, *_ in state.purses)
