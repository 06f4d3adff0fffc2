"""Pages about holders: a newcomer applies and files papers, the registry decides from its queue, the file shows all."""

import re

import pytest

from tests.registry.holder_table import credit_code
from tests.server.world import World

PAPERS = ("application_form", "licence", "legal_representative", "authorisation")


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


def csrf(page):
    return re.search(r'name="(?:csrf|token)" value="([^"]+)"', page)[1]


def applied(world):
    """Let the body T apply by its pages, and return its browser."""
    browser = world.signed_in("T/1")
    page = browser.get("/holder?lang=en").text
    assert "Apply for an account" in page
    given = {"csrf": csrf(page), "kind": "organisation", "name": "碳信", "identity": credit_code(1)}
    wrong = browser.post("/holder/apply?lang=en", data={**given, "identity": "1", "identity_until": ""})
    assert wrong.status_code == 409
    assert 'value="碳信"' in wrong.text, "what was entered stays"
    moved = browser.post("/holder/apply?lang=en", data={**given, "identity_until": ""})
    assert moved.status_code in (302, 303), moved.text
    return browser


def file_papers(browser, *papers):
    for paper in papers:
        page = browser.get("/holder?lang=en").text
        files = {"file": (f"{paper}.pdf", paper.encode(), "application/pdf")}
        data = {"token": csrf(page), "holder": "T", "paper": paper}
        assert browser.post("/holder/paper?lang=en", data=data, files=files).status_code in (302, 303)


def test_a_newcomer_applies_and_the_registry_opens_from_its_queue(world):
    browser = applied(world)
    tasks = browser.get("/tasks?lang=en").text
    assert "Papers of one's application to file" in tasks.replace("&#39;", "'")
    file_papers(browser, *PAPERS)
    operator = world.sure("registry/1")
    queue = operator.get("/holders?lang=en").text
    assert re.search(r"/holder\?holder=T.*?application to decide", queue, re.S)
    assert "2023-05-10" in queue
    tasks = operator.get("/tasks?lang=en").text
    assert "Applications for an account to decide" in tasks
    assert "2023-05-10" in tasks
    assert "T" in operator.get("/tasks/account_application/all?lang=en").text
    page = operator.get("/holder?holder=T&lang=en").text
    done = operator.post("/do/registry.admit_holder?lang=en", data={"csrf": csrf(page), "holder": "T"})
    assert done.status_code == 200, done.text
    page = browser.get("/holder?lang=zh").text
    assert "T/registration" in page
    assert "机构" in page


def test_a_paper_s_file_is_kept_and_an_empty_one_is_refused(world):
    browser = applied(world)
    page = browser.get("/holder?lang=en").text
    nothing = browser.post("/holder/paper?lang=en", data={"token": csrf(page), "holder": "T", "paper": "licence"},
                           files={"other": ("", b"")})  # fmt: skip
    assert nothing.status_code == 400
    file_papers(browser, "licence")
    with world.market.view() as view:
        ((digest,),) = view.fetch("SELECT sha256 FROM registry_holder_paper WHERE holder = 'T'")
    assert world.market.evidence.read(digest) == b"licence"


def test_a_holder_sees_its_own_file_and_no_other_one(world):
    own = world.signed_in("H1/1")
    assert "H1/trading" in own.get("/holder?lang=en").text
    assert own.get("/holder?holder=H2&lang=en").status_code == 403
    assert own.get("/holders?lang=en").status_code == 403
    assert world.sure("registry/1").get("/holder?holder=nobody&lang=en").status_code == 404


def test_who_should_be_barred_is_shown_until_noted(world):
    actor = {"actor": "H2/9", "organisation": "H2", "role": "verifier"}
    assert world.send("mee/1", "participants.admit_actor", actor).status_code == 200
    operator = world.sure("registry/1")
    page = operator.get("/holders?lang=en").text
    assert "May not hold any more and is not noted yet" in page
    noted = operator.post(
        "/do/registry.note_barred?lang=en", data={"csrf": csrf(page), "holder": "H2", "ground": "Verifier"}
    )
    assert noted.status_code == 200, noted.text
    page = operator.get("/holders?lang=en").text
    assert "is not noted yet" not in page
    assert "holdings to sell and report" in page
    assert "barred by art. 7" in operator.get("/holder?holder=H2&lang=en").text
