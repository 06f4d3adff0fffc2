"""Samples of every version of every fact type, as databases in use hold them, still lead to the same state."""

from pathlib import Path

import pytest
import yaml

from tanshi.application import moving
from tanshi.application.assembly import fact_types
from tanshi.core.progress import Progress
from tanshi.journal.export import open_backup

FOLDER = Path(__file__).parent.parent / "data" / "corpus"
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text())


def test_every_file_has_its_expected_state():
    assert sorted(EXPECTED) == sorted(p.relative_to(FOLDER).as_posix() for p in FOLDER.glob("*/*.backup"))


def test_every_readable_type_and_version_has_a_sample():
    sampled = set()
    for name in EXPECTED:
        with open_backup(FOLDER / name) as backup:
            sampled |= {fact.type for fact in backup.facts()}
    assert sampled == set(fact_types().names())


@pytest.mark.parametrize("name", EXPECTED)
def test_old_facts_lead_to_the_same_state(name, tmp_path):
    found = moving.restore_backup(FOLDER / name, str(tmp_path / "restored.db"), None, Progress())
    assert {"root": found.root, "state": found.state_hash} == EXPECTED[name]
