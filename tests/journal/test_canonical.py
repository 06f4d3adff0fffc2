import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.journal.canonical import NotCanonical, canonical, parse

text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
bodies = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z_0-9]{1,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_the_examples_of_rfc_8785():
    """RFC 8785, 3.2.2: literals, and the escapes of its string example; 3.2.3: keys in order."""
    assert canonical({"literals": [None, True, False]}) == b'{"literals":[null,true,false]}'
    string = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    assert canonical({"string": string}) == '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    assert canonical({"b": 1, "a": 2, "10": 3, "1": 4}) == b'{"1":4,"10":3,"a":2,"b":1}'


def test_control_characters_have_the_short_escapes():
    assert canonical("\b\t\n\f\r\x1f\x7f") == b'"\\b\\t\\n\\f\\r\\u001f\x7f"'


def test_chinese_text_stays_readable():
    assert canonical({"name": "碳市"}) == '{"name":"碳市"}'.encode()


@pytest.mark.parametrize(
    "body",
    [
        1.5,
        float("nan"),
        {"a": 1.0},
        2**53,
        -(2**53),
        {1: 2},
        {"键": 1},
        "a\0b",
        "\ud800",
        {"a": {1, 2}},
        b"x",
        object(),
    ],
)
def test_what_has_no_canonical_form_is_refused(body):
    with pytest.raises(NotCanonical):
        canonical(body)


@given(bodies)
def test_reading_back_gives_the_same_body_and_the_same_bytes(body):
    assert parse(canonical(body)) == body
    assert canonical(parse(canonical(body))) == canonical(body)


@given(bodies)
def test_the_bytes_are_json_without_spaces(body):
    assert json.loads(canonical(body).decode()) == body


_STANDARD = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@given(bodies)
def test_the_bytes_are_those_of_the_standard_library(body):
    assert canonical(body) == _STANDARD.encode(body).encode()


def test_a_body_nested_without_end_is_refused():
    body = []
    for _ in range(5_000):
        body = [body]
    with pytest.raises(NotCanonical):
        canonical(body)
