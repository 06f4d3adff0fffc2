"""Credit codes and LEIs: published examples, and every part that can be wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanshi.core.identifier import uscc_check_digit
from tanshi.participants.credit_code import (
    is_model_credit_code,
    model_credit_code,
    organisation_check_character,
    why_not_credit_code,
    why_not_lei,
)

PUBLISHED = [
    "91350100M000100Y43",  # the example of GB 32100-2015
    "91110000802100433B",
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
]


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_right(code):
    assert why_not_credit_code(code) == ""
    assert not is_model_credit_code(code)


def with_check(first17):
    return first17 + uscc_check_digit(first17)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "form"),
        ("91350100M000100Y4", "form"),
        ("91350100M000100Y433", "form"),
        ("91350100I000100Y43", "form"),  # I is not in the alphabet
        ("91350100m000100y43", "form"),
        ("9135O100M000100Y43", "form"),
        ("91350100M000100Y44", "check"),
        ("91530100M000100Y43", "check"),  # two characters exchanged
        (with_check("98350100M000100Y4"), "body"),
        (with_check("91000100M000100Y4"), "area"),
        (with_check("91810000M000100Y4"), "area"),
        (with_check("91350100M000100Y5"), "organisation"),
    ],
)
def test_each_part_can_be_wrong(code, reason):
    assert why_not_credit_code(code) == reason


def test_the_organisation_code_of_the_standard():
    """GB 11714's own example."""
    assert organisation_check_character("D2143569") == "X"


@given(st.sampled_from(["11", "32", "65"]), st.integers(0, 10**6 - 1))
def test_model_codes_are_right_in_form_and_known_as_models(area, number):
    code = model_credit_code(area, number)
    assert why_not_credit_code(code) == ""
    assert is_model_credit_code(code)


@given(st.sampled_from(PUBLISHED), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_never_passes(code, at, character):
    changed = code[:at] + character + code[at + 1 :]
    assert (why_not_credit_code(changed) == "") == (changed == code)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("506700GE1G29325QX363", ""),  # the Global LEI Foundation's own
        ("5493001KJTIIGC8Y1R12", ""),
        ("HWUPKR0MPOU8FGXBT394", ""),
        ("506700GE1G29325QX364", "check"),
        ("506700GE1G29325QX36", "form"),
        ("506700ge1g29325qx363", "form"),
        ("", "form"),
    ],
)
def test_leis(code, reason):
    assert why_not_lei(code) == reason
