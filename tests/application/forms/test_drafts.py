import pytest

from tanshi.application.forms import drafts, form, load, remove, save
from tanshi.core.finding import Problem

POWER = form("power-month")
NOW, LATER = "2022-02-01T00:00:00.000Z", "2022-02-02T00:00:00.000Z"


def kept(market, cells, revision, now=NOW, owner="e1/1"):
    return save(market.engine, POWER, "e1", owner, cells, revision=revision, now=now)


def test_a_draft_is_saved_step_by_step(both_books):
    market = both_books
    assert [kept(market, {"rows": [{"a": n}]}, n).draft.revision for n in range(3)] == [1, 2, 3]
    with market.view() as view:
        draft = load(view, "power-month", "e1", "e1/1")
        assert draft.cells == {"rows": [{"a": 2}]}
        assert load(view, "power-month", "e1", "somebody") is None
    remove(market.engine, "power-month", "e1", "e1/1")
    with market.view() as view:
        assert load(view, "power-month", "e1", "e1/1") is None


def test_two_tabs_cannot_overwrite_each_other(both_books):
    assert kept(both_books, {"rows": ["first tab"]}, 0).done
    second = kept(both_books, {"rows": ["second tab"]}, 0, LATER)
    assert not second.done
    assert (second.draft.revision, second.draft.cells) == (1, {"rows": ["first tab"]})
    assert kept(both_books, {"rows": ["second tab"]}, 1, LATER).done
    late = kept(both_books, {"rows": ["first tab again"]}, 1, LATER)
    assert not late.done
    assert late.draft.cells == {"rows": ["second tab"]}


def test_saving_the_same_again_is_no_new_revision(books):
    kept(books, {"a": 1}, 0)
    again = kept(books, {"a": 1}, 0, LATER)
    assert (again.done, again.draft.revision, again.draft.saved_at) == (True, 1, NOW)


def test_a_draft_that_was_removed_is_begun_again(books):
    kept(books, {"a": 1}, 0)
    remove(books.engine, "power-month", "e1", "e1/1")
    saved = kept(books, {"a": 2}, 1)
    assert (saved.done, saved.draft.revision) == (True, 1)


def test_what_cannot_be_kept_is_refused(books, monkeypatch):
    with pytest.raises(Problem):
        kept(books, {"a": object()}, 0)
    with pytest.raises(Problem):
        kept(books, {"a": float("nan")}, 0)
    monkeypatch.setattr(drafts, "LARGEST", 10)
    with pytest.raises(Problem, match="larger than can be kept"):
        kept(books, {"a": "x" * 20}, 0)


def test_any_text_comes_back(both_books):
    cells = {"header": {"entity": "𠮷\u202e\n\"'"}, "rows": [{"a": "\ud800"}, {"a": "\0"}, {"a": "\\u0000"}]}
    assert kept(both_books, cells, 0).draft.cells == cells


def test_drafts_are_no_facts(books):
    before = books.state_hash()
    kept(books, {"a": 1}, 0)
    assert books.state_hash() == before
    assert books.audit().ok
