"""Post, take and cancel on integer arrays, compiled by Numba: the same answers as `oracle`, message by message.

All of a session is one array of 64-bit words, laid out here: a header, products, purses, positions, the last number of
each client, slots, a ladder of price levels with its bitmap for each side, and room for trades. One array, because
handing over each array costs as much as a whole message. What is rare is left to Python on the same array.

A ladder's keys count from the best price of its side: a key is a level. A bit of a word says that the level has orders,
a bit of the summary that the word is not zero, so the next level is found by two or three loads. A level is a queue of
slots, linked both ways. Numbers written here and not imported: a compiled cache follows changes of this file alone.
"""

from __future__ import annotations

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

# Header.
SEQUENCE, TRADES, CLOSED, LISTING_OPEN, ALL_HALTED, ROOM, SLOTS_USED, FREE_SLOT = range(8)
ACCOUNTS, INSTRUMENTS, CLIENTS, AT_PURSES, AT_POSITIONS, AT_CLIENTS, AT_SLOTS, AT_DEALS, DEALS, DEALS_ROOM = range(
    8, 18
)
REPLY = 24  # the reply to the latest message, 8 words
AT_PRODUCTS = 32

# A product: its terms, where its ladders are (by side, so two words each), its quote.
PRICE_TIME, SELF_TRADE, LEVELS, TICK, LOT, MINIMUM, LIMIT, LOW, HIGH, HALTED, BASE, KEYS, SUMMARIES = range(13)
ONE_WAY = 13
AT_LEVELS, AT_BITS, AT_SUMMARY = 14, 16, 18
PREVIOUS, OPEN, HIGHEST, LOWEST, LISTED_T, LISTED_FEN, BLOCK_T, BLOCK_FEN, TRADED = range(20, 29)
AUCTION_T, AUCTION_FEN = 29, 30
PRODUCT = 32

# A purse, a position, a level.
CASH, SETTLED, LEAST, BARRED = range(4)
PURSE = 4
OWNED, SELLABLE, BOUGHT, BUYING, MOST, CLAIMED, HELD, KEPT_OUT = range(8)
POSITION = 8
HEAD, TAIL = range(2)
LEVEL = 2

# A slot; `PLACE` is what rests there (0: nothing), its side << 8 and instrument << 16.
NEXT, BEFORE, OWNER, PLACE, PRICE, LEFT, MADE, GENERATION = range(8)
SLOT = 8

# Kinds, sides, what rests: as in `records` and `orders`.
POST, TAKE, CANCEL, FIRST_OWN = 1, 2, 3, 16
BUY, SELL = 0, 1
ORDER = 1

# Outcomes: as in `messages.CODES`.
ACCEPTED, CLIENT_NOT_FOUND, EXISTS, KIND_UNKNOWN, EXCHANGE_ONLY, SESSION_CLOSED, OUT_OF_HOURS = range(7)
ORDER_ID_EXISTS = 7
ACCOUNT_NOT_FOUND, INSTRUMENT_NOT_TRADED, IS_HALTED, BAD_SIDE = range(10, 14)
IS_BARRED, QUANTITY_NOT_POSITIVE, QUANTITY_OFF_LOT, LISTING_TOO_SMALL, LISTING_TOO_LARGE = range(15, 20)
PRICE_OFF_TICK, OUTSIDE_BAND, SAME_PARTY, BOOK_FULL, EXCEEDS_HOLDING, EXCEEDS_LIMIT, EXCEEDS_CASH = range(22, 29)
ORDER_NOT_FOUND, NOT_YOUR_ORDER, NOT_AT_BEST_PRICE, NO_COUNTERPART = range(29, 33)

# Bytes of a frame.
FRAME = 64

# Messages between fetching what one needs and carrying it out.
AHEAD = 4

# Not outcomes: Python has to carry the message out; there is no room for its trades until some are taken away.
RARE, FULL = -1, -2
#: Not outcomes either: the messages do not lie one behind the other.
APART = -3
REFUSED = -(1 << 62)

#: No word is divided by zero: ticks and lots are at least 1.
_compiled = njit(cache=True, nogil=True, error_model="numpy")

_SIGN = -0x8000_0000_0000_0000
_LOW = 0xFFFF_FFFF


@intrinsic
def _trailing(typingctx, word):  # type: ignore[no-untyped-def]
    """Return how many zero bits a word that is not zero ends with."""

    def code(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), code


@intrinsic
def _words(typingctx, memory):  # type: ignore[no-untyped-def]
    """Return a pointer to an array's words: handing it on counts no references and looks for no negative index."""

    def code(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        return builder.bitcast(data, context.get_value_type(signature.return_type))

    return types.CPointer(types.int64)(memory), code


@intrinsic
def _words_at(typingctx, address):  # type: ignore[no-untyped-def]
    """Return a pointer to the words at an address: handing over a number is cheaper than handing over an array."""

    def code(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return types.CPointer(types.int64)(types.int64), code


@intrinsic
def _soon(typingctx, mem, at):  # type: ignore[no-untyped-def]
    """Tell the processor that a word is wanted soon; nothing else happens."""

    def code(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        word = ir.IntType(32)
        where = builder.bitcast(builder.gep(arguments[0], [arguments[1]]), ir.IntType(8).as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [where.type, word, word, word])
        wanted = builder.module.declare_intrinsic("llvm.prefetch", [where.type], kind)
        builder.call(wanted, [where, ir.Constant(word, 1), ir.Constant(word, 3), ir.Constant(word, 1)])
        return context.get_dummy_value()

    return types.void(types.CPointer(types.int64), types.int64), code


@_compiled
def _look_ahead(mem, first, ref):  # type: ignore[no-untyped-def]
    """Fetch what a later message will need, so that it need not wait."""
    account, instrument = first >> 32 & _LOW, first >> 16 & 0xFFFF
    if account < mem[ACCOUNTS] and instrument < mem[INSTRUMENTS]:
        _soon(mem, mem[AT_PURSES] + account * PURSE)
        _soon(mem, mem[AT_POSITIONS] + (account * mem[INSTRUMENTS] + instrument) * POSITION)
    number = ref & _LOW
    if number <= mem[SLOTS_USED]:
        _soon(mem, mem[AT_SLOTS] + number * SLOT)


@_compiled
def _next_key(mem, product, side, key):  # type: ignore[no-untyped-def]
    """Return the first level with orders from a key on, or -1."""
    bits, summary = mem[product + AT_BITS + side], mem[product + AT_SUMMARY + side]
    if key >= mem[product + KEYS]:
        return -1
    word, within = key >> 6, key & 63
    found = mem[bits + word] >> within << within
    if found != 0:
        return (word << 6) + _trailing(found)
    word += 1
    part, within = word >> 6, word & 63
    if part >= mem[product + SUMMARIES]:
        return -1
    found = mem[summary + part] >> within << within
    while found == 0:
        part += 1
        if part >= mem[product + SUMMARIES]:
            return -1
        found = mem[summary + part]
    word = (part << 6) + _trailing(found)
    return (word << 6) + _trailing(mem[bits + word])


@_compiled
def _key(mem, product, side, price):  # type: ignore[no-untyped-def]
    """Return the key of a price on a side; the price is on the tick and in the band."""
    tick = mem[product + TICK]
    step = (price if tick == 1 else price // tick) - mem[product + BASE]
    return step if side == SELL else mem[product + KEYS] - 1 - step


@_compiled
def _enqueue(mem, product, side, key, number):  # type: ignore[no-untyped-def]
    """Put a slot behind those of its level."""
    slot = mem[AT_SLOTS] + number * SLOT
    level = mem[product + AT_LEVELS + side] + key * LEVEL
    last = mem[level + TAIL]
    mem[slot + BEFORE] = last
    mem[slot + NEXT] = 0
    mem[level + TAIL] = number
    if last != 0:
        mem[mem[AT_SLOTS] + last * SLOT + NEXT] = number
        return
    mem[level + HEAD] = number
    word = key >> 6
    mem[mem[product + AT_BITS + side] + word] |= 1 << (key & 63)
    mem[mem[product + AT_SUMMARY + side] + (word >> 6)] |= 1 << (word & 63)


@_compiled
def _unlink(mem, product, side, key, number):  # type: ignore[no-untyped-def]
    """Take a slot out of its level."""
    slots = mem[AT_SLOTS]
    slot = slots + number * SLOT
    level = mem[product + AT_LEVELS + side] + key * LEVEL
    before, after = mem[slot + BEFORE], mem[slot + NEXT]
    if before != 0:
        mem[slots + before * SLOT + NEXT] = after
    else:
        mem[level + HEAD] = after
    if after != 0:
        mem[slots + after * SLOT + BEFORE] = before
    else:
        mem[level + TAIL] = before
    if mem[level + HEAD] != 0:
        return
    word = key >> 6
    bits = mem[product + AT_BITS + side] + word
    mem[bits] &= ~(1 << (key & 63))
    if mem[bits] == 0:
        mem[mem[product + AT_SUMMARY + side] + (word >> 6)] &= ~(1 << (word & 63))


@_compiled
def _new_slot(mem):  # type: ignore[no-untyped-def]
    """Return a free slot, or 0: the one freed last, or one that was never used."""
    number = mem[FREE_SLOT]
    if number != 0:
        mem[FREE_SLOT] = mem[mem[AT_SLOTS] + number * SLOT + NEXT]
        return number
    if mem[SLOTS_USED] >= mem[ROOM]:
        return 0
    mem[SLOTS_USED] += 1
    return mem[SLOTS_USED]


@_compiled
def _drop_slot(mem, number):  # type: ignore[no-untyped-def]
    """Free a slot."""
    slot = mem[AT_SLOTS] + number * SLOT
    mem[slot + PLACE] = 0
    mem[slot + GENERATION] = (mem[slot + GENERATION] + 1) & _LOW
    mem[slot + NEXT] = mem[FREE_SLOT]
    mem[FREE_SLOT] = number


@_compiled
def _named(mem, name):  # type: ignore[no-untyped-def]
    """Return the slot of a name, or 0 if nothing rests under it."""
    number = name & _LOW
    if number == 0 or number > mem[SLOTS_USED]:
        return 0
    slot = mem[AT_SLOTS] + number * SLOT
    if mem[slot + PLACE] == 0 or (mem[slot + GENERATION] << 32 | number) != name:
        return 0
    return number


@_compiled
def _refused(mem, kind, side, instrument, account, price, quantity):  # type: ignore[no-untyped-def]
    """Return why a listing order is not taken, or 0. The order is that of `entry`."""
    if mem[LISTING_OPEN] == 0:
        return OUT_OF_HOURS
    if account >= mem[ACCOUNTS]:
        return ACCOUNT_NOT_FOUND
    if instrument >= mem[INSTRUMENTS]:
        return INSTRUMENT_NOT_TRADED
    product = AT_PRODUCTS + instrument * PRODUCT
    if mem[ALL_HALTED] != 0 or mem[product + HALTED] != 0:
        return IS_HALTED
    if side > SELL:
        return BAD_SIDE
    position = mem[AT_POSITIONS] + (account * mem[INSTRUMENTS] + instrument) * POSITION
    if ((mem[mem[AT_PURSES] + account * PURSE + BARRED] | mem[position + KEPT_OUT]) >> side) & 1:
        return IS_BARRED
    if quantity <= 0:
        return QUANTITY_NOT_POSITIVE
    lot, tick = mem[product + LOT], mem[product + TICK]
    if lot != 1 and quantity % lot != 0:
        return QUANTITY_OFF_LOT
    if kind == POST and quantity < mem[product + MINIMUM]:
        return LISTING_TOO_SMALL
    if quantity >= mem[product + LIMIT]:
        return LISTING_TOO_LARGE
    if tick != 1 and price % tick != 0:
        return PRICE_OFF_TICK
    if price < mem[product + LOW] or price > mem[product + HIGH]:
        return OUTSIDE_BAND
    return 0


@_compiled
def _short(mem, purse, position, side, value, quantity):  # type: ignore[no-untyped-def]
    """Return why an account cannot give or get so much, or 0."""
    if side == SELL:
        return EXCEEDS_HOLDING if mem[position + SELLABLE] < quantity else 0
    most = mem[position + MOST]
    if most != 0 and mem[position + OWNED] + mem[position + BUYING] + quantity > most:
        return EXCEEDS_LIMIT
    return EXCEEDS_CASH if mem[purse + CASH] < value else 0


@_compiled
def _reserve(mem, purse, position, side, value, quantity):  # type: ignore[no-untyped-def]
    if side == SELL:
        mem[position + SELLABLE] -= quantity
    else:
        mem[purse + CASH] -= value
        mem[position + BUYING] += quantity


@_compiled
def _free(mem, purse, position, side, value, quantity):  # type: ignore[no-untyped-def]
    if side == BUY:
        mem[purse + CASH] += value
        mem[position + BUYING] -= quantity
        return
    held = min(mem[position + CLAIMED], quantity)
    mem[position + CLAIMED] -= held
    mem[position + HELD] += held
    mem[position + SELLABLE] += quantity - held


@_compiled
def _deliver(mem, instrument, seller, buyer, price, quantity):  # type: ignore[no-untyped-def]
    """Carry out a trade whose two sides are reserved, and count it."""
    value = price * quantity
    width = mem[INSTRUMENTS]
    giving, taking = mem[AT_PURSES] + seller * PURSE, mem[AT_PURSES] + buyer * PURSE
    mem[giving + CASH] += value
    mem[giving + SETTLED] += value
    mem[taking + SETTLED] -= value
    mem[taking + LEAST] = min(mem[taking + LEAST], mem[taking + SETTLED])
    sold = mem[AT_POSITIONS] + (seller * width + instrument) * POSITION
    mem[sold + OWNED] -= quantity
    bought = mem[AT_POSITIONS] + (buyer * width + instrument) * POSITION
    mem[bought + OWNED] += quantity
    mem[bought + BOUGHT] += quantity
    mem[bought + BUYING] -= quantity
    product = AT_PRODUCTS + instrument * PRODUCT
    if mem[product + ONE_WAY] != 0:
        mem[sold + KEPT_OUT] |= 1 << BUY
        mem[bought + KEPT_OUT] |= 1 << SELL
    mem[product + TRADED] += 1
    mem[product + LISTED_T] += quantity
    mem[product + LISTED_FEN] += value
    if mem[product + OPEN] == 0:
        mem[product + OPEN] = price
        mem[product + LOWEST] = price
    mem[product + HIGHEST] = max(mem[product + HIGHEST], price)
    mem[product + LOWEST] = min(mem[product + LOWEST], price)


@_compiled
def _write_deal(mem, instrument, way, side, seller, buyer, price, quantity, sold, bought):  # type: ignore[no-untyped-def]
    """Write a trade down, as a frame of `messages.TRADE`; there is room for it."""
    mem[TRADES] += 1
    at = mem[AT_DEALS] + mem[DEALS] * 8
    mem[DEALS] += 1
    mem[at] = mem[TRADES]
    mem[at + 1] = mem[SEQUENCE]
    mem[at + 2] = instrument | way << 16 | side << 24 | seller << 32
    mem[at + 3] = buyer
    mem[at + 4] = price
    mem[at + 5] = quantity
    mem[at + 6] = sold
    mem[at + 7] = bought


@_compiled
def _fill(mem, instrument, side, account, name, number, part):  # type: ignore[no-untyped-def]
    """Trade a part of a resting order with who came, at the order's price; a filled order is forgotten."""
    slot = mem[AT_SLOTS] + number * SLOT
    owner, price = mem[slot + OWNER], mem[slot + PRICE]
    resting = mem[slot + GENERATION] << 32 | number
    if side == SELL:
        _deliver(mem, instrument, account, owner, price, part)
        _write_deal(mem, instrument, 0, side, account, owner, price, part, name, resting)
    else:
        _deliver(mem, instrument, owner, account, price, part)
        _write_deal(mem, instrument, 0, side, owner, account, price, part, resting, name)
    mem[slot + LEFT] -= part
    if mem[slot + LEFT] == 0:
        product = AT_PRODUCTS + instrument * PRODUCT
        _unlink(mem, product, 1 - side, _key(mem, product, 1 - side, price), number)
        _drop_slot(mem, number)


@_compiled
def _is_kept_out(mem, product, side, owner):  # type: ignore[no-untyped-def]
    """Tell whether who has an order on a side of a product may no longer trade there."""
    if mem[product + ONE_WAY] == 0:
        return False
    instrument = (product - AT_PRODUCTS) // PRODUCT
    position = mem[AT_POSITIONS] + (owner * mem[INSTRUMENTS] + instrument) * POSITION
    return (mem[position + KEPT_OUT] >> side) & 1 != 0


@_compiled
def _look(mem, product, side, account, price, quantity, levels, passes):  # type: ignore[no-untyped-def]
    """Return (trades, t, fen, price of the first) an order from a side would make with at most so many levels.

    Own orders are passed over if `passes`; where a party must not meet itself and would, trades are -1.
    """
    slots, other = mem[AT_SLOTS], 1 - side
    alone = mem[product + SELF_TRADE] == 0
    last = _key(mem, product, other, price)
    count = total = value = first = seen = 0
    key = _next_key(mem, product, other, 0)
    while 0 <= key <= last and seen < levels:
        seen += 1
        number = mem[mem[product + AT_LEVELS + other] + key * LEVEL + HEAD]
        while number != 0:
            slot = slots + number * SLOT
            if _is_kept_out(mem, product, other, mem[slot + OWNER]):
                pass
            elif alone and mem[slot + OWNER] == account:
                if not passes:
                    return -1, total, value, first
            else:
                part = min(mem[slot + LEFT], quantity - total)
                if first == 0:
                    first = mem[slot + PRICE]
                count += 1
                total += part
                value += part * mem[slot + PRICE]
                if total == quantity:
                    return count, total, value, first
            number = mem[slot + NEXT]
        key = _next_key(mem, product, other, key + 1)
    return count, total, value, first


@_compiled
def _meet(mem, instrument, side, account, name, total):  # type: ignore[no-untyped-def]
    """Trade so much, as `_look` saw it: best first, then time, own orders passed over where they must not be met."""
    product, slots, other = AT_PRODUCTS + instrument * PRODUCT, mem[AT_SLOTS], 1 - side
    alone = mem[product + SELF_TRADE] == 0
    key = _next_key(mem, product, other, 0)
    while total > 0:
        number = mem[mem[product + AT_LEVELS + other] + key * LEVEL + HEAD]
        while number != 0 and total > 0:
            slot = slots + number * SLOT
            after = mem[slot + NEXT]
            kept_out = _is_kept_out(mem, product, other, mem[slot + OWNER])
            if not (kept_out or (alone and mem[slot + OWNER] == account)):
                part = min(mem[slot + LEFT], total)
                total -= part
                _fill(mem, instrument, side, account, name, number, part)
            number = after
        key = _next_key(mem, product, other, key + 1)


@_compiled
def _post(mem, side, instrument, account, price, quantity):  # type: ignore[no-untyped-def]
    refused = _refused(mem, POST, side, instrument, account, price, quantity)
    if refused != 0:
        return refused
    product = AT_PRODUCTS + instrument * PRODUCT
    count = total = value = 0
    if mem[product + PRICE_TIME] != 0:
        count, total, value, _ = _look(mem, product, side, account, price, quantity, mem[product + KEYS], False)
        if count < 0:
            return SAME_PARTY
        if mem[DEALS] + count > mem[DEALS_ROOM]:
            return FULL
    purse = mem[AT_PURSES] + account * PURSE
    position = mem[AT_POSITIONS] + (account * mem[INSTRUMENTS] + instrument) * POSITION
    if mem[FREE_SLOT] == 0 and mem[SLOTS_USED] >= mem[ROOM]:
        return BOOK_FULL
    short = _short(mem, purse, position, side, price * quantity, quantity)
    if short != 0:
        return short
    _reserve(mem, purse, position, side, price * quantity, quantity)
    number = _new_slot(mem)
    slot = mem[AT_SLOTS] + number * SLOT
    name = mem[slot + GENERATION] << 32 | number
    if total != 0:
        _meet(mem, instrument, side, account, name, total)
        if side == BUY:
            mem[purse + CASH] += price * total - value
    mem[REPLY + 4] = name
    mem[REPLY + 5] = total
    mem[REPLY + 6] = value
    mem[REPLY + 7] = quantity - total
    if total == quantity:
        _drop_slot(mem, number)
        return ACCEPTED
    mem[slot + OWNER] = account
    mem[slot + PLACE] = ORDER | side << 8 | instrument << 16
    mem[slot + PRICE] = price
    mem[slot + LEFT] = quantity - total
    mem[slot + MADE] = mem[SEQUENCE]
    _enqueue(mem, product, side, _key(mem, product, side, price), number)
    return ACCEPTED


@_compiled
def _take(mem, side, instrument, account, price, quantity, ref):  # type: ignore[no-untyped-def]
    refused = _refused(mem, TAKE, side, instrument, account, price, quantity)
    if refused != 0:
        return refused
    product = AT_PRODUCTS + instrument * PRODUCT
    chosen = 0
    if ref != 0:
        chosen = _named(mem, ref)
        slot = mem[AT_SLOTS] + chosen * SLOT
        if chosen == 0 or mem[slot + PLACE] != ORDER | (1 - side) << 8 | instrument << 16:
            return ORDER_NOT_FOUND
        if mem[slot + OWNER] == account and mem[product + SELF_TRADE] == 0:
            return SAME_PARTY
        if _is_kept_out(mem, product, 1 - side, mem[slot + OWNER]):
            return NO_COUNTERPART
        best = _look(mem, product, side, account, price, 1, mem[product + LEVELS], True)[3]
        if best == 0 or mem[slot + PRICE] != best:
            return NOT_AT_BEST_PRICE
        total = min(mem[slot + LEFT], quantity)
        count, value = 1, total * best
    else:
        count, total, value, _ = _look(mem, product, side, account, price, quantity, mem[product + LEVELS], True)
        if count == 0:
            return NO_COUNTERPART
    if mem[DEALS] + count > mem[DEALS_ROOM]:
        return FULL
    purse = mem[AT_PURSES] + account * PURSE
    position = mem[AT_POSITIONS] + (account * mem[INSTRUMENTS] + instrument) * POSITION
    short = _short(mem, purse, position, side, value, total)
    if short != 0:
        return short
    _reserve(mem, purse, position, side, value, total)
    if chosen != 0:
        _fill(mem, instrument, side, account, 0, chosen, total)
    else:
        _meet(mem, instrument, side, account, 0, total)
    mem[REPLY + 5] = total
    mem[REPLY + 6] = value
    return ACCEPTED


@_compiled
def _cancel(mem, account, ref):  # type: ignore[no-untyped-def]
    number = _named(mem, ref)
    if number == 0:
        return ORDER_NOT_FOUND
    slot = mem[AT_SLOTS] + number * SLOT
    if mem[slot + OWNER] != account:
        return NOT_YOUR_ORDER
    place = mem[slot + PLACE]
    if place & 0xFF != ORDER:
        return RARE
    side, instrument = place >> 8 & 0xFF, place >> 16
    product = AT_PRODUCTS + instrument * PRODUCT
    position = mem[AT_POSITIONS] + (account * mem[INSTRUMENTS] + instrument) * POSITION
    price, left = mem[slot + PRICE], mem[slot + LEFT]
    _free(mem, mem[AT_PURSES] + account * PURSE, position, side, price * left, left)
    _unlink(mem, product, side, _key(mem, product, side, price), number)
    _drop_slot(mem, number)
    mem[REPLY + 4] = ref
    return ACCEPTED


@_compiled
def _handle(mem, first, second, number, price, quantity, ref):  # type: ignore[no-untyped-def]
    """Carry out a message given by the words of its frame; return its outcome, `RARE` or `FULL`."""
    mem[SEQUENCE] += 1
    client = second & _LOW
    mem[REPLY + 4] = mem[REPLY + 5] = mem[REPLY + 6] = mem[REPLY + 7] = 0
    if client >= mem[CLIENTS]:
        return CLIENT_NOT_FOUND
    last = mem[AT_CLIENTS] + client
    before = mem[last]
    if number ^ _SIGN <= before ^ _SIGN:  # compared without their sign
        return EXISTS
    mem[last] = number
    kind = first & 0xFF
    if not POST <= kind <= CANCEL:
        return RARE
    if mem[CLOSED] != 0:
        return SESSION_CLOSED
    side, instrument, account = first >> 8 & 0xFF, first >> 16 & 0xFFFF, first >> 32 & _LOW
    if kind == CANCEL:
        return _cancel(mem, account, ref)
    if kind == POST:
        outcome = _post(mem, side, instrument, account, price, quantity)
    else:
        outcome = _take(mem, side, instrument, account, price, quantity, ref)
    if outcome == FULL:
        mem[SEQUENCE] -= 1
        mem[last] = before
    return outcome


@_compiled
def next_key(memory, product, side, key):  # type: ignore[no-untyped-def]
    """Return the first level of a side with orders from a key on, or -1."""
    return _next_key(_words(memory), product, side, key)


@_compiled
def new_slot(memory):  # type: ignore[no-untyped-def]
    """Return a free slot, or 0."""
    return _new_slot(_words(memory))


@_compiled
def drop_slot(memory, number):  # type: ignore[no-untyped-def]
    """Free a slot."""
    _drop_slot(_words(memory), number)


@_compiled
def write_deal(memory, instrument, way, side, seller, buyer, price, quantity, sold, bought):  # type: ignore[no-untyped-def]
    """Write a trade down; there is room for it."""
    _write_deal(_words(memory), instrument, way, side, seller, buyer, price, quantity, sold, bought)


@_compiled
def one(address, first, second, number, price, quantity, ref):  # type: ignore[no-untyped-def]
    """Carry out one listing message given by the words of its frame, on the array at an address.

    Return the name of its order (0 of a take), or minus the number of its outcome, or `REFUSED` where Python has to
    carry it out, or there is no room for its trades until some are taken away.
    """
    mem = _words_at(address)
    outcome = _handle(mem, first, second, number, price, quantity, ref)
    if outcome < 0:
        return REFUSED
    return mem[REPLY + 4] if outcome == ACCEPTED else -outcome


@_compiled
def run(address, messages, replies_at, begin):  # type: ignore[no-untyped-def]
    """Carry out messages from a place on, up to one that is rare or finds no room; return where, why (0: the end),
    and how many trades are written.

    The array and the room for replies are given by their addresses. Messages and replies are frames of 8 words.
    Of a rare message the reply lacks what Python has yet to say.
    """
    mem, asked, said = _words_at(address), _words(messages), _words_at(replies_at)
    end = messages.size
    if end > 1 and messages.strides[0] != FRAME:
        return begin, APART, mem[DEALS]
    for i in range(begin, end):
        at = i << 3
        first, second, number = asked[at], asked[at + 1], asked[at + 2]
        if i + AHEAD < end:
            later = at + (AHEAD << 3)
            _look_ahead(mem, asked[later], asked[later + 5])
        outcome = _handle(mem, first, second, number, asked[at + 3], asked[at + 4], asked[at + 5])
        if outcome == FULL:
            return i, FULL, mem[DEALS]
        said[at] = max(outcome, 0) | (first & 0xFF) << 16
        said[at + 1] = (second & _LOW) | (first >> 32 & _LOW) << 32
        said[at + 2] = number
        said[at + 3] = mem[SEQUENCE]
        said[at + 4] = mem[REPLY + 4]
        said[at + 5] = mem[REPLY + 5]
        said[at + 6] = mem[REPLY + 6]
        said[at + 7] = mem[REPLY + 7]
        if outcome < 0:
            return i, RARE, mem[DEALS]
    return end, 0, mem[DEALS]


@_compiled
def run_named(memory, messages, replies, begin, orders, refs, names):  # type: ignore[no-untyped-def]
    """Carry out listing messages as `run` does, where a message calls orders by numbers of its own.

    `orders`: what each message calls its order; `refs`: what it refers to, or -1; `names`: the name each came
    to have, 0
    before. A second order of a number is `ORDER_ID_EXISTS` and is not looked at; it is counted as a message.
    """
    mem, asked, said = _words(memory), _words(messages), _words(replies)
    end = messages.size >> 3
    for i in range(begin, end):
        at = i << 3
        first, ref, order = asked[at], 0, orders[i]
        if refs[i] >= 0:
            ref = names[refs[i]]
            if ref == 0:
                ref = -1
        if first & 0xFF != CANCEL and names[order] != 0:
            mem[SEQUENCE] += 1
            mem[REPLY + 4] = mem[REPLY + 5] = mem[REPLY + 6] = mem[REPLY + 7] = 0
            outcome = ORDER_ID_EXISTS
        else:
            outcome = _handle(mem, first, asked[at + 1], asked[at + 2], asked[at + 3], asked[at + 4], ref)
            if outcome == FULL:
                return i
            if outcome == ACCEPTED and first & 0xFF != CANCEL:
                name = mem[REPLY + 4]
                names[order] = name if name != 0 else -1  # a take has none
        said[at] = outcome | (first & 0xFF) << 16
        said[at + 3] = mem[SEQUENCE]
        for word in range(4, 8):
            said[at + word] = mem[REPLY + word]
    return end
