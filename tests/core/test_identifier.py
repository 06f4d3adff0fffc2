import pytest

from tanshi.core.identifier import is_id, is_lei, is_uscc


def test_ids_are_readable_ascii():
    assert is_id("settle/2023-05-04/0001")
    assert not is_id("")
    assert not is_id("电厂")
    assert not is_id("a b")
    assert not is_id("-a")
    assert not is_id("a" * 97)
    assert not is_id("a\n")


def test_unified_social_credit_codes_have_a_check_digit():
    right = "91350100M000100Y43"
    assert is_uscc(right)
    assert [c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if is_uscc(right[:-1] + c)] == ["3"]


@pytest.mark.parametrize("code", ["91350100M000100Y4I", "9135010OM000100Y43", "91350100M000100Y4", ""])
def test_letters_that_look_like_digits_are_refused(code):
    assert not is_uscc(code)


def test_legal_entity_identifiers():
    assert is_lei("5493001KJTIIGC8Y1R12")
    assert is_lei("213800WAVVOPS85N2205")
    assert not is_lei("5493001KJTIIGC8Y1R13")
    assert not is_lei("5493001kjtiigc8y1r12")
