"""The bulk allocation equals the plain one: every plan, every edge, compiled, in NumPy, and with the compiler off."""

import os
import subprocess
import sys
from fractions import Fraction
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.allocation.from_file import plan_named, plans
from tanshi.allocation.power import UnitOutput, allocate_unit
from tanshi.rules import Law

np = pytest.importorskip("numpy")

from tools.bulk_trial import KERNELS, compare, units  # noqa: E402

from tanshi.allocation import kernel_plain  # noqa: E402
from tanshi.allocation.bulk import Bulk, BulkPlan, Columns  # noqa: E402

LAW = Law("cn")
PLANS = tuple(plans(LAW))


def kernel(name):
    if name == "compiled":
        pytest.importorskip("numba")
    return import_module(KERNELS[name])


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("plan", PLANS)
def test_every_unit_and_entity_is_as_the_plain_path_says(plan, name):
    found = compare(LAW, plan, 1_500, 7, kernel(name))
    assert found.differences == ()
    assert found.whole > 100  # products that are a whole number of tonnes were among them
    assert found.by_reference > 20
    assert (found.given > 100) == plan.endswith("draft")  # units whose allocation is their verified emission


def test_the_comparison_sees_a_kernel_that_trusts_its_floats(monkeypatch):
    monkeypatch.setattr(kernel_plain, "NEAR", 0.0)
    assert compare(LAW, "2022", 600, 7, kernel_plain).differences


def test_the_kernel_says_the_same_with_the_compiler_off():
    pytest.importorskip("numba")
    command = [sys.executable, "-W", "error", "-m", "tools.bulk_trial", "--rows", "400", "--plan", "2022"]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 differences" in done.stdout
    assert "compiler off" in done.stdout


def columns(**given):
    """Return one unit as columns, with what is not given as a plain coal unit has it."""
    plain = {
        "kind": 0, "entity": 0, "output": 10**9, "heat": 0, "heat_ratio": 0, "load_factor": 7_200, "verified": 0,
    }  # fmt: skip
    types = {"kind": np.int8, "entity": np.int32}
    return Columns(**{n: np.array([v], dtype=types.get(n, np.int64)) for n, v in {**plain, **given}.items()})


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", -1), ("kind", 99), ("entity", 1), ("entity", -1), ("output", -1), ("heat", -5), ("verified", -1),
     ("load_factor", 10_001), ("load_factor", -1), ("heat_ratio", 1_000_001)],
)  # fmt: skip
def test_what_no_unit_has_is_refused_and_not_computed(name, field, value):
    bulk = Bulk(BulkPlan.of(plan_named(LAW, "2022")), 1, kernel=kernel(name))
    with pytest.raises(ValueError, match=field):
        bulk.add(columns(**{field: value}))


@pytest.mark.parametrize("name", KERNELS)
def test_sums_beyond_64_bits_are_refused_and_not_wrapped(name):
    bulk = Bulk(BulkPlan.of(plan_named(LAW, "2022")), 1, kernel=kernel(name))
    largest = columns(verified=(1 << 40) - 1)
    many = Columns(*(np.repeat(c, 1 << 20) for c in largest))
    bulk.add(many)
    assert bulk.entities(None).verified_t.tolist() == [((1 << 60) - (1 << 20) + 500) // 1000]
    for _ in range(8):
        bulk.add(many)  # 2^63 kg and more stand beside the columns
    with pytest.raises(OverflowError):
        bulk.entities(None)


def test_a_plan_in_parts_is_the_plan_at_once():
    plan = BulkPlan.of(plan_named(LAW, "2021"))
    every = units(plan, 900, 3)
    count = int(every.entity.max()) + 1
    whole, parts = Bulk(plan, count, kernel=kernel_plain), Bulk(plan, 1, kernel=kernel_plain)
    whole.add(every)
    for begin in range(0, 900, 250):
        part = Columns(*(c[begin : begin + 250] for c in every))
        parts.grow(int(part.entity.max()) + 1)
        parts.add(part)
    a, b = whole.entities(None), parts.entities(None, count)
    for field in a.__slots__:
        assert np.array_equal(getattr(a, field), getattr(b, field)), field


shares = st.integers(0, 10_000)
amounts = st.integers(0, 9_000_000_000)


def unit(plan, unit_class, cooling, chp, output, heat, ratio, load):
    return UnitOutput(
        "u", unit_class, Fraction(output, 1000), Fraction(output, 1000), Fraction(heat, 1000), Fraction(ratio, 10**6),
        Fraction(load, 10**4), cooling, chp, 0,
    )  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(PLANS), st.sampled_from(["I", "II", "III", "IV"]), st.sampled_from(["water", "air"]), st.booleans(),
    amounts, amounts, st.integers(0, 10**6), shares, st.integers(0, 10**7), st.integers(0, 10**7),
)  # fmt: skip
def test_an_allowance_never_falls_when_output_or_heat_rises(
    plan, unit_class, cooling, chp, output, heat, ratio, load, more_output, more_heat
):
    text = plan_named(LAW, plan)
    same = (text, unit_class, cooling, chp)
    less = allocate_unit(text, unit(*same, output, heat, ratio, load))
    more = allocate_unit(text, unit(*same, output + more_output, heat + more_heat, ratio, load))
    assert more.electricity_t >= less.electricity_t
    assert more.heat_t >= less.heat_t
    assert more.approved_t >= less.approved_t


@pytest.mark.parametrize("plan", PLANS)
def test_in_bulk_no_allowance_falls_when_output_and_heat_rise(plan):
    ready = BulkPlan.of(plan_named(LAW, plan))
    fewer = units(ready, 2_000, 11)
    fewer = fewer._replace(output=np.minimum(fewer.output, 1 << 39), heat=np.minimum(fewer.heat, 1 << 39))
    random = np.random.default_rng(12)
    count = int(fewer.entity.max()) + 1
    more = fewer._replace(
        output=fewer.output + random.integers(0, 3_000, 2_000), heat=fewer.heat + random.integers(0, 20_000, 2_000)
    )
    a, b = (Bulk(ready, count, kernel=kernel_plain).allocate(c) for c in (fewer, more))
    for name in ("electricity_t", "heat_t", "initial_t", "approved_t"):
        assert (getattr(b, name) >= getattr(a, name)).all()


def test_the_compiled_kernel_stays_out_of_what_must_start_fast(tmp_path):
    code = """
import sys
import tanshi.allocation, tanshi.server.app
from tanshi.cli.main import run
for more in (["--template"], ["--json"]):
    try:
        run(["allocate", sys.argv[1], "--plan", "2023", *more])
    except SystemExit as end:
        assert not end.code, end.code
print([m for m in ("numba", "numpy", "narwhals", "pandas") if m in sys.modules])
"""
    command = [sys.executable, "-c", code, str(tmp_path / "units.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("[]")
