import pytest

from tanshi.application.documents import Paper, compose, template, templates
from tanshi.application.documents.library import check, check_data, shown
from tanshi.core.catalogue import text
from tanshi.core.finding import Problem
from tanshi.participants.commands import ROLES
from tests.application.documents.conftest import notice, notice_data


def test_the_library_is_whole():
    assert check() == []
    assert {
        "preallocation_notice", "approval_notice", "receipt", "emission_report", "verification_conclusion",
        "surrender_certificate",
    } <= set(templates())  # fmt: skip
    assert all(set(t.issuers) <= set(ROLES) for t in templates().values())


@pytest.mark.parametrize(
    ("kind", "value", "zh", "en"),
    [
        ("tonnes", 1_234_567, "1,234,567", "1,234,567"),
        ("whole", -12_000, "-12,000", "-12,000"),
        ("fen", 123_456, "1,234.56", "1,234.56"),
        ("fen", -5, "-0.05", "-0.05"),
        ("decimal", "-1234.5000", "-1,234.5000", "-1,234.5000"),
        ("decimal", "0.8177", "0.8177", "0.8177"),
        ("day", "2023-05-04", "2023年5月4日", "4 May 2023"),
        ("text", "{x}", "{x}", "{x}"),
    ],
)
def test_values_are_printed_as_the_trade_writes_them(kind, value, zh, en):
    assert (shown(kind, value, "zh"), shown(kind, value, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"preallocated_t": "1"}, "documents.field_wrong"),
        ({"preallocated_t": True}, "documents.field_wrong"),
        ({"preallocated_t": 1.5}, "documents.field_wrong"),
        ({"entity_name": None}, "documents.field_wrong"),
        ({"units": "none"}, "documents.field_wrong"),
        ({"units": [{"unit": "u", "name": "n", "base_t": 1}]}, "documents.field_wrong"),
        ({"colour": "red"}, "documents.field_unknown"),
    ],
)
def test_data_that_does_not_fit_is_refused(changes, code):
    with pytest.raises(Problem) as caught:
        check_data(template("preallocation_notice"), notice_data(**changes))
    assert [f.code for f in caught.value.findings] == [code]


def test_a_missing_field_and_an_unknown_template_are_named():
    with pytest.raises(Problem, match="share"):
        check_data(template("preallocation_notice"), {k: v for k, v in notice_data().items() if k != "share"})
    with pytest.raises(Problem, match="preallocation_notice"):
        template("love_letter")


def test_a_paper_in_words():
    composed = compose(notice())
    assert composed.title == "关于2023年度碳排放配额预分配的通知"
    assert composed.addressee == "湖北某某发电有限公司"
    assert "1,234,567吨" in composed.parts[1].text
    table = composed.parts[2].table
    assert table.rows == [["U1", "1号机组", "1,001", "701"], ["U2", "2号机组", "1,002", "702"]]
    assert table.total == ["合计", "", "2,003", "1,403"]
    assert composed.mark == text("documents.word_draft", "zh")
    english = compose(notice("en"))
    assert english.title == "Notice of pre-allocated carbon emission allowances for 2023"
    assert english.parts[2].table.rows == table.rows


def test_braces_in_data_are_only_braces():
    composed = compose(notice(entity_name="{preallocated_t.__class__} {0} {{"))
    assert composed.addressee == "{preallocated_t.__class__} {0} {{"


def test_a_block_stands_only_if_its_field_is_filled():
    data = {
        "entity_name": "甲", "entity_id": "e1", "period": "2022", "basis": "b", "group": "张三、李四", "reported_t": 1,
        "verified_t": 1, "difference_t": 0, "conclusion": "符合。", "changes": [],
    }  # fmt: skip
    paper = Paper("verification_conclusion", "zh", notice().body, "e1", data, "2023-05-04")
    assert [p.kind for p in compose(paper).parts] == ["paragraph", "figures", "paragraph"]


def test_decimal_totals_are_exact():
    months = []
    units = [
        {"unit": f"u{n}", "generation_mwh": "0.100", "heat_gj": "0.00", "combustion_t": "0.1", "purchased_t": "0.25",
         "emission_t": "0.35"} for n in range(3)
    ]  # fmt: skip
    data = {
        "entity_name": "甲", "entity_id": "e1", "area": "湖北", "sector": "4411", "period": "2022", "guideline": "g",
        "reported_t": 1, "declaration": "真实", "units": units, "months": months,
    }  # fmt: skip
    table = compose(Paper("emission_report", "zh", notice().body, "e1", data, "2023-05-04")).parts[2].table
    assert table.total == ["合计", "", "", "0.3", "0.75", "1.05"]


def test_the_digest_says_everything_but_the_code():
    paper = notice().numbered("鄂环碳〔2023〕1号", "2023-05-04")
    assert paper.data_sha256() != notice().data_sha256()
    assert paper.data_sha256() != notice(share="71%").numbered("鄂环碳〔2023〕1号", "2023-05-04").data_sha256()
