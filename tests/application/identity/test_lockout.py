import threading

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from tanshi.application.identity.gate import after
from tanshi.application.identity.lockout import Attempt, Tally, attempt, failed, is_locked, network, succeeded
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.settings import Lockout

from .people import fetch, ok, pass_time, refused

POLICY = Lockout(free=3, first_s=10, most_s=60, forget_s=600)


def test_the_wait_doubles_up_to_the_most():
    assert [POLICY.wait_s(n) for n in range(1, 9)] == [0, 0, 0, 10, 20, 40, 60, 60]
    assert POLICY.wait_s(10_000) == 60


class Model:
    """Lockout said as a list of what happened: failures at which second, and nothing else."""

    def __init__(self):
        self.failures = []

    def locked(self, second):
        run = self._run()
        return bool(run) and second < run[-1] + self._wait(len(run))

    def fail(self, second):
        self.failures.append(second)

    def _run(self):
        run = []
        for second in self.failures:
            if run and second - run[-1] > POLICY.forget_s:
                run = []
            run.append(second)
        return run

    @staticmethod
    def _wait(count):
        wait = 10
        for _ in range(count - 4):
            wait = min(60, wait * 2)
        return wait if count > 3 else 0


@budget(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0, 1, 5, 9, 10, 11, 59, 60, 61, 599, 600, 601]), st.booleans()), max_size=40)
)
def test_tallies_agree_with_a_model(steps):
    model, tally, second = Model(), Tally(), 0
    for wait, success in steps:
        second += wait
        now = after("2023-05-04T01:30:00.000Z", second)
        assert is_locked(tally, now) == model.locked(second)
        if model.locked(second):
            continue
        if success:
            model, tally = Model(), Tally()
        else:
            model.fail(second)
            tally = failed(tally, now, POLICY)
        assert tally.failures == len(model._run())


def test_a_login_waits_longer_after_each_failure_wherever_it_comes_from(gate):
    for n in range(6):
        ok(attempt(gate, "password", "wang", f"10.0.0.{n}"))
    found = refused(attempt(gate, "password", "wang", "10.0.1.1"), Out.LOCKED)
    assert found.details == {"until": "2023-05-04T01:30:30.000Z"}
    ok(attempt(gate, "password", "li", "10.0.0.1"))
    ok(attempt(gate, "second_factor", "wang", "10.0.0.1"))
    pass_time(gate, seconds=29)
    refused(attempt(gate, "password", "wang", "10.0.0.1"), Out.LOCKED)
    pass_time(gate, seconds=1)
    ok(attempt(gate, "password", "wang", "10.0.0.1"))
    assert refused(attempt(gate, "password", "wang", ""), Out.LOCKED).details == {"until": "2023-05-04T01:31:30.000Z"}
    pass_time(gate, days=2)
    for n in range(6):
        ok(attempt(gate, "password", "wang", f"10.0.0.{n}"))


def test_an_address_is_locked_for_all_logins_and_a_login_of_ones_own_does_not_clear_it(gate):
    free = gate.settings.lockout_address.free
    for n in range(free):
        ok(attempt(gate, "password", f"guess{n}", "2001:db8::1"))
        own = ok(attempt(gate, "password", "mallory", "2001:db8::2"))
        with gate.engine.aside() as writes:
            succeeded(writes, own)
    ok(attempt(gate, "password", "last", "2001:db8::ffff"))
    refused(attempt(gate, "password", "mallory", "2001:db8::3"), Out.LOCKED)
    ok(attempt(gate, "password", "mallory", "2001:db8:0:1::3"))


def test_a_success_forgets_the_login_and_unlocks_what_it_had_locked(gate):
    for _ in range(5):
        ok(attempt(gate, "password", "wang", "10.0.0.1"))
    sixth = ok(attempt(gate, "password", "wang", "10.0.0.1"))
    refused(attempt(gate, "password", "wang", "10.0.0.2"), Out.LOCKED)
    with gate.engine.aside() as writes:
        succeeded(writes, sixth)
    ok(attempt(gate, "password", "wang", "10.0.0.2"))
    assert fetch(gate, "SELECT failures FROM identity_tally WHERE id LIKE 'password:%'") == [(1,)]


def test_a_hundred_attempts_at_once_are_a_hundred_failures(gate):
    found = []
    ready = threading.Barrier(20)

    def try_once():
        ready.wait()
        found.append(attempt(gate, "password", "wang", "10.0.0.1"))

    threads = [threading.Thread(target=try_once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(f, Attempt) for f in found) == gate.settings.lockout_login.free + 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix socket", "unix socket"),
    ],
)
def test_what_counts_as_one_place(address, counted):
    assert network(address) == counted


def test_tallies_do_not_tell_what_was_typed(gate):
    ok(attempt(gate, "password", "my secret password", "10.0.0.1"))
    assert "my secret" not in repr(fetch(gate, "SELECT * FROM identity_tally"))
