"""Work beside the requests: asked for by name, done once, bounded; and files that are held for their owner."""

import threading

import pytest

from tanshi.server.workbench import Busy, Workbench


@pytest.fixture
def bench():
    made = Workbench()
    yield made
    made.close()


def test_the_same_question_is_worked_on_once(bench):
    gate, made = threading.Event(), []

    def make(tell):
        tell(1, 4)
        made.append(1)
        gate.wait(10)
        return "answer"

    one = bench.ask("q", make)
    assert bench.ask("q", make) is one
    assert not one.waited(0.01)
    assert one.percent < 100
    gate.set()
    assert one.waited(10)
    assert (one.percent, bench.fetch("q", one), made) == (100, "answer", [1])
    assert bench.ask("q", make) is not one


def test_progress_never_says_done_before_it_is(bench):
    gate, told = threading.Event(), threading.Event()

    def make(tell):
        tell(80, 50)
        told.set()
        gate.wait(10)

    work = bench.ask("q", make)
    assert told.wait(10)
    assert work.percent == 99
    gate.set()


def test_what_breaks_breaks_who_asked(bench):
    def make(tell):
        raise ValueError("no")

    work = bench.ask("q", make)
    assert work.waited(10)
    with pytest.raises(ValueError, match="no"):
        bench.fetch("q", work)


def test_no_more_is_taken_on_than_is_done(bench):
    gate = threading.Event()
    works = [bench.ask(f"q{n}", lambda tell: gate.wait(10)) for n in range(16)]
    with pytest.raises(Busy):
        bench.ask("one more", lambda tell: None)
    assert bench.ask("q3", lambda tell: None) is works[3]
    gate.set()
    assert all(work.waited(10) for work in works)
    assert bench.ask("one more", lambda tell: 1).waited(10)  # what nobody fetched makes room


def test_files_are_their_owner_s_and_a_few_each(bench):
    first = bench.hold("a", "units.csv", b"1")
    assert bench.file("a", first.id) == first
    assert bench.file("b", first.id) is None
    for n in range(8):
        last = bench.hold("a", f"{n}.csv", b"x")
    assert bench.file("a", first.id) is None
    assert bench.file("a", last.id) == last
    for n in range(40):
        bench.hold(f"other {n}", "units.csv", b"x")
    assert bench.file("a", last.id) is None
