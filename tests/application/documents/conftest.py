from datetime import date

import pytest

from tanshi.application.documents import Draft, Issuer, IssuingBody, Paper
from tanshi.application.market import open_market
from tanshi.journal.command import Command
from tanshi.journal.request import plain
from tanshi.journal.writer import seeded_entropy
from tanshi.participants.commands import RegisterEntity, Unit
from tests.application.documents.kits import with_kits

UNIT = Unit("u1", "1号", "1", "coal", "subcritical", "bituminous", "II", 300_000, "water", 0, 0, 2010, 0, "")
HUBEI = IssuingBody("湖北省生态环境厅", "Department of Ecology and Environment of Hubei", "鄂环碳")
PROVINCE = Issuer("p", "p/1")


def notice_data(units=2, **changes):
    rows = units
    if isinstance(units, int):
        rows = [
            {"unit": f"U{n}", "name": f"{n}号机组", "base_t": 1_000 + n, "preallocated_t": 700 + n}
            for n in range(1, units + 1)
        ]
    return {
        "entity_name": "湖北某某发电有限公司",
        "entity_id": "e1",
        "period": "2023",
        "basis": "《碳排放权交易管理暂行条例》",
        "share": "70%",
        "base": "2022 年度经核查排放量",
        "preallocated_t": 1_234_567,
        "objection_days": 10,
        "units": rows,
        "parameters": [],
        **changes,
    }


def notice(language="zh", units=2, body=HUBEI, subject="e1", **changes):
    """A notice about an entity that the tests use."""
    return Paper("preallocation_notice", language, body, subject, notice_data(units, **changes), "2023-05-04")


def draft(id="notice/2023/e1", **changes):
    return Draft(id, notice(**changes))


@pytest.fixture
def books(monkeypatch, law, clock):
    """A market with two provinces, an entity of the first, its actor, and the kits."""
    with_kits(monkeypatch)
    clock.put_day(date(2023, 5, 4))
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("test"))

    def admit(actor, role, **scope):
        return {"actor": f"{actor}/1", "organisation": actor, "role": role, **scope}

    found = {"jurisdiction": "cn", "origin": "test", "actor": "mee/1", "organisation": "mee"}
    entity = RegisterEntity("e1", "甲", "A", "42", "4411", "test", (UNIT,))
    steps = [
        ("found", "participants.found", found),
        ("e", "participants.register_entity", plain(entity)),
        ("a1", "participants.admit_actor", admit("e1", "entity", entity="e1")),
        ("a2", "participants.admit_actor", admit("p", "province", area_gb2260="42")),
        ("a3", "participants.admit_actor", admit("q", "province", area_gb2260="13")),
        ("a4", "participants.admit_actor", admit("v", "verifier")),
    ]
    answers = market.execute([Command(i, "mee", "mee/1", kind, [item]) for i, kind, item in steps])
    assert all(a.done for a in answers)
    yield market
    market.close()
