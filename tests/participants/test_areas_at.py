"""The province of a point."""

import csv
import gzip
import io
import math

import pytest

from tanshi.participants.areas import area_code
from tanshi.participants.areas_at import _cosine_permille, area_at
from tests.conftest import shared


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        (39.91, 116.40, "11"), (31.23, 121.47, "31"), (43.82, 87.62, "65"), (20.02, 110.33, "46"),
        (29.65, 90.959, "54"),
        (22.41, 113.91, None),  # Hong Kong
        (22.14, 113.58, None),  # Macao
        (25.03, 121.5, None),  # Taipei
        (35.68, 139.69, None),  # Tokyo
        (0.0, 0.0, None), (-33.9, 151.2, None),
    ],
)  # fmt: skip
def test_points(latitude, longitude, code):
    assert area_at(round(latitude * 10**4), round(longitude * 10**4)) == code


def test_the_cosine_is_right_over_the_country():
    for degrees in range(17, 55):
        assert abs(_cosine_permille(degrees * 10**4) - 1000 * math.cos(math.radians(degrees))) < 2


def test_how_often_the_guess_is_right():
    """Measured on the tracker's units, whose province is known; docs/populations.md gives the figure."""
    data = gzip.decompress(shared("data/gem_gcpt_2023_07_china_units.csv.gz").read_bytes()).decode()
    right = known = 0
    for row in csv.DictReader(io.StringIO(data)):
        if row["Status"] in ("operating", "retired", "construction") and row["Latitude"]:
            at = area_at(round(float(row["Latitude"]) * 10**4), round(float(row["Longitude"]) * 10**4))
            known += 1
            right += at == area_code(row["Subnational unit (province, state)"])
    assert known > 4400
    assert right / known > 0.975
