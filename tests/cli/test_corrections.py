"""`tanshi corrections`: a proposal and its decision by command line, and what the versions and the obligation say."""

import json
from datetime import UTC, datetime

from tools.allocation_round import PERIOD, PROVINCE
from tools.correction_round import PLANT, confirmed, decision, figure, proposal

from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.simulation.workload import opening


def test_a_correction_by_command_line(tanshi, tmp_path):
    where = ["--db", str(tmp_path / "market.db")]
    market = open_market(where[1], clock=SimulatedClock(datetime(2023, 8, 1, 2, tzinfo=UTC)))
    market.execute(opening())
    made = confirmed(market)
    note = {"instrument": "CEA22", "amount_t": 1_197_900, "number": 1, "surrendered_on": "2023-08-01"}
    made.must("registry", "compliance.note_surrender", made.of(PLANT, **note))
    market.close()

    def act(word, item, actor):
        file = tmp_path / f"{word}.json"
        file.write_text(json.dumps(item), "utf-8")
        return tanshi("corrections", word, str(file), "--as", actor, *where)

    less = figure(f"{PLANT}-1", f"{PERIOD}-03", "fuel_e2", "4000000")
    assert act("propose", proposal(PLANT, PERIOD, less), f"{PLANT}/1").returncode != 0
    assert act("propose", proposal(PLANT, PERIOD, less), f"{PROVINCE}/1").returncode == 0
    assert act("decide", decision(PLANT, PERIOD, 1), "mee/1").returncode == 0
    shown = tanshi("corrections", "show", PLANT, *where).stdout
    for said in ("1,197,900 t became 1,177,935 t", "fuel_e2: 50,000.00 -> 40,000.00", "do not follow yet"):
        assert said in shown, said
    firm = json.loads(tanshi("compliance", "status", "--firm", PLANT, "--period", PERIOD, "--json", *where).stdout)
    assert (firm["surplus_t"], bool(firm["behind"])) == (0, True)
    assert tanshi("corrections", "show", "nobody", *where).returncode != 0
