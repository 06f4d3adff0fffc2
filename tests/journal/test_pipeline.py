"""Statements that travel together fail together, and the connection goes on."""

import threading
import time

import psycopg
import pytest

from tanshi.journal.pipeline import Pipeline


@pytest.fixture
def pipeline(pg_url):
    with psycopg.connect(pg_url, autocommit=True) as connection:
        made = Pipeline(connection)
        made.add("CREATE TEMPORARY TABLE thing (id bigint PRIMARY KEY, name text, data bytea)")
        made.run()
        yield made


ALL = "SELECT id, name, data FROM thing ORDER BY id"
INSERT = "INSERT INTO thing VALUES (?, ?, ?)"


def test_answers_come_in_order_with_their_types(pipeline):
    pipeline.add(INSERT, (-(2**63), "碳?", b"\x00\xff"))
    pipeline.add(ALL)
    pipeline.add(INSERT, (7, None, None))
    pipeline.add(ALL)
    pipeline.add("SELECT 1::smallint, 2::integer, NULL::text WHERE 1 = 2")
    first = (-(2**63), "碳?", b"\x00\xff")
    assert pipeline.run() == [[], [first], [], [first, (7, None, None)], []]


def test_one_wrong_statement_undoes_all_of_its_transaction_and_the_next_works(pipeline):
    for _ in range(3):
        for sql, params in [("BEGIN", ()), (INSERT, (1, "a", b"")), (INSERT, (1, "b", b"")), ("COMMIT", ())]:
            pipeline.add(sql, params)
        with pytest.raises(psycopg.errors.UniqueViolation):
            pipeline.run()
        pipeline.add("ROLLBACK")
        pipeline.add(ALL)
        assert pipeline.run() == [[], []]


def test_much_in_both_directions(pipeline):
    data = bytes(range(256)) * 4_000
    for number in range(12):
        pipeline.add(INSERT, (number, "x" * 1_000_000, data))
        pipeline.add("SELECT data FROM thing")
    answers = pipeline.run()
    assert [len(rows) for rows in answers[1::2]] == list(range(1, 13))
    assert all(row == (data,) for rows in answers[1::2] for row in rows)


def test_a_server_that_ends_the_session_is_an_operational_error(pipeline, pg_url):
    pipeline.add("SELECT pg_backend_pid()::bigint")
    ((pid,),) = pipeline.run()[0]
    with psycopg.connect(pg_url) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    pipeline.add(ALL)
    with pytest.raises(psycopg.OperationalError):
        pipeline.run()


def test_waiting_lets_other_threads_run(pipeline):
    ticks = []
    done = threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.005)

    thread = threading.Thread(target=tick)
    thread.start()
    pipeline.add("SELECT pg_sleep(0.3)::text")
    pipeline.run()
    done.set()
    thread.join()
    assert len(ticks) > 10
