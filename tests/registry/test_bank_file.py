"""The bank's file: what is read, and each way in which a file cannot be used."""

import pytest

from tanshi.registry.bank_file import IN, OUT, BankLine, read, write

DAY = "2023-05-04"
LINES = [BankLine(IN, "b/1", "H1", 1_234_56, DAY), BankLine(OUT, "w/1", "", 100, DAY)]
GOOD = """direction,reference,holder,amount,day
in,b/1,H1,1234.56,2023-05-04
out,w/1,,1.00,2023-05-04
total,in,1,1234.56,2023-05-04
total,out,1,1.00,2023-05-04
"""


def test_what_is_written_is_read_again():
    assert write(LINES, DAY).decode() == GOOD
    found = read(GOOD.encode(), DAY)
    assert (list(found.lines), found.findings) == (LINES, ())
    assert read(b"\xef\xbb\xbf" + GOOD.encode(), DAY).lines == found.lines


def test_a_day_without_payments_has_totals_of_nothing():
    found = read(write([], DAY), DAY)
    assert (found.lines, found.findings) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("direction,", "way,", "bank.bad_header"),
        ("in,b/1", "into,b/1", "bank.bad_row"),
        ("in,b/1", "in,", "bank.bad_row"),
        ("1234.56,2023", "1234.567,2023", "bank.bad_row"),
        ("1234.56,2023", "-1.00,2023", "bank.bad_row"),
        ("1234.56,2023", "0.00,2023", "bank.bad_row"),
        ("1234.56,2023", "1e3,2023", "bank.bad_row"),
        ("H1,1234.56,2023-05-04", "H1,1234.56", "bank.bad_row"),
        ("H1,1234.56,2023-05-04", "H1,1234.56,2023-05-05", "bank.not_that_day"),
        ("out,w/1,,1.00", "in,b/1,,1.00", "bank.twice"),
        ("total,in,1,1234.56", "total,in,1,1234.55", "bank.total_wrong"),
        ("total,in,1,", "total,in,2,", "bank.total_wrong"),
        ("total,in,1,", "total,in,one,", "bank.bad_row"),
        ("total,in,1,1234.56", "total,in,1,x", "bank.bad_row"),
        ("total,out,", "total,in,", "bank.bad_row"),
        ("total,out,1,1.00,2023-05-04\n", "", "bank.total_missing"),
    ],
)
def test_a_file_that_is_wrong_in_one_place_is_not_used_at_all(old, new, code):
    found = read(GOOD.replace(old, new, 1).encode(), DAY)
    assert found.lines == ()
    assert code in {f.code for f in found.findings}
    for finding in found.findings:
        for language in ("zh", "en"):
            assert "<" not in finding.message(language)


def test_a_file_without_rows_and_one_that_is_no_text_are_refused():
    for data, code in (
        (b"", "bad_header"),
        (b"\n\n", "bad_header"),
        (b"\x00\xff\xfe", "not_csv"),
        (b"PK", "bad_header"),
    ):
        found = read(data, DAY)
        assert ([f.code for f in found.findings], found.lines) == ([f"bank.{code}"], ())


def test_a_bank_may_say_what_a_payer_wrote():
    header, first, *others = GOOD.splitlines()
    text = "\n".join([f"{header},purpose", f"{first},H1/I1", *(f"{row}," for row in others if "total" not in row)])
    totals = "\n".join(row for row in others if "total" in row)
    found = read(f"{text}\n{totals}\n".encode(), DAY)
    assert found.findings == ()
    assert [line.purpose for line in found.lines][:2] == ["H1/I1", ""]
