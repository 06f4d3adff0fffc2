"""Results come to the loop with fewer wake-ups than results, errors as errors, and nobody takes work back."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tanshi.server.mailbox import Mailbox, Mailboxes


def test_a_group_of_results_needs_one_wake_up():
    async def run():
        loop, wakes = asyncio.get_running_loop(), []
        box = Mailbox(loop)
        wake = box._wake
        box._wake = lambda call: wakes.append(1) or wake(call)
        work = [Future() for _ in range(20)]
        waiting = [box.awaited(one) for one in work]
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: [one.set_result(n) for n, one in enumerate(work)]).result()  # the loop stands still
        assert await asyncio.gather(*waiting) == list(range(20))
        assert len(wakes) == 1

    asyncio.run(run())


def test_from_many_threads_nothing_is_lost():
    async def run():
        boxes = Mailboxes()
        with ThreadPoolExecutor(8) as pool:
            for _ in range(20):
                found = await asyncio.gather(*(boxes.awaited(pool.submit(pow, n, 2)) for n in range(100)))
                assert found == [n * n for n in range(100)]

    asyncio.run(run())


def test_an_error_is_raised_where_it_is_awaited_and_a_caller_may_go_away():
    async def run():
        boxes = Mailboxes()
        broken, slow = Future(), Future()
        broken.set_exception(ValueError("x"))
        with pytest.raises(ValueError, match="x"):
            await boxes.awaited(broken)
        gone = boxes.awaited(slow)
        gone.cancel()
        slow.set_result(1)
        await asyncio.sleep(0)
        assert not slow.cancelled()
        assert gone.cancelled()

    asyncio.run(run())


def test_after_the_loop_has_ended_a_result_is_nobody_s():
    work = Future()

    async def run():
        Mailboxes().awaited(work)

    asyncio.run(run())
    work.set_result(1)
