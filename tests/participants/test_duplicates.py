"""Entities under two spellings."""

import pytest

from tanshi.participants.duplicates import LikelySame, Named, duplicates, plain_name

PLAIN = "华能南京热电"


@pytest.mark.parametrize(
    "name",
    [
        "华能南京热电有限公司",
        "华能南京热电有限责任公司",
        "华能南京热电股份有限公司",
        "华能（南京）热电有限公司",
        "华能(南京)热电有限公司",
        "華能南京熱電有限公司",
        " 华能 南京　热电 有限公司",
        "江苏华能南京热电有限公司",
        "江苏省华能南京热电有限公司",
        "（江苏）华能南京热电有限公司",
        "华能南京热电",
    ],
)
def test_spellings_of_one_name(name):
    assert plain_name(name, "32") == PLAIN


def test_a_name_that_is_only_a_province_and_a_form_stays():
    assert plain_name("江苏有限公司", "32") == "江苏"
    assert plain_name("有限公司", "32") == "有限公司"
    assert plain_name("", "32") == ""


def test_full_width_letters_and_digits():
    assert plain_name("ＡＢ电力２号有限公司") == "ab电力2号"


def test_pairs_with_their_reason():
    entities = [
        Named("a", "华能（南京）热电有限责任公司", "32"),
        Named("b", "華能南京熱電有限公司", "32"),
        Named("c", "华能南京热电有限公司", "34"),  # another province
        Named("d", "甲公司", "32", credit_code="91350100M000100Y43"),
        Named("e", "乙公司", "35", credit_code="91350100M000100Y43"),
        Named("f", "丙公司", "32", credit_code="91350100M000100Y44"),  # a wrong code says nothing
        Named("g", "丁公司", "32", credit_code="91350100M000100Y44"),
        Named("h", "戊", "11", lei="506700GE1G29325QX363"),
        Named("i", "己", "12", lei="506700GE1G29325QX363"),
    ]
    assert duplicates(entities) == [
        LikelySame("a", "b", "name", PLAIN),
        LikelySame("d", "e", "credit_code", "91350100M000100Y43"),
        LikelySame("h", "i", "lei", "506700GE1G29325QX363"),
    ]


def test_two_plants_of_one_city_are_not_the_same():
    names = ["华能南京第一热电有限公司", "华能南京第二热电有限公司", "华能南京燃气热电有限公司", "大唐南京热电有限公司"]
    assert duplicates(Named(str(n), name, "32") for n, name in enumerate(names)) == []
