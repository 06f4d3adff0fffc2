"""`tanshi voluntary …` through the real command: from monitored figures to a certificate that offsets a power firm."""

import json

import pytest
from tools.corpus import voluntary

from tanshi.application import voluntary_certificates as certificates
from tanshi.application.market import open_market

WIND = "CCER-01-002-V01"


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    return str(voluntary(tmp_path_factory.mktemp("voluntary")))


def test_methodologies_and_a_template_filled_in(tanshi, tmp_path):
    found = json.loads(tanshi("voluntary", "methodologies", "--json").stdout)["methodologies"]
    assert [m["code"] for m in found if not m["unverified"]] == ["CCER-01-001-V01", WIND]
    assert "unverified" in tanshi("voluntary", "methodologies").stdout
    file = tmp_path / "m.json"
    assert tanshi("voluntary", "compute", str(file), "--methodology", WIND, "--template").returncode == 0
    (row,) = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps([{**row, "export_mwh": 1_000_000, "import_mwh": 0, "om": "0.80", "bm": "0.30"}]))
    done = tanshi("voluntary", "compute", str(file), "--methodology", WIND, "--json")
    assert json.loads(done.stdout)["reductions"][0]["reduction_t"] == 550_000
    assert "EG × EF" in tanshi("voluntary", "compute", str(file), "--methodology", WIND, "--why", "P1").stdout
    assert "from memory" in tanshi("voluntary", "compute", str(file), "--methodology", "CCER-07-001-V01").stderr


def test_units_offset_an_obligation_and_have_their_certificate(tanshi, db, tmp_path):
    item = tmp_path / "use.json"
    use = {
        "holder": "trader", "instrument": "CCER-WIND1-2024", "amount_t": 700, "purpose": "surrender",
        "beneficiary": "E1", "period": "2025", "reason": "抵销清缴", "salt": "0f" * 16,
    }  # fmt: skip
    item.write_text(json.dumps(use))
    assert tanshi("voluntary", "act", "use", str(item), "--db", db, "--as", "owner/1").returncode == 1
    done = tanshi("voluntary", "act", "use", str(item), "--db", db, "--as", "trader/1", "--id", "u", "--json")
    assert json.loads(done.stdout)["done"] is True, done.stdout
    said = json.loads(tanshi("voluntary", "certificate", "3", "--db", db, "--json").stdout)
    assert said["says"]["beneficiary"] == "E1"
    assert said["says"]["period"] == "2025"
    assert said["says"]["amount_t"] == 700
    for form, begin in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        out = tmp_path / f"c.{form}"
        assert tanshi("voluntary", "certificate", "3", "--db", db, "--out", str(out)).returncode == 0
        assert out.read_bytes().startswith(begin)
    assert tanshi("voluntary", "certificate", "2", "--db", db).returncode == 2  # none was asked for
    market = open_market(db, write=False)
    with market.view() as view:
        found = certificates.use_by_code(view, said["code"].lower().replace("-", " "))
        assert found is not None
        assert certificates.told(view, found, "zh")["ranges"] == said["ranges"]
    market.close()


def test_lists_and_other_schemes(tanshi, db, tmp_path):
    (project,) = json.loads(tanshi("voluntary", "projects", "--db", db, "--json").stdout)["projects"]
    assert [r["state"] for r in project["reductions"]] == ["registered", "withdrawn"]
    assert "WIND1/2" in tanshi("voluntary", "projects", "--db", db).stdout
    file = tmp_path / "k.csv"
    file.write_text("number,name,capacity_mw\nA,One,1\nB,Two,x\n")
    call = ("voluntary", "known", str(file), "--scheme", "VS", "--db", db, "--as", "ncsc/1", "--json")
    first, again = tanshi(*call), tanshi(*call)
    assert (first.returncode, json.loads(first.stdout)["noted"]) == (1, 1)
    assert (json.loads(again.stdout)["noted"], json.loads(again.stdout)["there"]) == (0, 1)
