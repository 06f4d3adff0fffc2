"""The process of a session over its sockets, run in this one by a thread, with the plain core."""

import os
import socket
import stat
import threading
import time
from contextlib import contextmanager, suppress
from random import Random

import numpy as np
import pytest

from tanshi.exchange.client import Client, Refused, of_folder
from tanshi.exchange.matching.messages import BUY, MESSAGE, SELL, Kind, message
from tanshi.exchange.matching.plain import Plain
from tanshi.exchange.process.connection import Door
from tanshi.exchange.process.cores import VERSION
from tanshi.exchange.process.doors import DOORS, door_of, tcp_door, unix_doors
from tanshi.exchange.process.frames import Blocks, Refusal, What, hello
from tanshi.exchange.process.journaled import Venue, found
from tanshi.exchange.process.server import Limits, Server
from tests.exchange.orders import an_opening, posts, random_posts

STEP = 1 << 20
NOON_NS = 12 * 3600 * 10**9


def a_venue(folder, opening=None, epoch=1):
    opening = opening or an_opening()
    found(folder, opening, "00" * 32, VERSION, epoch, STEP)
    return Venue(folder, Plain, lambda _: epoch, STEP)


@contextmanager
def serving(folder, opening=None, epoch=1, port=None, **given):
    """A session served by a thread; at the end it is left as a killed one would leave it, but for its sockets."""
    venue = a_venue(folder, opening, epoch)
    with unix_doors(folder) as doors:
        server = Server(
            venue, doors if port is None else {**doors, port: Door.TRADING}, lambda: NOON_NS, limits=Limits(**given)
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield server
        finally:
            server.end()
            thread.join(60)
            venue.close()
            assert not thread.is_alive()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "s"


_made = []


@pytest.fixture(autouse=True)
def _all_closed():
    yield
    while _made:
        _made.pop().close()


def client(folder, number=1, patience_s=30.0):
    _made.append(Client(of_folder(folder, number), number, patience_s))
    return _made[-1]


def test_an_order_is_answered_and_trades_reach_both_parties(folder):
    with serving(folder):
        maker, taker = client(folder, 1), client(folder, 2)
        first = maker.ask(posts(0, [(0, SELL, 8000, 10), (0, SELL, 7999, 5)]))
        assert first["sequence"].tolist() == [1, 2]
        reply = taker.ask(posts(0, [(1, BUY, 8000, 12)]))
        assert (reply["filled_t"][0], reply["left_t"][0]) == (12, 0)
        maker.listen(0.05)
        taker.listen(0.05)
        assert maker.trades().tolist() == taker.trades().tolist() != []
        assert len(maker.trades()) == 0


def test_the_files_of_the_sockets_say_who_may_connect(folder):
    with serving(folder):
        modes = {door: stat.S_IMODE(door_of(folder, door).stat().st_mode) for door in Door}
    assert modes == {door: mode for door, (_, mode) in DOORS.items()}
    assert modes[Door.OPERATOR] == 0o600
    assert not door_of(folder, Door.TRADING).exists()


# whoever does not keep to it


def raw(folder, door=Door.TRADING):
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(30)
    sock.connect(os.fspath(door_of(folder, door)))
    return sock


def heard(sock):
    """Return all blocks until the exchange ends the connection."""
    blocks, came = Blocks(), []
    try:
        while data := sock.recv(1 << 16):
            came += blocks.feed(data)
    except ConnectionResetError:
        pass
    sock.close()
    return came


def refusals(came):
    from tanshi.exchange.process.frames import REFUSALS

    return [REFUSALS[records["code"][0]] for what, records in came if what is What.REFUSED]


HELLO_OF_TWO = np.frombuffer(hello(2), MESSAGE)


@pytest.mark.parametrize(
    ("door", "sent", "why"),
    [
        (Door.TRADING, posts(1, [(0, BUY, 8000, 1)]).tobytes(), Refusal.NO_HELLO),
        (Door.TRADING, bytes(range(64)), Refusal.NO_HELLO),
        (Door.TRADING, hello(0), Refusal.CLIENT),
        (Door.OPERATOR, hello(1), Refusal.CLIENT),
        (Door.TRADING, hello(1 << 16), Refusal.CLIENT),
        (Door.TRADING, hello(2) + posts(1, [(0, BUY, 8000, 1)], client=3).tobytes(), Refusal.NOT_YOURS),
        (Door.TRADING, hello(2) + os.urandom(64 * 5), Refusal.NOT_YOURS),
        (Door.TRADING, hello(2)[:56] + bytes([9]) + bytes(7), Refusal.VERSION),
    ],
)
def test_who_is_refused(folder, door, sent, why):
    with serving(folder) as server:
        sock = raw(folder, door)
        sock.sendall(sent)
        assert refusals(heard(sock)) == [why]
        good = client(folder, 7)
        assert good.ask(posts(0, [(0, BUY, 8000, 1)]))["sequence"][0] == 1
    assert server.metrics.refused == 1


def test_what_came_before_the_wrong_frame_is_done(folder):
    with serving(folder):
        sock = raw(folder)
        sock.sendall(
            hello(2) + posts(1, [(0, BUY, 8000, 1)], client=2).tobytes() + posts(1, [(0, 0, 1, 1)], 3).tobytes()
        )
        heard(sock)
        again = client(folder, 2)
        again.open()
        assert again.send(posts(0, [(0, BUY, 8000, 1)])) == [2]


def test_frames_in_pieces(folder):
    with serving(folder):
        sock = raw(folder)
        data = hello(2) + posts(1, [(0, BUY, 8000, 1)] * 3, client=2).tobytes()
        for place in range(0, len(data), 23):
            sock.sendall(data[place : place + 23])
            time.sleep(0.002)
        sock.shutdown(socket.SHUT_WR)
        replies = [n for what, records in heard(sock) if what is What.REPLIES for n in records["number"].tolist()]
        assert replies == [1, 2, 3][: len(replies)]
        again = client(folder, 2)
        again.open()
        assert again.send(posts(0, [(0, BUY, 8000, 1)])) == [4]


def test_half_a_frame_is_nothing(folder):
    with serving(folder) as server:
        sock = raw(folder)
        sock.sendall(hello(2) + posts(1, [(0, BUY, 8000, 1)], client=2).tobytes()[:40])
        sock.close()
        client(folder, 3).open()
        assert server.metrics.messages == 0


def test_a_second_of_the_same_number_takes_over(folder):
    with serving(folder):
        older, newer = client(folder, 4, 0.3), client(folder, 4)
        older.ask(posts(0, [(0, BUY, 8000, 1)]))
        newer.open()
        with pytest.raises(Refused) as caught:
            older.listen(1)
        assert caught.value.why is Refusal.TAKEN
        assert newer.send(posts(0, [(0, BUY, 8000, 1)])) == [2]


def test_over_tcp_nobody_takes_over_and_nobody_is_the_operator(folder):
    door = tcp_door(0)
    address = door.getsockname()
    with serving(folder, port=door):
        first = Client(lambda: socket.create_connection(address), 4, 2)
        _made.append(first)
        first.ask(posts(0, [(0, BUY, 8000, 1)]))
        for number, why in ((4, Refusal.TAKEN), (0, Refusal.CLIENT)):
            with pytest.raises(Refused) as caught:
                Client(lambda: socket.create_connection(address), number, 2).open()
            assert caught.value.why is why
    door.close()


def test_too_many_connections(folder):
    with serving(folder, connections=2):
        held = [client(folder, n) for n in (1, 2)]
        for one in held:
            one.open()
        with pytest.raises(Refused) as caught:
            client(folder, 3).open()
        assert caught.value.why is Refusal.FULL


def test_a_silent_connection_is_ended(folder):
    with serving(folder, hello_s=0.0):
        assert refusals(heard(raw(folder))) == [Refusal.NO_HELLO]


def test_a_slow_reader_is_dropped_and_finds_everything_when_it_comes_again(folder):
    with serving(folder, unread=1 << 18) as server:
        sock = raw(folder)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.sendall(hello(2))
        time.sleep(0.05)
        chance = Random(1)
        sent, dropped = 0, False
        while not dropped and sent < 200_000:
            try:
                sock.sendall(random_posts(chance, sent + 1, 500, client=2).tobytes())
                sent += 500
            except OSError:
                dropped = True
        sock.close()
        other = client(folder, 3)
        assert len(other.ask(posts(0, [(0, BUY, 7990, 1)]))) == 1, "nobody waited for it"
        again = client(folder, 2)
        again.open()
        again.listen(0.3)
        assert server.metrics.dropped == 1


def test_no_bytes_end_the_process(folder):
    """Frames with anything in them, behind a hello or not, in any pieces: others trade on, and a replay agrees."""
    chance = Random(8)
    with serving(folder) as server:
        for client_number in range(10, 50):
            sock = raw(folder)
            frames = bytearray(random_posts(chance, 1, chance.randint(1, 20), client=client_number).tobytes())
            for _ in range(chance.randint(0, 30)):
                place = chance.randrange(len(frames))
                if place % 64 not in range(8, 12) or chance.random() < 0.1:  # mostly not the client
                    frames[place] = chance.randrange(256)
            data = hello(client_number) * (chance.random() < 0.9) + bytes(frames)
            with suppress(OSError):
                sock.sendall(data[: chance.randint(1, len(data))])
            sock.close()
        assert len(client(folder, 3).ask(posts(0, [(0, BUY, 8000, 1)]))) == 1
        state, seen = server._venue.core.state_hash(), server._venue.replies.count
    again = Venue(folder, Plain, lambda _: 2, STEP)
    assert (again.core.state_hash(), again.replies.count) == (state, seen)
    again.close()


# cut off


def test_a_client_that_was_cut_off_resumes(folder):
    """The process ends in the middle, again and again; every message is done once and answered once."""
    chance, answers, one = Random(3), [], client(folder, 5, 20)
    for epoch in range(1, 5):
        with serving(folder, epoch=epoch):
            numbers = one.send(random_posts(chance, 0, 300))
            answers += one.replies(numbers[:100]).tolist()
        kept = numbers[100:]
        with serving(folder, epoch=epoch):
            answers += one.replies(kept).tolist()
    assert [a[5] for a in answers] == list(range(1, 1201))
    assert [a[6] for a in answers] == list(range(1, 1201))


def test_trades_come_once_however_often_a_client_comes_again(folder):
    chance, one, came = Random(6), client(folder, 5, 20), []
    for epoch in range(1, 5):
        with serving(folder, epoch=epoch) as server:
            one.ask(random_posts(chance, 0, 200))
            one.listen(0.05)
            came += one.trades()["number"].tolist()
            made = server._venue.trades.count
    assert came == list(range(1, made + 1))


def test_a_client_that_knows_nothing_goes_on_behind_its_last_number(folder):
    with serving(folder):
        first = client(folder, 5)
        first.ask(posts(0, [(0, BUY, 8000, 1)] * 7))
        second = client(folder, 5)
        assert second.ask(posts(0, [(0, BUY, 8000, 1)]))["number"].tolist() == [8]


# the market


def test_the_market_sees_trades_without_names_and_depths(folder):
    with serving(folder, depths_s=0.0):
        market = raw(folder, Door.MARKET)
        one = client(folder, 1)
        one.ask(posts(0, [(0, SELL, 8001, 10), (0, SELL, 8000, 5), (1, BUY, 8000, 3)]))
        blocks, came, until = Blocks(), [], time.monotonic() + 5
        market.settimeout(0.2)
        while time.monotonic() < until:
            try:
                came += blocks.feed(market.recv(1 << 16))
            except TimeoutError:
                break
        trades = np.concatenate([records for what, records in came if what is What.TRADES])
        assert [(t["price_fen"], t["quantity_t"], t["seller"], t["buyer"]) for t in trades] == [
            (8000, 3, 0xFFFFFFFF, 0xFFFFFFFF)
        ]
        depths = [r for what, records in came if what is What.DEPTHS for r in records if r["side"] == SELL]
        last = depths[-1]
        assert list(zip(last["price_fen"], last["quantity_t"], strict=True))[: last["levels"]] == [
            (8000, 2),
            (8001, 10),
        ]
        market.close()


# the end


def test_a_close_ends_the_session_and_its_process(folder):
    venue = a_venue(folder)
    with unix_doors(folder) as doors:
        server = Server(venue, doors, lambda: 7)
        thread = threading.Thread(target=server.run)
        thread.start()
        one, operator = client(folder, 1), client(folder, 0)
        one.ask(posts(0, [(0, BUY, 8000, 1)]))
        assert operator.ask(message(Kind.CLOSE))["number"].tolist() == [1]
        thread.join(60)
        assert venue.is_closed
    sealed = venue.seal()
    venue.close()
    assert sealed.messages == 2
    again = Venue(folder, Plain, lambda _: 2, STEP)
    assert again.is_closed
    assert again.seal() == sealed


# looks


def test_a_party_sees_what_it_has_and_what_rests_of_it(folder):
    with serving(folder):
        one = client(folder, 1)
        one.ask(posts(0, [(0, SELL, 8000, 10), (1, BUY, 7900, 5), (1, BUY, 8000, 4)]))
        held, resting = one.look(1)
        assert [(h["instrument"], h["owned"], h["free"], h["buying"]) for h in held][:2] == [
            (0xFFFF, 10**12 - 4 * 8000, 10**12 - 4 * 8000 - 5 * 7900, 0),
            (0, 10**6 + 4, 10**6, 5),
        ]
        assert [(r["what"], r["side"], r["price_fen"], r["left_t"]) for r in resting] == [(1, BUY, 7900, 5)]
        held, resting = one.look(0xFFFFFFFF)
        assert (len(held), len(resting)) == (0, 0)


def test_who_comes_again_learns_what_of_another_life_arrived_and_what_never_will(folder):
    with serving(folder):
        before = client(folder, 1)
        before.ask(posts(0, [(0, SELL, 8000, 10), (1, BUY, 7900, 5)]))
        after = client(folder, 1)
        after.begin_behind(4, [2, 3, 4])
        after.look(0xFFFFFFFF)
        assert [(n, r["outcome"]) for n, r in after.known().items()] == [(2, 0)]
        assert after.ask(posts(0, [(0, SELL, 8001, 1)]))["number"].tolist() == [5]


def test_the_market_is_told_the_trades_from_the_first_on_with_their_time(folder):
    with serving(folder):
        one = client(folder, 1)
        one.ask(posts(0, [(0, SELL, 8000, 10), (1, BUY, 8000, 4), (1, BUY, 8000, 5)]))
        market, blocks, trades = raw(folder, Door.MARKET), Blocks(), []
        while len(trades) < 2:
            trades += [t for w, records in blocks.feed(market.recv(1 << 16)) if w is What.TRADES for t in records]
        assert [(t["number"], t["quantity_t"], t["spare"], t["buyer"]) for t in trades] == [
            (1, 4, NOON_NS // 10**6, 0xFFFFFFFF),
            (2, 5, NOON_NS // 10**6, 0xFFFFFFFF),
        ]
        market.close()
