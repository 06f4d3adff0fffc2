"""`tanshi registry …` through the real commands, in this process."""

import json
import shutil

import pytest

from tests.cli.test_commands import copy_of


@pytest.fixture
def books(tanshi, year_db, tmp_path):
    """Run a command of the registry on a copy of a small year and return what it printed."""
    copy = copy_of(year_db, tmp_path)

    def call(*arguments, code=0, as_json=True):
        done = tanshi("registry", *arguments, "--db", copy, *(["--json"] if as_json else []))
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout) if as_json and not code else done

    return call


def test_holdings_now_then_and_of_one(books):
    now = books("holdings")
    by_instrument = {}
    for row in now["holdings"]:
        by_instrument[row["instrument"]] = by_instrument.get(row["instrument"], 0) + row["amount"]
        assert row["amount"]
    assert set(by_instrument.values()) == {0}
    assert books("holdings", "--at", now["position"])["holdings"] == now["holdings"]
    assert books("holdings", "--at", "-1")["holdings"] == []
    assert books("holdings", "--on", "2000-01-01")["holdings"] == []
    holder = next(r["holder"] for r in now["holdings"] if r["holder"] != "registry")
    assert books("holdings", holder)["holdings"] == [r for r in now["holdings"] if r["holder"] == holder]


def test_history_ends_where_the_holdings_are(books):
    holder = next(r["holder"] for r in books("holdings")["holdings"] if r["holder"] != "registry")
    left = {}
    for movement in books("history", holder)["movements"]:
        key = movement["account"], movement["instrument"]
        left[key] = left.get(key, 0) + movement["change"]
        assert left[key] == movement["balance"]
    held = {(r["account"], r["instrument"]): r["amount"] for r in books("holdings", holder)["holdings"]}
    assert {k: n for k, n in left.items() if n} == held
    assert {m["instrument"] for m in books("history", holder, "--instrument", "CNY")["movements"]} <= {"CNY"}
    assert holder in books("history", holder, as_json=False).stdout


def test_the_way_of_a_tonne(books):
    holdings = books("holdings")
    instrument = next(r["instrument"] for r in holdings["holdings"] if r["account"] == "system/surrendered")
    found = books("block", f"{instrument}-000000001")
    assert found["block"]["first"] == f"{instrument}-000000001"
    assert found["way"][0]["debit"] == "system/issuance"
    assert found["way"][-1]["credit"] == found["account"]
    for one, after in zip(found["way"], found["way"][1:], strict=False):
        assert one["credit"] == after["debit"]
    assert f"{instrument}-000000001" in books("block", f"{instrument}-000000001", as_json=False).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("holdings", "NOBODY"), "has no account"),
        (("holdings", "--at", "99999999"), "has no position 99999999"),
        (("holdings", "--at", "-2"), "has no position -2"),
        (("holdings", "--at", "1", "--on", "2023-01-01"), "Either a position or a day"),
        (("history", "NOBODY"), "has no account"),
        (("block", "CEA22"), "is no serial number"),
        (("block", "CEA22-999999999999999"), "No tonne CEA22-999999999999999"),
        (("block", "CEA99-000000001"), "No tonne CEA99-000000001"),
    ],
)
def test_wrong_use_says_why(books, arguments, words):
    assert words in books(*arguments, code=2).stderr


def test_a_day_s_statement_reconciliation_payments_and_checklist(books, year_db, tmp_path):
    shutil.copytree(f"{year_db}.evidence", f"{copy_of(year_db, tmp_path)}.evidence", dirs_exist_ok=True)
    session = next(m for m in _of_a_seller(books) if m["kind"] == "trade_delivery")
    holder, day = session["account"].partition("/")[0], session["day"]
    said = books("statement", holder, "--day", day)
    assert any(t["side"] == "sell" for t in said["trades"])
    for balance in said["balances"]:
        assert balance["after"] == balance["before"] + balance["got"] - balance["gave"]
    file = tmp_path / "one.xlsx"
    books("statement", holder, "--day", day, "--out", str(file), as_json=False)
    assert file.read_bytes().startswith(b"PK")
    books("statement", "--day", day, "--out", str(tmp_path / "all"), as_json=False)
    sums = (tmp_path / "all" / f"{day}-SHA256SUMS").read_text()
    assert f"{day}-{holder}.xlsx" in sums
    assert books("reconcile", "--day", day)["differences"] == []
    assert books("day", "--day", day)["closing"]
    bank = tmp_path / "bank.csv"
    books("payments", "--day", day, "--out", str(bank), as_json=False)
    assert bank.read_text().startswith("direction,reference,holder,amount,day\ntotal,in,0,0.00")
    deposits = books("reconcile", "--day", day, "--bank", str(bank), code=1)
    assert "deposit" in deposits.stdout


def _of_a_seller(books):
    for row in books("holdings")["holdings"]:
        if row["holder"] != "registry":
            found = books("history", row["holder"])["movements"]
            if any(m["kind"] == "trade_delivery" and m["change"] < 0 for m in found):
                return [m for m in found if m["change"] < 0]
    raise AssertionError("nobody sold")


def test_what_cannot_be_stated_or_read_is_refused(books, tmp_path):
    day = ["--day", "2023-05-04"]
    assert "NOBODY" in books("statement", "NOBODY", *day, code=2).stderr
    assert "--out" in books("statement", *day, code=2, as_json=False).stderr
    assert "docx" in books("statement", *day, "--out", str(tmp_path), "--form", "docx", code=2, as_json=False).stderr
    assert "bank.csv" in books("reconcile", *day, "--bank", str(tmp_path / "bank.csv"), code=2).stderr
    bad = tmp_path / "bad.csv"
    bad.write_text("direction\n")
    assert "direction,reference" in books("reconcile", *day, "--bank", str(bad), code=1, as_json=False).stderr


def test_the_bank_s_file_is_read_and_taken_in_by_two_persons_once(books, tanshi, year_db, tmp_path):
    db, bank = copy_of(year_db, tmp_path), tmp_path / "bank.csv"
    rows = "in,bank/x,,2.00,2024-01-02\ntotal,in,1,2.00,2024-01-02\ntotal,out,0,0.00,2024-01-02\n"
    bank.write_text(f"direction,reference,holder,amount,day\n{rows}")
    asked = ("registry", "bank", bank, "--day", "2024-01-02", "--db", db)
    assert "nothing was taken in" in tanshi(*asked).stderr
    for other in (("registry/1", "registry/2"), ("registry/2", "registry/1")):  # the same again changes nothing
        done = tanshi(*asked, "--as", other[0], "--second", other[1])
        assert (done.returncode, "1 lines" in done.stderr) == (0, True), done.stderr
    bank.write_text(f"direction,reference,holder,amount,day\n\n{rows}")
    again = tanshi(*asked, "--as", "registry/1", "--second", "registry/2")
    assert (again.returncode, "bank/x was taken in already" in again.stderr) == (2, True), again.stderr
    bank.write_text("direction,reference\n")
    assert tanshi(*asked).returncode == 1


def test_fees_are_printed_and_an_invoice_that_is_not_there_is_named(books, tmp_path):
    assert {fee["known"] for fee in books("fees")["fees"]} == {False}
    assert "not found, not charged" in books("fees", as_json=False).stdout
    wrong = books("invoice", "H1/I1", "--out", str(tmp_path / "i.xlsx"), as_json=False, code=2)
    assert "no invoice H1/I1" in wrong.stderr
