"""A paper is issued where its subject is shown: who may sees the button, the books fill it, the command records it."""

import pytest

from tanshi.application.documents import issuing
from tanshi.application.documents.tables import PaperRow
from tanshi.application.documents.typesetting import Printed
from tanshi.journal.table import read_rows
from tests.server import cases
from tests.server.world import World

FORM = {"body_zh": "山东省生态环境厅", "body_en": "", "word": "鲁环碳", "language": "zh"}
CONCLUSION = {**FORM, "group": "张三、李四", "conclusion": "经核查，数据属实。"}
ADDRESS = "/papers/P1/issue/verification_conclusion/2022"


@pytest.fixture
def world(market, monkeypatch):
    monkeypatch.setattr(issuing, "pdf", lambda composed: Printed(repr(composed).encode(), ()))
    made = World(market, modelled=True)
    cases.plant(market)
    cases.months(market, market.writer.clock)
    cases.verified(market, market.writer.clock)
    yield made
    made.close()


class Person:
    """Somebody who asks for pages with a key of an actor."""

    def __init__(self, world, actor):
        self._client, self._headers = world.client, world.key(actor)

    def get(self, path):
        return self._client.get(path, headers=self._headers)

    def post(self, path, data):
        return self._client.post(path, data=data, headers=self._headers)


def papers(world):
    with world.market.view() as view:
        return read_rows(view, PaperRow)


def test_the_province_issues_a_conclusion_from_the_report_and_finds_it_among_the_papers(world):
    province = Person(world, "sd/1")
    assert f'href="{ADDRESS}?lang=en"' in province.get("/reports/2022/P1?lang=en").text
    assert ADDRESS in province.get("/papers/P1?lang=en").text
    form = province.get(f"{ADDRESS}?lang=en")
    assert form.status_code == 200
    assert "Verified emissions (t)" in form.text
    missing = province.post(ADDRESS, data={**CONCLUSION, "group": " "})
    assert missing.status_code == 400
    assert "山东省生态环境厅" in missing.text
    done = province.post(f"{ADDRESS}?lang=zh", data=CONCLUSION)
    assert (done.status_code, done.headers["location"]) == (303, "/papers/P1?lang=zh")
    (paper,) = papers(world)
    assert paper.number == "鲁环碳〔2023〕1号"
    assert (paper.template, paper.subject, paper.state) == ("verification_conclusion", "P1", "issued")
    assert "鲁环碳〔2023〕1号" in province.get("/papers/P1?lang=zh").text
    again = province.get(f"{ADDRESS}?lang=zh")
    assert 'value="鲁环碳"' in again.text, "what stood on the last paper is proposed"
    changed = {**CONCLUSION, "conclusion": "另一结论。"}
    assert province.post(ADDRESS, data=changed).status_code == 409
    assert len(papers(world)) == 1


def test_after_a_withdrawal_another_one_can_be_issued(world):
    province = Person(world, "sd/1")
    assert province.post(ADDRESS, data=CONCLUSION).status_code == 303
    (first,) = papers(world)
    gone = {"id": first.id, "ground": "更正", "replaced_by": ""}
    assert world.send("sd/1", "documents.withdraw", gone).status_code == 200
    assert province.post(ADDRESS, data=CONCLUSION).status_code == 303
    assert [p.state for p in papers(world)] == ["withdrawn", "issued"]


@pytest.mark.parametrize("actor", ["P1/1", "jn/1", "exchange/1"])
def test_who_may_not_issue_sees_no_button_and_is_refused(world, actor):
    if actor == "P1/1":
        world._person(actor)
    person = Person(world, actor)
    assert ADDRESS not in person.get("/papers/P1").text
    assert person.get(ADDRESS).status_code == 403


def test_an_entity_issues_its_report_from_the_report_s_page(world):
    world._person("P1/1")
    plant, address = Person(world, "P1/1"), "/papers/P1/issue/emission_report/2022"
    assert f'href="{address}?lang=en"' in plant.get("/reports/2022/P1?lang=en").text
    assert "Carbon dioxide emissions (t)" in plant.get(f"{address}?lang=en").text
    done = plant.post(address, data={"body_zh": "样例电厂", "body_en": "", "word": "样电", "language": "zh"})
    assert done.status_code == 303, done.text
    (paper,) = papers(world)
    assert (paper.template, paper.subject, paper.organisation) == ("emission_report", "P1", "P1")


def test_what_the_books_do_not_hold_yet_cannot_be_issued(world):
    province = Person(world, "sd/1")
    for path in (
        "/papers/P1/issue/approval_notice/2022", "/papers/P1/issue/surrender_certificate/2022",
        "/papers/P1/issue/poem/2022", "/papers/P1/issue/verification_conclusion/next",
        "/papers/P1/issue/verification_conclusion/2021",
    ):  # fmt: skip
        assert province.get(path).status_code == 404, path
    public = world.client.get(ADDRESS)
    assert public.status_code in (303, 401)
