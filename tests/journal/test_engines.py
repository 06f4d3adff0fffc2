"""Both engines keep exactly the bytes they were given."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tanshi.journal.open import open_engine
from tanshi.journal.schema import EvidenceRow, FactRow, MetaRow

ODD = [
    "",
    " ",
    "NULL",
    "null",
    '"',
    "\\",
    '\\"',
    "{}",
    "{a,b}",
    ",",
    "'",
    "a\nb\r\n\tc",
    "\\x00",
    "%s %% ?",
    "碳市",
    "𠮷",
    "e\u0301",
    "\u00e9",
    "\ufeff",
    "\u2028",
    "\x7f\x01",
    "$$",
    "--",
    "a" * 70_000,
]


@pytest.fixture
def engine(database):
    opened = open_engine(database)
    if opened.is_empty():
        opened.create([FactRow, MetaRow, EvidenceRow], guarded=False)
    yield opened
    opened.close()


def test_texts_and_bytes_come_back_as_they_went(engine):
    rows = [(f"{n:03d}", text) for n, text in enumerate(ODD)]
    parts = [("n" * 64, n, data) for n, data in enumerate([b"", b"\x00\xff\\x", os.urandom(100_000), b'{"\\\\x"}'])]
    with engine.aside() as writes:
        writes.insert(MetaRow.__table__, rows)
        writes.insert(EvidenceRow.__table__, parts)
    with engine.snapshot() as view:
        found = view.fetch("SELECT name, value FROM journal_meta WHERE length(name) = 3 ORDER BY name")
        files = view.fetch("SELECT name, part, data FROM journal_evidence ORDER BY part")
    assert found == rows
    assert [(name, part, bytes(data)) for name, part, data in files] == parts
    with engine.alone() as writes:
        assert sorted(writes.pick(MetaRow.__table__, [name for name, _ in rows])) == rows
        picked = writes.pick(EvidenceRow.__table__, [(name, part) for name, part, _ in parts])
        assert sorted((name, part, bytes(data)) for name, part, data in picked) == parts


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), max_size=8, unique=True))
def test_any_text_is_a_key(engine, texts):
    rows = [(text + "!", text) for text in texts]
    with engine.alone() as writes:
        writes.upsert(MetaRow.__table__, rows)
        assert sorted(writes.pick(MetaRow.__table__, [name for name, _ in rows])) == sorted(rows)


@pytest.mark.parametrize("number", [0, -1, 2**53, -(2**63), 2**63 - 1])
def test_whole_numbers_of_64_bits(engine, number):
    with engine.alone() as writes:
        writes.insert(EvidenceRow.__table__, [("m" * 64, number, b"x")])
        assert [row[1] for row in writes.pick(EvidenceRow.__table__, [("m" * 64, number)])] == [number]
