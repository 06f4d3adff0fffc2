"""Small files that are large unfolded are told without being unfolded whole."""

import gzip
import io
import zipfile

import pytest

from tanshi.application.forms.archive import Damaged
from tanshi.server.folded import LARGEST, MOST_CELLS, unfolds_too_far


def archive(size, parts=1):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for n in range(parts):
            file.writestr(f"xl/{n}.xml", bytes(size // parts))
    return made.getvalue()


def columns(rows):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    made = io.BytesIO()
    parquet.write_table(pa.table({"a": pa.array([1] * rows, pa.int8()), "b": pa.array([1] * rows, pa.int8())}), made)
    return made.getvalue()


@pytest.mark.parametrize("parts", [1, 3])
def test_an_archive_is_bounded_over_all_its_parts(parts):
    assert not unfolds_too_far(archive(LARGEST // 2, parts))
    assert unfolds_too_far(archive(LARGEST + 30, parts))


def test_a_compressed_table_is_bounded_over_all_its_members():
    assert not unfolds_too_far(gzip.compress(bytes(LARGEST)))
    assert unfolds_too_far(gzip.compress(bytes(LARGEST)) + gzip.compress(b"x"))


def test_columns_are_bounded_by_their_cells():
    assert not unfolds_too_far(columns(10))
    assert unfolds_too_far(columns(MOST_CELLS // 2 + 1))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"\x1f\x8bbroken", b"PAR1broken", b"unit_id\n"])
def test_what_is_broken_is_left_to_its_reader(data):
    assert not unfolds_too_far(data)


def test_a_damaged_part_hides_no_large_one():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("a.xml", b"sound")
        file.writestr("b.xml", bytes(LARGEST + 1), zipfile.ZIP_DEFLATED)
    spoilt = made.getvalue().replace(b"sound", b"spoil", 1)
    with pytest.raises(Damaged):
        unfolds_too_far(spoilt)
