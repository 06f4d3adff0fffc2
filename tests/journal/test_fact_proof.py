"""A fact is proved offline: each of a journal, by our check and by the documentation's script; altered, none."""

import json
import re
from pathlib import Path

import pytest

from tanshi.application.market import open_market
from tanshi.journal.fact_proof import check, proof_of
from tanshi.simulation.workload import opening

PAGE = Path(__file__).parents[2] / "docs" / "voluntary.md"
SCRIPT = re.search(r"```python\n(import json\nfrom hashlib.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[1]


@pytest.fixture(scope="module")
def proofs():
    market = open_market(":memory:")
    market.execute(opening())
    with market.engine.snapshot() as view:
        yield [proof_of(view, position) for position in range(view.head().size)]
    market.close()


def test_every_fact_is_proved_by_both(proofs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(proofs) > 40
    for proof in proofs:
        proved = check(proof)
        assert (proved.type, proved.root, proved.size) == (proof["type"], proofs[0]["root"], len(proofs))
        Path("proof.json").write_text(json.dumps(proof), "utf-8")
        exec(compile(SCRIPT, "voluntary.md", "exec"), {})


CHANGES = {
    "format": "tanshi.fact_proof/2", "type": "voluntary.used/1", "position": 3, "day": "2023-01-01", "body": "{}",
    "nonce": "00" * 32, "size": 7, "root": "00" * 32, "path": [],
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_altered_shows_nothing(proofs, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    altered = {**proofs[20], name: CHANGES[name]}
    assert check(altered) is None
    without = {key: value for key, value in proofs[20].items() if key != name}
    assert check(without) is None
    if name not in ("format", "size"):
        Path("proof.json").write_text(json.dumps(altered), "utf-8")
        with pytest.raises(AssertionError):
            exec(compile(SCRIPT, "voluntary.md", "exec"), {})


@pytest.mark.parametrize("document", [None, 1, "x", [], {}, {"format": "tanshi.fact_proof/1"}])
def test_what_is_no_proof_shows_nothing(document):
    assert check(document) is None
