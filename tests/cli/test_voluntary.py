"""`tanshi voluntary …` through the real command: from monitored figures to a certificate that offsets a power firm."""

import json
from datetime import date

import pytest
from tools.corpus import voluntary
from tools.offset_round import FIRM, OWED_T, PERIOD, ROOM_T, acts, owes, write_monitored
from tools.voluntary_round import enrol

from tanshi.application import voluntary_certificates as certificates
from tanshi.application.access import FOUR_EYES
from tanshi.application.market import open_market
from tanshi.application.practice import DAY
from tanshi.simulation.workload import opening

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


def test_from_a_workbook_to_a_certificate_that_offsets_a_power_firm(tanshi, clock, tmp_path, monkeypatch):
    """Each act by the command line on its day."""
    db, item = str(tmp_path / "way.db"), tmp_path / "item.json"
    clock.put_day(date(2026, 1, 4))
    market = open_market(db, clock=clock)
    market.execute(opening())
    enrol(market)
    owes(market, tmp_path)
    market.close()
    file = write_monitored(tmp_path / "monitored.xlsx")
    computed = tanshi("voluntary", "compute", file, "--methodology", WIND, "--json")
    (year,) = json.loads(computed.stdout)["reductions"]
    for day, who, kind, values in acts(year["reduction_t"]):
        monkeypatch.setenv(DAY, day)
        item.write_text(json.dumps(values))
        second = ("--second", f"{who}/2") if kind in FOUR_EYES else ()
        sent = ("voluntary", "act", kind, item, "--db", db, "--as", f"{who}/1", *second)
        if kind == "voluntary.use":  # whoever did not ask for so much keeps the units
            item.write_text(json.dumps({**values, "amount_t": ROOM_T + 1}))
            assert tanshi(*sent).returncode == 1
            item.write_text(json.dumps(values))
        done = tanshi(*sent, "--json")
        assert json.loads(done.stdout)["done"] is True, (kind, done.stdout, done.stderr)
    said = json.loads(tanshi("voluntary", "certificate", "1", "--db", db, "--json").stdout)
    assert (said["says"]["amount_t"], said["says"]["period"]) == (ROOM_T, PERIOD)
    out = tmp_path / "certificate.pdf"
    assert tanshi("voluntary", "certificate", "1", "--db", db, "--out", out).returncode == 0
    assert out.read_bytes().startswith(b"%PDF")
    proof = tmp_path / "proof.json"
    assert tanshi("voluntary", "certificate", "1", "--db", db, "--proof", proof).returncode == 0
    shown = json.loads(tanshi("voluntary", "check", proof, "--json").stdout)
    assert (shown["number"], shown["amount_t"], shown["beneficiary"]) == (1, ROOM_T, FIRM)
    assert tanshi("voluntary", "check", proof, "--root", shown["root"]).returncode == 0
    assert "was published" in tanshi("voluntary", "check", proof, "--root", "0" * 64).stderr
    altered = proof.read_text("utf-8").replace(f'amount_t\\":{ROOM_T}', f'amount_t\\":{ROOM_T + 1}')
    assert altered != proof.read_text("utf-8")
    proof.write_text(altered, "utf-8")
    assert tanshi("voluntary", "check", proof).returncode == 2
    told = json.loads(tanshi("voluntary", "project", "WIND1", "--db", db, "--on", "2026-04-20", "--json").stdout)
    assert [m["state"] for m in told["matters"]] == ["registered", "registered"]
    assert "report reductions" in tanshi("voluntary", "project", "WIND1", "--db", db).stdout
    year = tanshi("voluntary", "bulletin", "2026-01-01", "2026-12-31", "--db", db)
    assert "141,520.00" in year.stdout.replace("141520.00", "141,520.00")
    assert tanshi("voluntary", "bulletin", "2026-01-01", "2026-02-30", "--db", db).returncode == 2
    market = open_market(db, write=False)
    with market.view() as view:
        owed = view.fetch("SELECT surrendered_t, obligation_t FROM compliance_obligation WHERE entity = ?", [FIRM])
    market.close()
    assert owed == [(OWED_T, OWED_T)]


def test_units_offset_a_local_obligation_and_have_their_certificate(tanshi, db, tmp_path):
    item = tmp_path / "use.json"
    use = {
        "holder": "trader", "instrument": "CCER-WIND1-2024", "amount_t": 700, "purpose": "local_surrender",
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
    assert tanshi("voluntary", "certificate", "9", "--db", db).returncode == 2
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
