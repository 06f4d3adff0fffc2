"""Segments: whatever happens to their bytes, what is read is whole lots from the beginning, or a refusal."""

import errno
import os
from hashlib import sha256
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.core.finding import Problem
from tanshi.exchange.matching.messages import Kind, message
from tanshi.exchange.segments.layout import HEAD, Header, encode_lot, seed_of
from tanshi.exchange.segments.reader import Reader, Stopped
from tanshi.exchange.segments.writer import Segment, SegmentFailed, lots_of, read_sealed
from tests.exchange.orders import an_opening, random_posts

HEADER = Header(an_opening().encode(), sha256(b"law").hexdigest(), "1", 3)
STEP = 1 << 20


def a_segment(sizes, epochs=None):
    """Return a segment's bytes and the messages of its lots."""
    encoded = HEADER.encode()
    chance, data, lots, first = Random(1), [encoded], [], 1
    for place, size in enumerate(sizes):
        messages = random_posts(chance, first, size).tobytes()
        epoch = epochs[place] if epochs else 3
        data.append(encode_lot(seed_of(encoded), epoch, first, 1000 * place, messages))
        lots.append(messages)
        first += size
    return b"".join(data), lots


WHOLE, LOTS = a_segment([1, 3, 2, 7, 1], [3, 3, 4, 4, 9])
BEGIN = len(HEADER.encode())


def read(data):
    reader = Reader(data)
    return [lot.messages.tobytes() for lot in reader], reader


def test_what_was_written_is_read():
    found, reader = read(WHOLE)
    assert (found, reader.stopped, reader.at) == (LOTS, Stopped.END, len(WHOLE))
    assert (reader.header, reader.sequence, reader.epoch, reader.time_ns) == (HEADER, 14, 9, 4000)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE)), st.booleans())
def test_a_cut_anywhere_leaves_whole_lots(at, filled):
    data = WHOLE[:at] + (bytes(len(WHOLE) - at + 4096) if filled else b"")
    found, reader = read(data)
    assert found == LOTS[: len(found)]
    assert reader.stopped is not None
    assert reader.lost() is None
    ends = [BEGIN + HEAD.size * n + sum(map(len, LOTS[:n])) for n in range(1, len(LOTS) + 1)]
    assert len(found) == sum(data[:end] == WHOLE[:end] for end in ends)


@settings(max_examples=500, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_changed_byte_anywhere_ends_before_its_lot(at, change):
    data = bytearray(WHOLE)
    data[at] ^= change
    found, reader = read(bytes(data))
    assert found == LOTS[: len(found)]
    assert len(found) < len(LOTS)
    if at < BEGIN:
        assert (found, reader.stopped) == ([], Stopped.HEADER)
    elif len(found) < len(LOTS) - 1:
        assert reader.lost() is not None, "sound lots follow: this is damage, not the end"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(LOTS)))
def test_garbage_behind_is_never_a_lot(garbage, keep):
    end = BEGIN + sum(HEAD.size + len(lot) for lot in LOTS[:keep])
    found, _ = read(WHOLE[:end] + garbage)
    assert found == LOTS[:keep]


@pytest.mark.parametrize(
    ("lots", "reason"),
    [
        ([(3, 1, 5, 1), (3, 3, 5, 1)], Stopped.SEQUENCE),
        ([(3, 1, 5, 1), (2, 2, 5, 1)], Stopped.EPOCH),
        ([(3, 1, 5, 1), (3, 2, 4, 1)], Stopped.TIME),
        ([(3, 1, 5, 1), (3, 2, 5, 0)], Stopped.LENGTH),
    ],
)
def test_why_reading_ends(lots, reason):
    encoded, chance = HEADER.encode(), Random(2)
    data = encoded + b"".join(
        encode_lot(seed_of(encoded), epoch, first, time, random_posts(chance, first, size).tobytes())
        for epoch, first, time, size in lots
    )
    found, reader = read(data)
    assert (len(found), reader.stopped) == (1, reason)


def test_a_lot_of_another_segment_is_not_sound_here():
    other = Header(an_opening(accounts=5).encode(), HEADER.parameters, "1", 3)
    lot = encode_lot(seed_of(other.encode()), 3, 1, 0, random_posts(Random(1), 1, 2).tobytes())
    assert read(HEADER.encode() + lot)[1].stopped is Stopped.CRC


# files


def fill(path, lots=3):
    segment = Segment.create(path, HEADER, STEP)
    written, chance = [], Random(4)
    for n in range(lots):
        segment.make_room()
        messages = random_posts(chance, segment.sequence + 1, n + 1)
        segment.append(messages, n)
        written.append(messages.tobytes())
    segment.close()
    return written


def reopened(path, epoch=4):
    seen = []
    segment = Segment.reopen(path, lambda _: epoch, lambda lot: seen.append(lot.messages.tobytes()), STEP)
    return segment, seen


def test_a_reopened_segment_goes_on(tmp_path):
    written = fill(tmp_path / "s")
    segment, seen = reopened(tmp_path / "s")
    assert (seen, segment.sequence) == (written, 6)
    segment.append(random_posts(Random(5), 7, 2), 9)
    segment.close()
    again, seen = reopened(tmp_path / "s", 5)
    assert (len(seen), again.sequence, again.time_ns) == (4, 8, 9)
    again.close()


def test_a_torn_lot_is_cut_off_for_good(tmp_path):
    path = tmp_path / "s"
    written = fill(path)
    data = path.read_bytes()
    end = BEGIN + sum(HEAD.size + len(lot) for lot in written)
    torn = encode_lot(seed_of(HEADER.encode()), 3, 7, 9, random_posts(Random(5), 7, 40).tobytes())[:-100]
    path.write_bytes(data[:end] + torn + data[end + len(torn) :])
    segment, seen = reopened(path)
    segment.close()
    assert seen == written
    assert not any(path.read_bytes()[end:])


def test_damage_before_what_was_acknowledged_opens_nothing(tmp_path):
    path = tmp_path / "s"
    fill(path)
    data = bytearray(path.read_bytes())
    for at in (BEGIN + HEAD.size + 5, BEGIN + 6):
        harmed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        path.write_bytes(harmed)
        with pytest.raises(Problem) as caught:
            reopened(path)
        assert [f.code for f in caught.value.findings] == ["segment.damaged"]
        assert path.read_bytes() == harmed
    path.write_bytes(data[:BEGIN] + bytes(HEAD.size) + data[BEGIN + HEAD.size :])  # a head that became zeros
    with pytest.raises(Problem):
        reopened(path)
    path.write_bytes(b"x" + data[1:])
    with pytest.raises(Problem) as caught:
        reopened(path)
    assert [f.code for f in caught.value.findings] == ["segment.no_header"]


def test_an_older_epoch_opens_nothing(tmp_path):
    fill(tmp_path / "s")
    with pytest.raises(Problem) as caught:
        reopened(tmp_path / "s", 2)
    assert [f.code for f in caught.value.findings] == ["segment.later_epoch"]


@pytest.mark.parametrize("call", ["fdatasync", "pwrite"])
def test_a_failed_write_is_the_end(tmp_path, monkeypatch, call):
    segment = Segment.create(tmp_path / "s", HEADER, STEP)
    segment.append(random_posts(Random(1), 1, 1), 0)

    def fails(*_):
        raise OSError(errno.EIO, "input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fails)
        with pytest.raises(SegmentFailed):
            segment.append(random_posts(Random(1), 2, 1), 0)
    with pytest.raises(SegmentFailed):
        segment.append(random_posts(Random(1), 2, 1), 0)
    assert segment.sequence == 1
    segment.close()


def test_no_room_is_said_before_a_lot_is_carried_out(tmp_path, monkeypatch):
    segment = Segment.create(tmp_path / "s", HEADER, STEP)
    for first in range(1, 8 * 2500, 2500):
        segment.append(random_posts(Random(1), first, 2500), 0)
    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", lambda *_: 0)
        with pytest.raises(SegmentFailed):
            segment.make_room()
    segment.close()
    again, seen = reopened(tmp_path / "s")
    assert len(seen) == 8
    again.close()


def test_a_sealed_segment_has_its_digest(tmp_path):
    path = tmp_path / "s"
    written = fill(path)
    segment, _ = reopened(path)
    close = message(Kind.CLOSE, number=1)
    segment.append(close, 20)
    sealed = segment.seal()
    assert segment.seal() == sealed
    segment.close()
    assert (sealed.messages, sealed.epoch, sealed.size) == (7, 4, path.stat().st_size)
    assert sealed.sha256 == sha256(path.read_bytes()).hexdigest()
    assert [lot.messages.tobytes() for lot in lots_of(path.read_bytes())] == [*written, close.tobytes()]
    assert path.stat().st_mode & 0o777 == 0o440


def test_what_is_not_closed_is_not_sealed(tmp_path):
    fill(tmp_path / "s")
    with pytest.raises(Problem):
        read_sealed(tmp_path / "s")
    with pytest.raises(Problem):
        list(lots_of((tmp_path / "s").read_bytes()[:-1] + b"\x01"))


def test_a_segment_is_made_once(tmp_path):
    Segment.create(tmp_path / "s", HEADER, STEP).close()
    with pytest.raises(FileExistsError):
        Segment.create(tmp_path / "s", HEADER, STEP)
    assert np.frombuffer((tmp_path / "s").read_bytes()[BEGIN:], "u1").any() == np.False_
