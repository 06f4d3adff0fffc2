import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from tanshi.application.identity.password import Hasher, is_common, refusal_of
from tanshi.application.identity.refusal import IdentityOutcome as Out
from tanshi.application.identity.settings import Settings

from .conftest import CHEAP, counted_entropy


@pytest.mark.parametrize(
    ("password", "outcome"),
    [
        ("", Out.PASSWORD_TOO_SHORT),
        ("elevenchars", Out.PASSWORD_TOO_SHORT),
        ("碳" * 11, Out.PASSWORD_TOO_SHORT),
        ("x1" * 200, Out.PASSWORD_TOO_LONG),
        ("wang.li@plant-co", Out.PASSWORD_IS_LOGIN),
        ("Wang.Li@plant-co", Out.PASSWORD_IS_LOGIN),
        ("wang.li@plant-co2023!", Out.PASSWORD_IS_LOGIN),
        ("wang.liwang.li", Out.PASSWORD_IS_LOGIN),
        ("oc-tnalp@il.gnaw", Out.PASSWORD_IS_LOGIN),
        ("password12345", Out.PASSWORD_COMMON),
        ("P@ssw0rd!!2023", Out.PASSWORD_COMMON),
        ("passwordpassword", Out.PASSWORD_COMMON),
        ("1234567890123", Out.PASSWORD_COMMON),
        ("0987654321098", Out.PASSWORD_COMMON),
        ("qwertyuiopasd", Out.PASSWORD_COMMON),
        ("1qaz2wsx3edc4", Out.PASSWORD_COMMON),
        ("20230504202305", Out.PASSWORD_COMMON),
        ("ababababababab", Out.PASSWORD_COMMON),
        ("carbonmarket2023", Out.PASSWORD_COMMON),
        ("ｐａｓｓｗｏｒｄ１２３４５", Out.PASSWORD_COMMON),
        ("woaini1314520!", Out.PASSWORD_COMMON),
        ("twelve chars", None),
        ("碳市场从计量到处罚只有一本账", None),
        ("correct horse battery", None),
        ("pass the plant at noon", None),
    ],
)
def test_what_can_be_a_password(password, outcome):
    found = refusal_of(password, "wang.li@plant-co", Settings())
    assert (found and found.outcome) == outcome
    assert found is None or (found.message("en") and found.message("zh"))


def test_a_password_is_the_same_in_full_width_letters_and_composed_or_not():
    hasher = Hasher(CHEAP, counted_entropy())
    stored = hasher.hash("Ångström units ok")
    assert hasher.matches(stored, "A\u030angström units ok")
    assert hasher.matches(stored, "Ångström ｕｎｉｔｓ ok")
    assert not hasher.matches(stored, "Angstrom units ok")


def test_argon2id_with_the_parameters_of_the_settings_and_a_salt_of_its_own():
    hasher = Hasher(Settings(argon2_time=1, argon2_memory_kib=16, argon2_lanes=2), counted_entropy())
    first, second = hasher.hash("the same words"), hasher.hash("the same words")
    assert first.startswith("$argon2id$v=19$m=16,t=1,p=2$")
    assert first != second
    assert not hasher.is_stale(first)
    assert Hasher(Settings(argon2_time=2, argon2_memory_kib=16, argon2_lanes=2), counted_entropy()).is_stale(first)


def test_even_the_password_of_nobody_opens_nothing():
    nobody = counted_entropy()(16).hex()
    hasher = Hasher(CHEAP, counted_entropy())
    assert hasher.matches(hasher._nobody, nobody)
    assert not hasher.matches("", nobody)


def test_no_hash_and_a_broken_hash_match_nothing_and_cost_the_same_work(monkeypatch):
    hasher = Hasher(CHEAP, counted_entropy())
    worked = []
    verify = hasher._argon2.verify
    monkeypatch.setattr(
        hasher, "_argon2", type("Counted", (), {"verify": lambda _, h, p: worked.append(h) or verify(h, p)})()
    )
    assert not hasher.matches("", "whatever it may be")
    assert not hasher.matches("$argon2id$broken", "whatever it may be")
    assert [h[:10] for h in worked] == ["$argon2id$", "$argon2id$"]


@budget(deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_tried_and_only_itself_matches(text):
    hasher = Hasher(CHEAP, counted_entropy())
    assert isinstance(is_common(text), bool)
    stored = hasher.hash(text)
    assert hasher.matches(stored, text)
    assert not hasher.matches(stored, text + "x")


@budget(deadline=None)
@given(st.text(st.characters(categories=["L"]), min_size=12, max_size=30).filter(lambda t: len(set(t.casefold())) > 9))
def test_letters_of_chance_are_not_common(text):
    assert not is_common(text + "§" + text[::-1])
