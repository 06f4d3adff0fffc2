"""Issuing and withdrawing: every refusal, numbers without gaps, and what the public sees."""

import threading
from dataclasses import replace
from datetime import date

import pytest

from tanshi.application.documents import Draft, Issuer, Paper, issue, issue_all, matches, verify, withdraw
from tanshi.application.documents import issuing as issuing_module
from tanshi.application.documents.commands import DocumentsOutcome, IssuePaper
from tanshi.application.documents.library import template
from tanshi.application.documents.paper import document_number
from tanshi.application.documents.proof_code import proof_code
from tanshi.application.documents.tables import PaperRow
from tanshi.application.documents.typesetting import Printed, can_typeset
from tanshi.application.market import open_market
from tanshi.core.finding import Problem
from tanshi.core.progress import Progress
from tanshi.journal.command import Command, CommandOutcome
from tanshi.journal.table import read_rows
from tanshi.journal.writer import seeded_entropy
from tests.application.documents.conftest import HUBEI, PROVINCE, draft, notice
from tests.application.documents.kits import with_kits


@pytest.fixture(autouse=True)
def _typeset(monkeypatch):
    """Where the extra is not installed the rules of issuing are tried all the same, on a stand-in for the PDF."""
    if not can_typeset():
        monkeypatch.setattr(issuing_module, "pdf", lambda composed: Printed(repr(composed).encode(), ()))


def request(serial=1, **changes):
    digest, salt = "ab" * 32, "cd" * 16
    made = IssuePaper(
        "n1", "鄂环碳", serial, "preallocation_notice", template("preallocation_notice").version, "zh",
        "通知", "e1", "", "湖北省生态环境厅", "Hubei",
        "2023-05-04", salt, proof_code(salt, document_number("鄂环碳", 2023, serial), digest), digest, "ef" * 32,
        "01" * 32,
    )  # fmt: skip
    return replace(made, **changes)


_ids = iter(range(10**6))


def ask(market, what, who="p"):
    (answer,) = market.execute([Command.of(f"t{next(_ids)}", who, f"{who}/1", "documents.issue", what)])
    return answer


@pytest.mark.parametrize(
    ("who", "changes", "outcome"),
    [
        ("p", {"id": "鄂"}, DocumentsOutcome.BAD_ID),
        ("p", {"template": "poem"}, DocumentsOutcome.TEMPLATE_NOT_FOUND),
        ("p", {"version": 99}, DocumentsOutcome.TEMPLATE_NOT_FOUND),
        ("v", {}, DocumentsOutcome.NOT_ISSUER),
        ("e1", {}, DocumentsOutcome.NOT_ISSUER),
        ("p", {"language": "fr"}, DocumentsOutcome.BAD_RECORD),
        ("p", {"word": "鄂环碳1"}, DocumentsOutcome.BAD_RECORD),
        ("p", {"salt": "00"}, DocumentsOutcome.BAD_RECORD),
        ("p", {"title": ""}, DocumentsOutcome.BAD_RECORD),
        ("p", {"pdf_sha256": "AB" * 32}, DocumentsOutcome.BAD_RECORD),
        ("p", {"day": "2023-05-03"}, DocumentsOutcome.DAY_NOT_TODAY),
        ("p", {"serial": 2}, DocumentsOutcome.NUMBER_NOT_NEXT),
        ("p", {"serial": 0}, DocumentsOutcome.NUMBER_NOT_NEXT),
        ("p", {"data_sha256": "00" * 32}, DocumentsOutcome.CODE_WRONG),
        ("p", {"code": "K7QM-2F9X-ABCD-EFGH-JKLM"}, DocumentsOutcome.CODE_WRONG),
        ("q", {}, CommandOutcome.OUT_OF_SCOPE),
        ("p", {"subject": "", "area_gb2260": "13"}, CommandOutcome.OUT_OF_SCOPE),
    ],
)
def test_refusals_of_issuing(books, who, changes, outcome):
    assert ask(books, request(**changes), who).outcome is outcome
    with books.view() as view:
        assert read_rows(view, PaperRow) == []


def test_numbers_of_a_word_belong_to_the_body_that_used_it_first(books):
    assert ask(books, request()).done
    other = request(2, id="n2", subject="", area_gb2260="13")
    assert ask(books, other, "q").outcome is DocumentsOutcome.WORD_OF_OTHER_BODY
    assert ask(books, request(2)).outcome is DocumentsOutcome.ALREADY_ISSUED


def test_a_paper_is_issued_with_its_files_and_the_audit_agrees(books):
    done = issue(books, PROVINCE, draft())
    assert done.done
    row = done.paper
    assert (row.number, row.serial, row.issued_on) == ("鄂环碳〔2023〕1号", 1, "2023-05-04")
    assert row.title == "关于2023年度碳排放配额预分配的通知"
    files = {row.data_sha256, row.pdf_sha256, row.xlsx_sha256}
    assert files <= set(books.evidence.names())
    assert books.audit().ok


def test_numbers_have_no_gaps_also_when_papers_are_refused(books):
    drafts = [draft(f"n{n}") for n in range(1, 4)]
    drafts.insert(1, Draft("foreign", notice(subject="")))  # concerns the nation: not this province's to issue
    found = issue_all(books, PROVINCE, drafts)
    assert [f.done for f in found] == [True, False, True, True]
    assert found[1].answer.outcome is CommandOutcome.OUT_OF_SCOPE
    assert [f.paper.serial for f in found if f.paper] == [1, 2, 3]


def test_each_year_begins_with_one(books, clock):
    assert issue(books, PROVINCE, draft("a")).paper.number == "鄂环碳〔2023〕1号"
    assert issue(books, PROVINCE, draft("b")).paper.number == "鄂环碳〔2023〕2号"
    clock.put_day(date(2024, 1, 2))
    assert issue(books, PROVINCE, draft("c")).paper.number == "鄂环碳〔2024〕1号"
    other = issue(books, PROVINCE, draft("d", body=replace(HUBEI, word="鄂环函"))).paper
    assert other.number == "鄂环函〔2024〕1号"


def test_issuing_again_changes_nothing_and_another_paper_under_the_id_is_told(books):
    first = issue(books, PROVINCE, draft()).paper
    again = issue(books, PROVINCE, draft())
    assert again.exists
    assert again.paper == first
    other = issue(books, PROVINCE, draft(share="75%"))
    assert not other.done
    assert [f.code for f in other.findings] == ["documents.already_issued"]
    with books.view() as view:
        assert len(read_rows(view, PaperRow)) == 1


def test_a_number_taken_meanwhile_makes_the_paper_again(books, monkeypatch):
    made = issuing_module._make
    thief = iter([draft("thief")])

    def slow(market, drafts, entropy, first):
        yield from made(market, drafts, entropy, first)
        for stolen in thief:
            assert issue(market, PROVINCE, stolen).paper.serial == 1

    monkeypatch.setattr(issuing_module, "_make", slow)
    assert issue(books, PROVINCE, draft("victim")).paper.serial == 2


def test_a_number_always_taken_is_given_up_with_a_reason(books, monkeypatch):
    made = issuing_module._make

    def wrong(market, drafts, entropy, first):
        for paper, findings in made(market, drafts, entropy, first):
            yield replace(paper, serial=paper.serial + 1), findings

    monkeypatch.setattr(issuing_module, "_make", wrong)
    with pytest.raises(Problem, match="took the numbers 20 times"):
        issue(books, PROVINCE, draft())


def test_midnight_between_making_and_recording_makes_the_paper_again(books, clock, monkeypatch):
    made = issuing_module._make
    nights = iter([date(2023, 5, 5)])

    def slow(market, drafts, entropy, first):
        yield from made(market, drafts, entropy, first)
        for day in nights:
            clock.put_day(day)

    monkeypatch.setattr(issuing_module, "_make", slow)
    assert issue(books, PROVINCE, draft()).paper.issued_on == "2023-05-05"


def test_two_issuers_at_once_share_the_numbers_without_gap(books):
    found, errors = [], []

    def work(name):
        try:
            found.extend(issue_all(books, PROVINCE, [draft(f"{name}{n}") for n in range(6)]))
        except BaseException as error:  # shown by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(f.paper.serial for f in found) == list(range(1, 13))


def test_the_public_sees_that_a_paper_stands_but_not_what_it_says(books):
    row = issue(books, PROVINCE, draft()).paper
    pdf, data = books.evidence.read(row.pdf_sha256), books.evidence.read(row.data_sha256)
    with books.view() as view:
        found = verify(view, row.code.lower().replace("-", " "))
        assert (found.state, found.number, found.body_zh) == ("valid", row.number, "湖北省生态环境厅")
        assert (found.day, found.pdf_sha256) == ("2023-05-04", row.pdf_sha256)
        assert "1,234,567" not in str(found)
        assert row.data_sha256 not in str(found), "the digest of guessable data would confirm a guess"
        assert matches(view, row.code, pdf)
        assert matches(view, row.code, books.evidence.read(row.xlsx_sha256))
        assert not matches(view, row.code, pdf + b" ")
        assert not matches(view, row.code, data)
        assert not matches(view, "nonsense", pdf)


def test_codes_nobody_was_given_are_unknown_or_mistyped(books):
    other = proof_code("11" * 16, "x", "y")
    with books.view() as view:
        assert verify(view, other).state == "unknown"
        assert verify(view, "K7QM-2F9X").state == "mistyped"
        assert verify(view, "'; DROP TABLE documents_paper; --").state == "mistyped"
        assert not matches(view, other, b"")


def test_withdrawing(books, clock):
    row = issue(books, PROVINCE, draft("old")).paper
    clock.put_day(date(2023, 6, 1))
    other = Issuer("mee", "mee/1")
    assert withdraw(books, other, "none", "x").outcome is DocumentsOutcome.NOT_FOUND
    assert withdraw(books, other, "old", "x").outcome is DocumentsOutcome.OF_OTHER_BODY
    assert withdraw(books, PROVINCE, "old", " ").outcome is DocumentsOutcome.NO_GROUND
    assert withdraw(books, PROVINCE, "old", "x", "old").outcome is DocumentsOutcome.REPLACEMENT_NOT_FOUND
    assert withdraw(books, PROVINCE, "old", "x", "new").outcome is DocumentsOutcome.REPLACEMENT_NOT_FOUND
    new = issue(books, PROVINCE, draft("new", share="75%")).paper
    assert withdraw(books, PROVINCE, "old", "比例有误", "new").done
    with books.view() as view:
        found = verify(view, row.code)
    assert (found.state, found.withdrawn_on, found.ground) == ("withdrawn", "2023-06-01", "比例有误")
    assert found.replaced_by_number == new.number
    assert withdraw(books, PROVINCE, "old", "y", command="again").outcome is DocumentsOutcome.ALREADY_WITHDRAWN
    assert withdraw(books, PROVINCE, "old", "比例有误", "new").exists
    assert books.audit().ok


def test_an_entity_issues_its_own_report_only(books):
    data = {
        "entity_name": "甲", "entity_id": "e1", "area": "湖北", "sector": "4411", "period": "2022", "guideline": "g",
        "reported_t": 1, "declaration": "真实", "units": [], "months": [],
    }  # fmt: skip
    body = replace(HUBEI, name_zh="甲", word="甲电")
    entity = Issuer("e1", "e1/1")
    own = Paper("emission_report", "zh", body, "e1", data, "2023-05-04")
    assert issue(books, entity, Draft("r1", own)).done
    other = replace(own, subject="e2")
    assert issue(books, entity, Draft("r2", other)).answer.outcome is CommandOutcome.OUT_OF_SCOPE


def test_a_batch_tells_its_progress_and_goes_on_where_it_was_broken_off(books, monkeypatch):
    class Told(Progress):
        steps, total = 0, 0

        def step(self, name, total):
            self.total = total

        def advance(self, count=1):
            self.steps += count
            if self.steps == 4 and stop:
                raise KeyboardInterrupt

    monkeypatch.setattr(issuing_module, "BATCH", 4)
    drafts, stop = [draft(f"n{n}") for n in range(10)], True
    with pytest.raises(KeyboardInterrupt):
        issue_all(books, PROVINCE, drafts, progress=Told())
    stop = False
    told = Told()
    found = issue_all(books, PROVINCE, drafts, progress=told)
    assert [f.exists for f in found] == [True] * 4 + [False] * 6
    assert (told.steps, told.total) == (10, 10)
    assert [f.paper.serial for f in found] == list(range(1, 11))


def test_papers_are_issued_on_postgresql_too(postgres, monkeypatch, law, clock):
    with_kits(monkeypatch)
    url = postgres.create("papers")
    market = open_market(url, law=law, clock=clock, entropy=seeded_entropy("pg"))
    found = {"jurisdiction": "cn", "origin": "test", "actor": "mee/1", "organisation": "mee"}
    assert market.execute([Command("f", "mee", "mee/1", "participants.found", [found])])[0].done
    nation = Issuer("mee", "mee/1")
    body = replace(HUBEI, name_zh="生态环境部", word="环气候")
    papers = [Draft(f"x{n}", notice(subject="", body=body)) for n in range(3)]
    assert [f.paper.serial for f in issue_all(market, nation, papers)] == [1, 2, 3]
    assert withdraw(market, nation, "x1", "试").done
    with market.view() as view:
        assert [r.state for r in read_rows(view, PaperRow)] == ["issued", "withdrawn", "issued"]
    assert market.audit().ok
    market.close()
    postgres.drop("papers")
