"""`tanshi registry certificate` through the real command: who has one made, what it says, what is refused."""

import json
from datetime import UTC, datetime

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening

_OF = {"holder": "H1", "instrument": "CEA22"}
ACTS = (
    ("registry", "registry.issue", {**_OF, "amount_t": 40, "ground": "order", "instruction": "i"}),
    ("H1", "registry.cancel", {**_OF, "amount_t": 15, "reason": "会议", "beneficiary": ""}),
)


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("certificate") / "market.db")
    market = open_market(path, clock=SimulatedClock(datetime(2023, 5, 4, 1, 30, tzinfo=UTC)))
    market.execute(opening())
    for kind, (who, act, item) in enumerate(ACTS):
        second = f"{who}/2" if act in FOUR_EYES else ""
        (answer,) = market.execute([Command(f"a/{kind}", who, f"{who}/1", act, [item], second)])
        assert answer.done, answer.message("en")
    market.close()
    return path


def test_a_certificate_is_made_by_who_may_printed_and_stays(tanshi, db, tmp_path):
    def call(*arguments, code=0):
        done = tanshi("registry", "certificate", *arguments, "--db", db)
        assert done.returncode == code, done.stderr
        return done

    assert "cancelled nothing" in call("1", code=2).stderr
    assert "no certificate yet" in call("2", code=2).stderr
    assert "was not made" in call("2", "--as", "exchange/1", code=2).stderr
    made = json.loads(call("2", "--as", "H1/1", "--json").stdout)
    assert made["number"] == "自愿注销〔2023〕第2号"
    assert made["says"]["amount_t"] == 15
    assert made["ranges"] == ["CEA22-000000001 – CEA22-000000015"]
    assert json.loads(call("2", "--as", "registry/1", "--json").stdout) == made
    assert made["code"] in call("2").stdout
    call("2", "--out", str(tmp_path / "c.xlsx"))
    assert (tmp_path / "c.xlsx").read_bytes().startswith(b"PK")
    assert "docx" in call("2", "--out", str(tmp_path / "c.docx"), code=2).stderr
