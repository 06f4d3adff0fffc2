"""Archives from outside: whatever is wrong with one, it is said, never broken off at."""

import io
import random
import zipfile
from contextlib import suppress

import pytest

from tanshi.application.forms.archive import Damaged, archive_of, content
from tanshi.application.forms.grid import unpack
from tanshi.core.finding import Problem
from tanshi.server.folded import unfolds_too_far
from tanshi.server.intake import _is_bundle

WAYS = {
    "stored": zipfile.ZIP_STORED, "deflated": zipfile.ZIP_DEFLATED, "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}  # fmt: skip


def packed(way):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", way) as archive:
        archive.writestr("a.json", '{"x": 1}' * 200)
        archive.writestr("b/c.csv", "1,2\n" * 500)
    return made.getvalue()


def spoilt(data, chance):
    """Return an archive with some bytes changed, or its end cut off."""
    spoils = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        spoils[chance.randrange(len(spoils))] = chance.randrange(256)
    return bytes(spoils[: chance.randrange(len(spoils))] if chance.random() < 0.15 else spoils)


@pytest.mark.parametrize("way", WAYS)
def test_a_sound_archive_is_read(way):
    assert sorted(unpack(packed(WAYS[way]), "a.zip")) == ["a.json", "b/c.csv"]
    with archive_of(packed(WAYS[way])) as archive:
        assert content(archive, archive.infolist()[1], 3) == b"1,2"


@pytest.mark.parametrize("way", WAYS)
def test_bytes_changed_anywhere_are_a_damaged_file_and_nothing_else(way):
    data, chance, damaged = packed(WAYS[way]), random.Random(way), 0
    for _ in range(1_500):
        spoils = spoilt(data, chance)
        _is_bundle(spoils)
        with suppress(Damaged):
            unfolds_too_far(spoils)
        try:
            unpack(spoils, "a.zip")
        except Problem as told:
            damaged += told.findings[0].code == "forms.file_damaged"
    assert damaged > 100
