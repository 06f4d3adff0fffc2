from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tanshi.application.documents import typesetting
from tanshi.application.documents.typesetting import can_typeset, covered, pdf, png, printable
from tanshi.application.documents.workbook import xlsx
from tanshi.core.finding import Problem
from tests.application.documents.conftest import notice

CODE = "K7QM-2F9X-ABCD-EFGH-JKLM"

needs_typst = pytest.mark.skipif(not can_typeset(), reason="the extra `report` is not installed")


def issued(**changes):
    paper = notice(**changes).numbered("鄂环碳〔2023〕12号", "2023-05-04")
    return replace(paper, code=CODE, site="https://carbon.example.cn")


def words(data):
    """The text of a PDF without line breaks and spaces, which setting moves about."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


@needs_typst
def test_a_notice_says_what_its_data_says():
    printed = pdf(issued())
    text = words(printed.data)
    assert printed.findings == ()
    for piece in ("湖北省生态环境厅", "鄂环碳〔2023〕12号", "1,234,567", "1号机组", CODE, "2023年5月4日", "核验码"):
        assert piece in text, piece
    assert "草稿" not in text


@needs_typst
def test_both_languages_are_set():
    text = words(pdf(issued(language="en")).data)
    assert "Noticeofpre-allocatedcarbonemissionallowancesfor2023" in text
    assert "4May2023" in text


@needs_typst
def test_the_same_paper_is_the_same_bytes():
    assert pdf(issued()).data == pdf(issued()).data
    assert xlsx(issued()) == xlsx(issued())
    assert pdf(issued()).data != pdf(issued(share="71%")).data
    assert PdfReader(BytesIO(pdf(issued()).data)).metadata.creation_date.date().isoformat() == "2023-05-04"


@needs_typst
def test_the_letters_are_really_there():
    """A page without its font is white: count dark pixels where the title stands."""
    (page,) = png(issued(), 40)[:1]
    assert len(page) > len(png(issued(entity_name=" ", basis=" ", units=0), 40)[0]) > 5_000


@needs_typst
def test_a_draft_says_so():
    assert "草稿" in words(pdf(notice()).data)


@needs_typst
def test_nothing_of_the_data_is_read_as_source():
    evil = '#eval("1+1") #read("/etc/passwd") $x$ *bold* "]} \\u{41} <label> @ref // comment'
    text = words(pdf(issued(entity_name=evil)).data)
    assert "".join(evil.split()) in text
    assert "root:" not in text


@needs_typst
def test_rare_characters_are_printed_visibly_and_reported():
    printed = pdf(issued(entity_name="𠮷林㐂热电厂\u202egnp"))
    assert "〔U+20BB7〕林㐂热电厂〔U+202E〕gnp" in words(printed.data)
    assert [(f.code, f.params["code"]) for f in printed.findings] == [
        ("documents.character_not_shown", "U+20BB7"),
        ("documents.character_not_shown", "U+202E"),
    ]
    assert "𠮷" in printed.findings[0].line("en")


@needs_typst
def test_subscripts_are_printed_as_digits():
    printed = pdf(issued(entity_name="CO₂排放"))
    assert printed.findings == ()
    assert "CO2排放" in words(printed.data)


def test_what_cannot_be_shown_is_named_where_it_stands():
    cleaned, findings = printable({"a": ["好", {"b": "坏\x07"}], "n": 3}, {ord("好"), ord("坏")})
    assert cleaned == {"a": ["好", {"b": "坏〔U+0007〕"}], "n": 3}
    assert [f.where for f in findings] == ["a[1].b"]


@needs_typst
def test_the_fonts_have_what_papers_of_the_trade_need():
    needed = "鄂冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫湘粤桂琼渝川黔滇藏陕甘青宁新环碳〔〕—「」㎡①ⅠⅣ°±×÷≤≥³"
    assert [c for c in needed if ord(c) not in covered()] == []


@needs_typst
def test_long_text_and_five_hundred_rows_run_over_pages():
    printed = pdf(issued(units=500, basis="长" * 3_000))
    reader = PdfReader(BytesIO(printed.data))
    assert len(reader.pages) > 12
    text = words(printed.data)
    assert all(f"U{n}{n}号机组" in text for n in (1, 250, 500))
    heads = sum("机组编号" in "".join(page.extract_text().split()) for page in reader.pages)
    assert heads >= 10, "the heading stands on every page of the table"


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(typesetting, "_NEEDED", ("no_such_module",))
    assert not typesetting.can_typeset()
    with pytest.raises(Problem, match=r"pip install 'tanshi\[report\]'"):
        pdf(issued())


def test_the_workbook_has_the_same_content_number_and_code():
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx(issued())))
    (name,) = book.sheet_names
    rows = book.get_sheet_by_name(name).to_python()
    cells = [c for row in rows for c in row]
    assert name == "鄂环碳〔2023〕12号"
    for piece in ("湖北省生态环境厅", "关于2023年度碳排放配额预分配的通知", CODE, "U1", 1001.0, 1403.0, "2023年5月4日"):
        assert piece in cells, piece


def test_text_of_a_workbook_is_never_a_formula_or_a_link():
    data = xlsx(issued(entity_name='=HYPERLINK("http://x","y")'))
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_more_digits_than_a_spreadsheet_keeps_go_in_as_text():
    rows = [{"unit": "U1", "name": "n", "base_t": 9_007_199_254_740_991, "preallocated_t": 123_456_789_012_345}]
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx(issued().numbered("n", "2023-05-04"))))
    assert book.sheet_names == ["n"]
    paper = replace(issued(), data={**issued().data, "units": rows})
    cells = [
        c for r in CalamineWorkbook.from_filelike(BytesIO(xlsx(paper))).get_sheet_by_index(0).to_python() for c in r
    ]
    assert "9,007,199,254,740,991" in cells
    assert 123_456_789_012_345.0 in cells
