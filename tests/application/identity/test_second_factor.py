import re
import threading
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest

from tanshi.application.identity.caller import anonymous, console
from tanshi.application.identity.gate import open_gate
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.refusal import Refused
from tanshi.application.identity.second_factor import (
    drop,
    enrol,
    finish_enrolment,
    has_second_factor,
    new_recovery_codes,
    recovery_codes_left,
    reseal,
    totp,
)
from tanshi.application.identity.sessions import caller_of, session_of
from tanshi.application.identity.sign_in import pass_second_factor
from tanshi.core.finding import Problem

from .conftest import CHEAP, KEYS, counted_entropy
from .people import code_now, enrolled, fetch, member, ok, pass_time, refused, secret_of, signed_in, strong


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ],
)
def test_vectors_of_rfc_6238(seconds, code):
    assert totp(b"12345678901234567890", seconds // 30, digits=8) == code


def test_vectors_of_rfc_4226():
    codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    assert [totp(b"12345678901234567890", n) for n in range(10)] == codes


def test_enrolment_shows_what_an_authenticator_reads(gate):
    member(gate, "wang@plant", "hubei")
    shown = ok(enrol(gate, signed_in(gate, "wang@plant").token))
    parts = urlsplit(shown.uri)
    query = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/tanshi 碳市:wang@plant"
    assert query == {
        "secret": [shown.secret],
        "issuer": ["tanshi 碳市"],
        "algorithm": ["SHA1"],
        "digits": ["6"],
        "period": ["30"],
    }
    assert len(secret_of(shown)) == 20
    picture = ElementTree.fromstring(shown.svg)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert list(picture.iter("{http://www.w3.org/2000/svg}path"))


def test_the_picture_is_read_by_a_camera(memory):
    cv2 = pytest.importorskip("cv2")
    numpy = pytest.importorskip("numpy")
    member(memory, "wang", "hubei")
    shown = ok(enrol(memory, signed_in(memory, "wang").token))
    pixels = _drawn(shown.svg, numpy)
    assert cv2.QRCodeDetector().detectAndDecode(pixels)[0] == shown.uri


def _drawn(svg, numpy):
    """Draw the dark lines of the picture: horizontal strokes one module high, given as relative moves."""
    path = next(p for p in ElementTree.fromstring(svg).iter() if p.get("stroke"))
    width = int(re.search(r'width="(\d+)"', svg)[1]) // 5
    image = numpy.full((width, width), 255, dtype=numpy.uint8)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-0-9. ]+)", path.get("d")):
        values = [float(n) for n in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            image[int(y), int(x) : int(x + values[0])] = 0
            x += values[0]
    return numpy.kron(image, numpy.ones((8, 8), dtype=numpy.uint8))


def test_a_second_factor_is_in_force_when_its_first_code_was_shown(gate):
    member(gate, "wang", "hubei")
    half = signed_in(gate, "wang")
    refused(finish_enrolment(gate, half.token, "123456"), Out.SECOND_FACTOR_NOT_BEGUN)
    secret = secret_of(ok(enrol(gate, half.token)))
    refused(finish_enrolment(gate, half.token, "123456"), Out.SECOND_FACTOR_WRONG)
    with gate.engine.snapshot() as view:
        assert not has_second_factor(view, "wang")
    code = code_now(gate, secret)
    done = ok(finish_enrolment(gate, half.token, code))
    assert done.signed_in.then == "ready"
    with gate.engine.snapshot() as view:
        assert has_second_factor(view, "wang")
        assert recovery_codes_left(view, "wang") == 10
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", recovery) for recovery in done.recovery_codes)
    assert len(set(done.recovery_codes)) == 10
    refused(pass_second_factor(gate, signed_in(gate, "wang").token, code), Out.SECOND_FACTOR_WRONG)


def test_a_stolen_password_does_not_replace_a_second_factor(gate):
    strong(gate, "wang", "hubei")
    half = signed_in(gate, "wang")
    refused(enrol(gate, half.token), Out.SECOND_FACTOR_NEEDED)
    refused(finish_enrolment(gate, half.token, "123456"), Out.SECOND_FACTOR_NEEDED)
    refused(new_recovery_codes(gate, half.token), Out.SECOND_FACTOR_NEEDED)


def test_an_enrolment_begun_before_another_was_finished_comes_too_late(gate):
    member(gate, "wang", "hubei")
    one, two = signed_in(gate, "wang"), signed_in(gate, "wang")
    enrolled(gate, one.token)
    refused(enrol(gate, two.token), Out.NO_SESSION)


def test_replacing_a_second_factor_needs_a_young_confirmation_and_ends_other_sessions(gate):
    token, old = strong(gate, "wang", "hubei")
    pass_time(gate, minutes=1)
    other = ok(pass_second_factor(gate, signed_in(gate, "wang").token, code_now(gate, old)))
    pass_time(gate, minutes=14)
    refused(enrol(gate, token), Out.NOT_CONFIRMED)
    pass_time(gate, minutes=-1)
    new, done = enrolled(gate, token)
    refused(session_of(gate, other.token), Out.NO_SESSION)
    ok(caller_of(gate, done.signed_in.token))
    pass_time(gate, minutes=1)
    half = signed_in(gate, "wang")
    refused(pass_second_factor(gate, half.token, code_now(gate, old)), Out.SECOND_FACTOR_WRONG)
    ok(pass_second_factor(gate, half.token, code_now(gate, new)))


def test_a_plant_may_have_a_second_factor_too(gate):
    member(gate, "wang", "plant")
    secret, _ = enrolled(gate, signed_in(gate, "wang").token)
    pass_time(gate, minutes=1)
    half = signed_in(gate, "wang")
    assert half.then == "second_factor"
    ok(pass_second_factor(gate, half.token, code_now(gate, secret)))


def test_new_recovery_codes_take_the_place_of_the_old(gate):
    member(gate, "wang", "hubei")
    _, done = enrolled(gate, signed_in(gate, "wang").token)
    fresh = ok(new_recovery_codes(gate, done.signed_in.token))
    assert not set(fresh) & set(done.recovery_codes)
    half = signed_in(gate, "wang")
    refused(pass_second_factor(gate, half.token, done.recovery_codes[0]), Out.SECOND_FACTOR_WRONG)
    ok(pass_second_factor(gate, half.token, fresh[0]))
    member(gate, "li", "plant")
    refused(new_recovery_codes(gate, signed_in(gate, "li").token), Out.SECOND_FACTOR_NOT_BEGUN)


def test_an_administrator_drops_a_lost_second_factor(gate):
    token, _ = strong(gate, "wang", "hubei")
    refused(drop(gate, anonymous(), "wang", "lost phone"), Out.NOT_ADMINISTRATOR)
    refused(drop(gate, console(), "nobody", "lost phone"), Out.LOGIN_NOT_FOUND)
    assert drop(gate, console(), "wang", "lost phone") is None
    refused(caller_of(gate, token), Out.NO_SESSION)
    assert signed_in(gate, "wang").then == "enrol"
    assert fetch(gate, "SELECT count(*) FROM identity_recovery_code") == [(0,)]


def test_a_code_is_taken_once_by_many_at_once(gate):
    _, secret = strong(gate, "wang", "hubei")
    pass_time(gate, minutes=1)
    halves = [signed_in(gate, "wang").token for _ in range(5)]
    code, found = code_now(gate, secret), []
    threads = [threading.Thread(target=lambda t=t: found.append(pass_second_factor(gate, t, code))) for t in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(f, Refused) for f in found) == [False] + [True] * 4


def test_the_sealing_key_is_changed_without_enrolling_anew(gate, engine, clock):
    _, secret = strong(gate, "wang", "hubei")
    before = fetch(gate, "SELECT sealed FROM identity_second_factor")
    assert secret not in bytes(before[0][0])
    both = open_gate(engine, (("k2", b"2" * 32), *KEYS), CHEAP, clock, counted_entropy("both"))
    assert reseal(both) == 1
    assert reseal(both) == 0
    assert fetch(gate, "SELECT key_id FROM identity_second_factor") == [("k2",)]
    new = open_gate(engine, (("k2", b"2" * 32),), CHEAP, clock, counted_entropy("new"))
    pass_time(gate, minutes=1)
    ok(pass_second_factor(new, signed_in(new, "wang").token, code_now(new, secret)))
    with pytest.raises(Problem, match="not configured"):
        pass_second_factor(gate, signed_in(gate, "wang").token, code_now(gate, secret, 1))


def test_a_sealed_secret_of_somebody_else_does_not_open(gate):
    strong(gate, "wang", "hubei")
    _, secret = strong(gate, "mallory", "hubei")
    with gate.engine.aside() as writes:
        writes.execute(
            "UPDATE identity_second_factor SET sealed = (SELECT sealed FROM identity_second_factor WHERE login = ?)"
            " WHERE login = ?",
            ["mallory", "wang"],
        )
    pass_time(gate, minutes=1)
    with pytest.raises(Problem, match="does not open"):
        pass_second_factor(gate, signed_in(gate, "wang").token, code_now(gate, secret))
