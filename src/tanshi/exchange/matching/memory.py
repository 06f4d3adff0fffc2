"""The array a compiled session lives in: laid out by `kernel`, made here from an opening, read as rows and records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from tanshi.exchange.matching import kernel as k
from tanshi.exchange.matching.messages import CODES
from tanshi.exchange.matching.opening import PRICE_TIME, Opening, Product
from tanshi.exchange.matching.orders import ORDER
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.quotes import shown
from tanshi.exchange.matching.records import BUY, CASH, CLIENTS, SELL, Kind
from tanshi.exchange.matching.state import Rows

Words = npt.NDArray[np.int64]

#: Words in a line of the processor's cache.
_LINE = 8

_OUTCOMES = {o: getattr(k, f"IS_{o.name}", getattr(k, o.name, None)) for o in ExchangeOutcome}
assert all(number in (None, CODES[o]) for o, number in _OUTCOMES.items()), "the kernel's outcomes are those on the wire"
assert (k.POST, k.TAKE, k.CANCEL, k.BUY, k.SELL, k.ORDER) == (Kind.POST, Kind.TAKE, Kind.CANCEL, BUY, SELL, ORDER)


class _Word:
    """A word of the array as an attribute."""

    def __init__(self, offset: int) -> None:
        self._offset = offset

    def __get__(self, of: Any, _: Any = None) -> int:
        return int(of.words[of.at + self._offset])

    def __set__(self, of: Any, value: int) -> None:
        of.words[of.at + self._offset] = value


class ArrayPurse:
    """An account's money, in the array: `purses.Purse`."""

    __slots__ = ("at", "words")

    cash_fen = _Word(k.CASH)
    settled_fen = _Word(k.SETTLED)
    lowest_fen = _Word(k.LEAST)
    barred = _Word(k.BARRED)

    def __init__(self, words: Words, at: int) -> None:
        self.words, self.at = words, at


class ArrayPosition:
    """What an account has of an instrument, in the array: `purses.Position`."""

    __slots__ = ("at", "words")

    owned_t = _Word(k.OWNED)
    sellable_t = _Word(k.SELLABLE)
    bought_t = _Word(k.BOUGHT)
    buying_t = _Word(k.BUYING)
    limit_t = _Word(k.MOST)
    claimed_t = _Word(k.CLAIMED)
    held_t = _Word(k.HELD)
    barred = _Word(k.KEPT_OUT)

    def __init__(self, words: Words, at: int) -> None:
        self.words, self.at = words, at


class Memory:
    """The array of one session; `words` is handed to the kernel."""

    def __init__(self, opening: Opening, room: int) -> None:
        """Lay out an opening's products, accounts and balances, with room for so many orders and trades."""
        self._accounts, self._instruments = len(opening.accounts), len(opening.products)
        self._end = k.AT_PRODUCTS
        self._part(self._instruments * k.PRODUCT)
        header = {
            k.ROOM: room, k.ACCOUNTS: self._accounts, k.INSTRUMENTS: self._instruments, k.CLIENTS: CLIENTS,
            k.AT_PURSES: self._part(self._accounts * k.PURSE),
            k.AT_POSITIONS: self._part(self._accounts * self._instruments * k.POSITION),
            k.AT_CLIENTS: self._part(CLIENTS),
        }  # fmt: skip
        for number, product in enumerate(opening.products):
            header |= self._product(k.AT_PRODUCTS + number * k.PRODUCT, product)
        header |= {k.AT_SLOTS: self._part((room + 1) * k.SLOT)}
        self.words = _aligned(self._end)
        for at, value in header.items():
            self.words[at] = value
        self._at = {at: int(value) for at, value in header.items()}
        self._locked: dict[tuple[int, int], int] = {}
        self._fill(opening)

    # what is where

    def product(self, instrument: int) -> int:
        """Return where a product is."""
        return k.AT_PRODUCTS + instrument * k.PRODUCT

    def purse(self, account: int) -> ArrayPurse:
        """Return an account's money."""
        return ArrayPurse(self.words, self._at[k.AT_PURSES] + account * k.PURSE)

    def position(self, account: int, instrument: int) -> ArrayPosition:
        """Return what an account has of an instrument."""
        row = account * self._instruments + instrument
        return ArrayPosition(self.words, self._at[k.AT_POSITIONS] + row * k.POSITION)

    def rest(self, what: int, account: int, instrument: int, side: int) -> int:
        """Give a slot to what is no listing order and return its name."""
        number = int(k.new_slot(self.words))
        assert number, "there was room"
        slot = self._slots()[number]
        slot[k.OWNER] = account
        slot[k.PLACE] = what | side << 8 | instrument << 16
        return number | int(slot[k.GENERATION]) << 32

    def rests(self, account: int, instrument: int, side: int) -> bool:
        """Tell whether an account has something resting on a side of an instrument (CASH: of any)."""
        slots = self._slots()
        place = slots[:, k.PLACE]
        found = (place != 0) & (slots[:, k.OWNER] == account) & (place >> 8 & 0xFF == side)
        return bool((found & ((place >> 16 == instrument) | (instrument == CASH))).any())

    def clear_ladders(self) -> None:
        """Empty all queues."""
        for instrument in range(self._instruments):
            at = self.product(instrument)
            keys, summaries = int(self.words[at + k.KEYS]), int(self.words[at + k.SUMMARIES])
            for side in (BUY, SELL):
                for part, size in (
                    (k.AT_LEVELS, keys * k.LEVEL), (k.AT_BITS, _words_for(keys)), (k.AT_SUMMARY, summaries),
                ):  # fmt: skip
                    begin = int(self.words[at + part + side])
                    self.words[begin : begin + size] = 0

    # rows

    def order_rows(self, account: int | None = None) -> Rows:
        """Return the listing orders, all or an account's, as `state.order_row` has them."""
        slots = self._slots()
        found = slots[:, k.PLACE] & 0xFF == ORDER
        numbers = np.flatnonzero(found if account is None else found & (slots[:, k.OWNER] == account))
        return tuple(self._order_row(n, row) for n, row in zip(numbers.tolist(), slots[numbers].tolist(), strict=True))

    def purse_rows(self) -> Rows:
        """Return purses that are not all zero."""
        return _rows(self._table(k.AT_PURSES, self._accounts, k.PURSE))

    def position_rows(self) -> Rows:
        """Return positions that are not all zero, with what is locked."""
        found = self._table(k.AT_POSITIONS, self._accounts * self._instruments, k.POSITION)
        locked = np.zeros(len(found), np.int64)
        for (account, instrument), tonnes in self._locked.items():
            locked[account * self._instruments + instrument] = tonnes
        whole = np.column_stack((found[:, : k.SELLABLE + 1], locked, found[:, k.SELLABLE + 1 :]))
        return tuple((*divmod(row[0], self._instruments), *row[1:]) for row in _rows(whole))

    def quote_rows(self) -> Rows:
        """Return each instrument's quote."""
        found = self._table(None, self._instruments, k.PRODUCT)[:, k.PREVIOUS : k.AUCTION_FEN + 1]
        return tuple((n, *shown(row)) for n, row in enumerate(found.tolist()))

    def client_rows(self) -> Rows:
        """Return the last number of each client that sent one."""
        return _rows(self._table(k.AT_CLIENTS, CLIENTS, 1).view(np.uint64))

    def halted(self) -> tuple[int, ...]:
        """Return the instruments that are halted, CASH for all."""
        found = self._table(None, self._instruments, k.PRODUCT)[:, k.HALTED]
        return (*np.flatnonzero(found).tolist(), *([CASH] if self.words[k.ALL_HALTED] else ()))

    def depth(self, instrument: int, side: int, levels: int) -> list[tuple[int, int]]:
        """Return the best levels of a side as (price, quantity)."""
        found: list[tuple[int, int]] = []
        product, slots = self.product(instrument), self._slots()
        for key in self._keys(product, side):
            if len(found) == levels:
                break
            number = self.words[self.words[product + k.AT_LEVELS + side] + key * k.LEVEL + k.HEAD]
            price, total = int(slots[number, k.PRICE]), 0
            while number:
                total += int(slots[number, k.LEFT])
                number = slots[number, k.NEXT]
            found.append((price, total))
        return found

    # inside

    def _keys(self, product: int, side: int) -> Iterator[int]:
        key = int(k.next_key(self.words, product, side, 0))
        while key >= 0:
            yield key
            key = int(k.next_key(self.words, product, side, key + 1))

    def _part(self, words: int) -> int:
        at = self._end
        self._end += -(-words // _LINE) * _LINE
        return at

    def _product(self, at: int, product: Product) -> dict[int, int]:
        base = -(-product.listing_low_fen // product.tick_fen)
        keys = max(0, product.listing_high_fen // product.tick_fen - base + 1)
        bits = _words_for(keys)
        found = {
            k.PRICE_TIME: product.matching == PRICE_TIME, k.SELF_TRADE: product.self_trade, k.LEVELS: product.levels,
            k.ONE_WAY: product.one_way,
            k.TICK: product.tick_fen, k.LOT: product.lot_t, k.MINIMUM: product.listing_minimum_t,
            k.LIMIT: product.listing_limit_t, k.LOW: product.listing_low_fen, k.HIGH: product.listing_high_fen,
            k.BASE: base, k.KEYS: keys, k.SUMMARIES: _words_for(bits), k.PREVIOUS: product.previous_close_fen,
        }  # fmt: skip
        for side in (BUY, SELL):
            found[k.AT_LEVELS + side] = self._part(keys * k.LEVEL)
            found[k.AT_BITS + side] = self._part(bits)
            found[k.AT_SUMMARY + side] = self._part(_words_for(bits))
        return {at + word: int(value) for word, value in found.items()}

    def _fill(self, opening: Opening) -> None:
        money = self._table(k.AT_PURSES, self._accounts, k.PURSE)
        money[:, [k.CASH, k.SETTLED, k.LEAST]] = np.array(opening.cash_fen, np.int64)[:, None]
        for account, bits in opening.barred:
            money[account, k.BARRED] = bits
        for b in opening.balances:
            position = self.position(b.account, b.instrument)
            position.owned_t, position.sellable_t = b.sellable_t + b.locked_t, b.sellable_t
            position.limit_t, position.barred = b.limit_t, b.barred
            self._locked[b.account, b.instrument] = b.locked_t

    def _table(self, part: int | None, rows: int, width: int) -> Words:
        at = k.AT_PRODUCTS if part is None else self._at[part]
        return self.words[at : at + rows * width].reshape(rows, width)

    def _slots(self) -> Words:
        return self._table(k.AT_SLOTS, int(self.words[k.SLOTS_USED]) + 1, k.SLOT)

    @staticmethod
    def _order_row(number: int, slot: list[int]) -> tuple[int, ...]:
        place = slot[k.PLACE]
        return (
            number | slot[k.GENERATION] << 32, place & 0xFF, slot[k.OWNER], place >> 16, place >> 8 & 0xFF,
            slot[k.PRICE], slot[k.LEFT], slot[k.MADE], 0, 0,
        )  # fmt: skip


def signed(word: int) -> int:
    """Return a number without sign as a word of the array."""
    return word - (1 << 64) if word >> 63 else word


def _words_for(bits: int) -> int:
    return -(-bits // 64)


def _aligned(words: int) -> Words:
    """Return zeros that begin at a line of the cache."""
    found = np.zeros(words + _LINE, np.int64)
    skip = -(found.ctypes.data // 8) % _LINE
    return found[skip : skip + words]


def _rows(table: npt.NDArray[Any]) -> Rows:
    """Return the rows that are not all zero, each behind its number."""
    numbers = np.flatnonzero(table.any(axis=1))
    return tuple((n, *row) for n, row in zip(numbers.tolist(), table[numbers].tolist(), strict=True))
