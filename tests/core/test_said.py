"""Values of messages as a person reads them."""

import pytest

from tanshi.core.said import said


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("deed", "surrender", "清缴", "surrender"),
        ("stopped", "withdraw transfer", "出金、过户", "withdraw money, transfer"),
        ("state", "release_asked", "已申请解除", "release asked"),
        ("known", "agreement, court", "协议（agreement）、法院裁定（court）",
         "by agreement (agreement), by a court (court)"),
        ("kind", "registry.order_transfer", "下达转让指令（registry.order_transfer）",
         "order a transfer (registry.order_transfer)"),
        ("known", "nobody_knows", "nobody_knows", "nobody_knows"),
        ("due", "2023-05-05T01:30:00.000Z", "2023-05-05 09:30 (UTC+8)", "2023-05-05 09:30 (UTC+8)"),
        ("asked", 1234567, "1,234,567", "1,234,567"),
        ("number", 1234567, 1234567, 1234567),
        ("holder", "surrender", "surrender", "surrender"),
        ("cause", "registry.may_not_hold", "转入方不得持有该产品", "the receiver may not hold the product"),
    ],
)  # fmt: skip
def test_a_value_is_said_in_words(name, value, zh, en):
    assert said({name: value}, "zh") == {name: zh}
    assert said({name: value}, "en") == {name: en}


def test_words_by_language_are_those_of_the_reader():
    by_language = {"why": {"zh": "缺少数据", "en": "a figure is missing"}}
    assert said(by_language, "zh") == {"why": "缺少数据"}
    assert said(by_language, "en") == {"why": "a figure is missing"}
