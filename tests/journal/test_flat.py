"""The quick look at a record agrees with the careful reader, whatever stands in it."""

from dataclasses import FrozenInstanceError, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.journal.canonical import canonical, encoded
from tanshi.journal.fact import Fact, FactType, FactTypes
from tanshi.journal.flat import flat, maker
from tanshi.journal.request import Malformed, is_closed, read, read_all


@dataclass(frozen=True, slots=True)
class Asked:
    """A flat request."""

    holder: str
    amount_t: int
    period: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Nested:
    """A request with another one in it."""

    of: tuple[Asked, ...]
    free: dict[str, str]


@dataclass(frozen=True, slots=True)
class Noted(Fact):
    """A flat fact."""

    type = "test.noted/1"
    holder: str
    amount_t: int
    text: str


values = st.one_of(
    st.text(max_size=5),
    st.sampled_from(["\0", "\ud800", "鄂A", "x\0y"]),
    st.integers(-(2**54), 2**54),
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False),
    st.just(()),
)
items = st.dictionaries(st.sampled_from(["holder", "amount_t", "period", "note", "other"]), values, max_size=5)


def plainly(item):
    """Return what a reader that looks at field after field makes of an item, or None."""
    good = {"holder": str, "amount_t": int, "period": str, "note": str}
    if set(item) - set(good) or {"holder", "amount_t", "period"} - set(item):
        return None
    for name, value in item.items():
        if type(value) is not good[name]:
            return None
        if type(value) is int and not -(2**53) < value < 2**53:
            return None
        if type(value) is str and ("\0" in value or any(0xD800 <= ord(c) < 0xE000 for c in value)):
            return None
    return Asked(**item)


@given(items)
def test_a_request_is_read_as_field_by_field(item):
    expected = plainly(item)
    if expected is None:
        with pytest.raises(Malformed):
            read(Asked, item)
    else:
        assert read(Asked, item) == expected
        assert encoded([item]) == canonical([item])


@given(st.lists(items, max_size=4))
def test_requests_are_read_together_as_one_by_one(several):
    assert told(lambda: read_all(Asked, several)) == told(
        lambda: [read(Asked, item, f"items[{n}]") for n, item in enumerate(several)]
    )


def told(reading):
    try:
        return reading()
    except Malformed as error:
        return str(error)


def test_a_record_made_quickly_is_like_any_other():
    quick, plain = maker(Noted)("a", 5, "b"), Noted("a", 5, "b")
    assert (quick, hash(quick), repr(quick), type(quick)) == (plain, hash(plain), repr(plain), Noted)
    with pytest.raises(FrozenInstanceError):
        quick.holder = "c"


@given(st.lists(st.tuples(st.text(max_size=6), st.integers(-(2**54), 2**54)), max_size=4))
def test_facts_are_stored_together_as_one_by_one(several):
    types = FactTypes([FactType(Noted, lambda fact, at, rows: None)])
    facts = [Noted(holder, amount, "") for holder, amount in several]
    try:
        expected = [canonical({"data": types.encode(fact)}) for fact in facts]
    except TypeError as error:
        with pytest.raises(type(error)):
            types.stored(facts)
    else:
        assert types.stored(facts) == expected


@given(st.text(max_size=6), st.integers(-(2**54), 2**54), st.text(max_size=6))
def test_a_fact_is_stored_as_its_canonical_body_or_refused(holder, amount, text):
    types = FactTypes([FactType(Noted, lambda fact, at, rows: None)])
    fact = Noted(holder, amount, text)
    try:
        expected = canonical({"data": types.encode(fact)})
    except TypeError as error:
        with pytest.raises(type(error)):
            types.stored([fact])
    else:
        assert types.stored([fact]) == [expected]


def test_only_text_and_whole_numbers_are_flat():
    assert flat(Asked) is not None
    assert flat(Nested) is None
    assert is_closed(Asked)
    assert not is_closed(Nested)
