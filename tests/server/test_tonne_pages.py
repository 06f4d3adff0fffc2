"""The way of a tonne, certificates, and what of a holder's stands still: who sees what, as page, file and API."""

import io
import re
import zipfile
from datetime import UTC, date, datetime

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.application.documents import can_typeset, template
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tests.server.world import World

_FREEZE = {"holder": "H1", "instrument": "CEA22", "place": "registration", "organ": "法院", "until_day": "2023-12-31"}
_ISSUE = {"instrument": "CEA22", "ground": "order", "instruction": "i"}

#: Who acts, on what: H1 has tonnes 1-100, H2 101-110. Of H1's, 1-20 are frozen and 1-5 go to H2; 21-90 are surrendered
#: and 21-24 come back. What is cancelled then is in two pieces: 91-100 and 21-22.
ACTS = (
    ("registry", "registry.issue", {**_ISSUE, "holder": "H1", "amount_t": 100}),
    ("registry", "registry.issue", {**_ISSUE, "holder": "H2", "amount_t": 10}),
    ("registry", "registry.freeze", {**_FREEZE, "amount_t": 20, "paper": "（2023）法执1号"}),
    ("registry", "registry.deduct", {"holder": "H1", "number": 1, "amount_t": 5, "taker": "H2", "paper": "p"}),
    ("H1", "registry.surrender", {"holder": "H1", "instrument": "CEA22", "amount_t": 70, "period": "2022"}),
    ("H1", "registry.reverse_surrender", {"holder": "H1", "transfer": 5, "amount_t": 4, "reason": "too much"}),
    ("H1", "registry.cancel", {
        "holder": "H1", "instrument": "CEA22", "amount_t": 12, "reason": "会议碳中和", "beneficiary": "碳中和会议"}),
    ("registry", "registry.freeze", {**_FREEZE, "amount_t": 500, "paper": "（2023）法执2号"}),
    ("registry", "registry.release_freeze", {"holder": "H1", "number": 2, "amount_t": 500, "paper": "p"}),
    ("registry", "registry.freeze", {**_FREEZE, "amount_t": 400, "paper": "（2023）法执3号"}),
    ("H2", "registry.offer_pledge", {
        "holder": "H2", "pledgee": "H1", "instrument": "CEA22", "amount_t": 12, "contract": "合同1号"}),
    ("H1", "registry.accept_pledge", {"pledgee": "H1", "holder": "H2", "number": 1}),
)  # fmt: skip


@pytest.fixture(scope="module")
def world(law):
    clock = SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC))
    market = open_market(":memory:", law=law, clock=clock)
    made = World(market)
    for number, (who, kind, item) in enumerate(ACTS):
        second = f"{who}/2" if kind in FOUR_EYES else ""
        (answer,) = market.execute([Command(f"a/{number}", who, f"{who}/1", kind, [item], second)])
        assert answer.done, (kind, answer.message("en"))
    yield made
    made.close()
    market.close()


def shared_strings(workbook):
    """Return the texts of a workbook's cells."""
    return zipfile.ZipFile(io.BytesIO(workbook)).read("xl/sharedStrings.xml").decode()


def cancelled(world):
    with world.market.view() as view:
        ((transfer,),) = view.fetch("SELECT transfer FROM registry_cancellation")
    return int(transfer)


@pytest.mark.parametrize(("language", "words"), [("en", "From account to account"), ("zh", "流转路径")])
def test_the_registry_sees_the_whole_way(world, language, words):
    page = world.sure("registry/1").get(f"/registry/block?serial=CEA22-2&lang={language}").text
    assert words in page
    assert "CEA22-000000002" in page
    steps = re.search(r'<ol class="flow".*?</ol>', page, re.S)[0]
    assert re.findall(r"flow-place[^>]*>([^<]*)<", steps) == [
        {"en": "Issuance", "zh": "发放"}[language], "H1/registration", "H1/frozen", "H2/registration", "H2/pledged",
    ]  # fmt: skip


def test_a_holder_sees_its_own_part_of_a_way_and_nobody_elses(world):
    found = world.client.get("/api/v1/registry/blocks/CEA22-000000002", headers=world.key("H1/1")).json()
    assert [(s["debit"], s["credit"]) for s in found["way"]] == [
        ("system/issuance", "H1/registration"), ("H1/registration", "H1/frozen"), ("H1/frozen", ""),
    ]  # fmt: skip
    assert (found["account"], found["hidden"], found["way"][2]["reference"]) == ("", 1, "")
    whole = world.client.get("/api/v1/registry/blocks/CEA22-000000002", headers=world.key("registry/1")).json()
    assert (whole["account"], whole["hidden"], len(whole["way"])) == ("H2/pledged", 0, 4)
    assert whole["block"]["amount_t"] == 100


@pytest.mark.parametrize(
    ("actor", "serial", "status"),
    [
        ("H1/1", "CEA22-105", 404),
        ("registry/1", "CEA22-105", 200),
        ("registry/1", "CEA22-111", 404),
        ("registry/1", "CEA22-0", 400),
        ("registry/1", "tonne", 400),
        ("T/1", "CEA22-2", 404),
        ("G/1", "CEA22-2", 403),
        ("sd/1", "CEA22-2", 403),
    ],
)
def test_what_is_no_tonne_or_not_ones_own_is_refused(world, actor, serial, status):
    for path in (f"/api/v1/registry/blocks/{serial}", f"/registry/block?serial={serial}&lang=en"):
        assert world.client.get(path, headers=world.key(actor)).status_code == status, path


def test_a_group_looks_for_the_holder_it_has_a_mandate_of(world):
    key = world.key("G/1")
    assert world.client.get("/api/v1/registry/blocks/CEA22-2?holder=H1", headers=key).json()["hidden"] == 1
    assert world.client.get("/api/v1/registry/blocks/CEA22-2?holder=H2", headers=key).status_code == 403
    assert world.client.get("/registry/block?serial=CEA22-2").status_code in (303, 401)


def test_the_numbers_on_an_account_are_its_holders(world):
    page = world.client.get("/registry/block?account=H1/frozen&lang=en", headers=world.key("H1/1")).text
    assert "CEA22-000000006" in page
    assert world.client.get("/registry/block?account=H2/pledged", headers=world.key("H1/1")).status_code == 404
    assert world.client.get("/registry/block?account=nobody", headers=world.key("registry/1")).status_code == 404


def test_a_certificate_is_made_once_printed_in_both_languages_and_verified(world):
    transfer = cancelled(world)
    holder = world.sure("H1/1")
    path = f"/registry/certificates/{transfer}"
    assert holder.get(path).status_code == 404, "there is none yet"
    assert "Have the certificate made" in holder.get("/holder?lang=en").text
    assert world.sure("T/1").post(path).status_code == 403
    assert world.sure("H1/1").post("/registry/certificates/1").status_code in (403, 404)
    made = holder.post(path)
    assert made.status_code == 303
    assert holder.post(path).status_code == 409, "it has one"
    page = holder.get("/holder?lang=en").text
    number = f"自愿注销〔2023〕第{transfer}号"
    assert number in page
    with world.market.view() as view:
        ((code,),) = view.fetch("SELECT code FROM registry_certificate")
    for language, words in (("zh", "自愿注销证明"), ("en", "Certificate of voluntary cancellation")):
        said = shared_strings(holder.get(f"{path}?form=xlsx&lang={language}").content)
        for part in (
            words,
            number,
            code,
            "碳中和会议",
            "会议碳中和",
            "CEA22-000000021",
            "CEA22-000000022",
            "CEA22-000000091",
            "CEA22-000000100",
        ):
            assert part in said, part
        page = world.client.get(f"/verify/{code}?lang={language}").text
        assert words in page
        assert "CEA22-000000021" in page
        assert "12" in page
    found = world.client.get(f"/api/v1/verify/{code}").json()
    assert (found["state"], found["kind"], found["says"]["amount_t"]) == ("valid", "certificate", 12)
    assert world.sure("T/1").get(f"{path}?form=xlsx").status_code == 403
    assert world.client.get(f"{path}?form=xlsx").status_code in (303, 401)


@pytest.mark.skipif(not can_typeset(), reason="papers are set with typst")
def test_a_certificate_is_printed(world):
    transfer = cancelled(world)
    browser = world.sure("registry/1")
    browser.post(f"/registry/certificates/{transfer}")
    assert browser.get(f"/registry/certificates/{transfer}?form=pdf&lang=zh").content.startswith(b"%PDF")
    for wrong in ("x", "0", "9" * 20):
        assert browser.get(f"/registry/certificates/{wrong}").status_code == 404


def test_no_body_issues_such_a_certificate_by_itself():
    assert template("cancellation_certificate").issuers == ()


def test_a_holders_file_shows_what_stands_still_with_its_paper(world):
    page = world.sure("registry/1").get("/holder?holder=H1&lang=zh").text
    for said in ("（2023）法执1号", "（2023）法执3号", "合同1号", "碳中和会议", "轮候"):
        assert said in page, said
    assert "（2023）法执2号" not in page, "it was released"


def test_lists_of_what_stands_still_are_each_holders_own(world):
    own, operator = world.key("H1/1"), world.key("registry/1")
    get = world.client.get
    waiting = get("/api/v1/waiting-freezes", headers=operator).json()["items"]
    assert [(f["number"], f["amount_t"] - f["frozen_t"]) for f in waiting] == [(3, 398)]
    assert len(get("/api/v1/freezes", headers=own).json()["items"]) == 2
    pledges = get("/api/v1/pledges", headers=own).json()["items"]
    assert [(p["holder"], p["pledgee"]) for p in pledges] == [("H2", "H1")], "a creditor sees it"
    assert get("/api/v1/pledges", headers=world.key("T/1")).json()["items"] == []
    for name in ("freezes", "waiting-freezes", "pledges", "cancellations", "certificates"):
        assert get(f"/lists/{name}?lang=en", headers=operator).status_code == 200, name
        assert get(f"/api/v1/{name}?format=csv", headers=operator).status_code == 200, name


@pytest.mark.parametrize("name", ["transfers", "trades", "failures", "claims", "settlement-objections"])
def test_the_registry_lists_what_is_everybodys_and_a_holder_does_not(world, name):
    for path in (f"/api/v1/{name}", f"/lists/{name}"):
        found = [world.client.get(path, headers=world.key(who)).status_code for who in ("registry/1", "H1/1")]
        assert found == [200, 403], path


def test_a_history_is_paged_and_names_each_days_statement(world, monkeypatch):
    monkeypatch.setattr("tanshi.application.holder_ties.PAGE", 3)
    browser, seen, path = world.sure("registry/1"), [], "/holder/history?holder=H1&lang=en"
    while path:
        page = browser.get(path).text
        seen += [int(n) for n in re.findall(r'<th scope="row">(\d+)</th>', page)]
        older = re.search(r'rel="next" href="([^"]+)"', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert seen == sorted(seen, reverse=True)
    assert "/registry/statements/H1?day=2023-05-04" in page
    whole = world.client.get("/holder/history?holder=H1", headers=world.key("H1/1"))
    assert whole.status_code == 200
    assert world.client.get("/holder/history?holder=H2", headers=world.key("H1/1")).status_code == 403


def test_an_order_that_is_held_up_says_why_in_words(world):
    """Last in this module: its clock goes on."""
    order = {
        "holder": "H1", "receiver": "H2", "instrument": "CEA22", "amount_t": 1, "ground": "within_group",
        "reference": "",
    }  # fmt: skip
    acts = (
        ("registry", "registry.issue", {**_ISSUE, "holder": "H1", "amount_t": 500}),
        ("H1", "registry.order_transfer", order),
        ("registry", "registry.note_barred", {"holder": "H2", "ground": "joined the registry"}),
        ("registry", "registry.carry_out_transfer", {"transfer": "H1/T1"}),
    )
    for number, (who, kind, item) in enumerate(acts):
        second = f"{who}/2" if kind in FOUR_EYES else ""
        (answer,) = world.market.execute([Command(f"h/{number}", who, f"{who}/1", kind, [item], second)])
        assert answer.done, (kind, answer.message("en"))
        if kind == "registry.order_transfer":
            world.market.writer.clock.put_day(date(2023, 5, 10))
    for language, words in (("en", "one of the two is restricted"), ("zh", "转出方或转入方账户受限")):
        page = world.sure("registry/1").get(f"/approvals?lang={language}")
        assert page.status_code == 200
        assert words in page.text
