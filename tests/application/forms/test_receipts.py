from io import BytesIO

import pytest

from tanshi.application.documents import IssuingBody, can_typeset, pdf, png, xlsx
from tanshi.application.documents.proof_code import read_code
from tanshi.application.forms import (
    HandedIn,
    bytes_of,
    form,
    from_draft,
    hand_in,
    printed,
    receipt_paper,
    take,
    template,
    verify_receipt,
)
from tests.application.forms.conftest import KNOWN, MONTH, OURS, csv_of, month

POWER = form("power-month")
BODY = IssuingBody("全国碳市场管理平台", "National carbon market platform", "碳平台")
DATA = csv_of("power-month", [MONTH, month(month="2022-02", hours="x")]).encode()


def handed(data=DATA, at="2022-02-10T16:30:00.000Z", name="C:\\报送\\一月.csv"):
    return HandedIn(data, name, "e1", "e1/1", at)


def receipt(market, number=1, **changes):
    what = handed(**changes)
    intake = take(POWER, what.data, OURS, name="一月.csv")
    return hand_in(market.engine, market.evidence, what, intake, f"{number:032x}"), intake


def test_a_receipt_says_what_was_handed_in(both_books):
    row, intake = receipt(both_books)
    assert (row.number, row.good_rows, row.bad_rows, row.file_name) == (1, 1, 1, "一月.csv")
    assert row.file_sha256 == intake.sha256
    assert both_books.evidence.read(row.file_sha256) == DATA
    assert read_code(row.code) == row.code
    second, _ = receipt(both_books, 2)
    assert second.number == 2
    assert second.code != row.code
    with both_books.view() as view:
        assert verify_receipt(view, row.code.lower()) == row
        assert verify_receipt(view, "nonsense") is None
        assert verify_receipt(view, row.code[:-1] + ("2" if row.code[-1] != "2" else "3")) is None


def test_a_receipt_without_a_file_keeps_what_was_typed(books):
    given = from_draft(POWER, {"header": {"entity": "e1"}, "rows": [MONTH]})
    intake = take(POWER, given, OURS)
    row = hand_in(books.engine, books.evidence, handed(bytes_of(given)), intake, "ab" * 16)
    assert row.file_sha256 == intake.sha256 == intake.requests[0].item["evidence"]
    assert b'"u1"' in books.evidence.read(row.file_sha256)
    with pytest.raises(AssertionError):
        hand_in(books.engine, books.evidence, handed(b"something else"), intake, "ab" * 16)


def test_a_number_taken_at_the_same_moment_is_tried_again(books, monkeypatch):
    from tanshi.journal.engine import Impossible

    real, failures = books.engine.aside, [1]

    class Once:
        def __enter__(self):
            raise Impossible("taken")

        def __exit__(self, *_):
            return False

    monkeypatch.setattr(books.engine, "aside", lambda: Once() if failures and failures.pop() else real())
    assert receipt(books)[0].number == 1


def test_the_printed_receipt(books):
    row, intake = receipt(books)
    paper = receipt_paper(row, BODY, "zh", subject_name="湖北某某发电有限公司", findings=intake.findings)
    assert paper.number == "2022-00000001"
    assert paper.data["handed_in_at"] == "2022-02-11 00:30:00", "the time in China"
    assert paper.day == "2022-02-11"
    assert [f["where"] for f in paper.data["findings"]] == ["entity", "一月.csv!E3"]
    assert xlsx(paper) == xlsx(paper)


@pytest.mark.skipif(not can_typeset(), reason="the extra `report` is not installed")
def test_a_filled_form_is_printed_with_rows_totals_and_findings():
    from pypdf import PdfReader

    rows = [month(month=f"2022-{m:02d}", unit=u) for m in range(1, 13) for u in ("u1", "u2")]
    intake = take(POWER, {"header": {"entity": "e1"}, "rows": [*rows, month(hours="9999")]}, OURS)
    paper = printed(intake, "zh", filled_by="e1/1", day="2023-01-10")
    reader = PdfReader(BytesIO(pdf(paper).data))
    text = "".join("".join(p.extract_text() for p in reader.pages).split())
    width, height = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
    assert width > height, "thirteen columns lie across the page"
    for piece in ("发电机组月度数据存证表", "120,000.000", "1,320,000.00", "9999", "$.rows[24].hours"):
        assert piece in text, piece
    assert len(png(paper, 30)) == len(reader.pages)
    filed = take(form("annual-report"), {"header": {"entity": "e1", "period": "2022", "declared_true": True}})
    upright = printed(filed, "en", filled_by="e1/1", day="2023-03-20")
    assert "Filing" in "".join(p.extract_text() for p in PdfReader(BytesIO(pdf(upright).data)).pages)


def test_a_verifiers_figures_are_printed_in_their_unit():
    row = {"unit": "u1", "month": "2022-01", "field": "fuel_e2", "after": "56,000", "treatment": "corrected",
           "code": "meter_reading_error"}  # fmt: skip
    header = {"entity": "e1", "period": "2022", "verifier": "v", "group": "a;b"}
    intake = take(form("verification-findings"), {"header": header, "rows": [row]})
    (table,) = [p.table for p in printed(intake, "zh", filled_by="v", day="2023-05-04").parts if p.table]
    assert table.rows[0][3] == "56,000.00"


def test_template_and_print_have_the_same_headings():
    from tanshi.application.forms.grid import read_file

    intake = take(POWER, {"header": {"entity": "e1"}, "rows": [MONTH]}, OURS)
    (table,) = [p.table for p in printed(intake, "zh", filled_by="x", day="2022-02-10").parts if p.table]
    grids = {g.name: g for g in read_file(template(POWER, known=KNOWN)).grids}
    assert list(table.heads) == [c for c in grids["月度数据"].rows[0] if c]
