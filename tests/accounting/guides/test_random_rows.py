"""Random rows of every stream: what is computed in bulk is what its tree gives, and the tree proves itself."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.accounting.activity import Activity, CannotCompute
from tanshi.accounting.guide import Guide, sectors
from tanshi.accounting.totals import Totals, explain
from tanshi.accounting.ways import Ways
from tests.accounting.guides.test_cases import LAW

GUIDES = {f"{sector}-{guide.year}": guide for sector in sectors(LAW) for guide in Guide.every(LAW, sector)}


@st.composite
def rows(draw, guide):
    stream = draw(st.sampled_from([s for s in guide.streams.values() if s.gas]))
    item = draw(st.sampled_from(sorted(stream.items))) if stream.items else ""
    way = draw(st.sampled_from(stream.method.ways))
    more = draw(st.sets(st.sampled_from(sorted(stream.method.inputs))))
    values = {
        name: (draw(st.integers(0, int(min(said.most or 10**6, 10**6) * 10**said.places))), 10**said.places)
        for name, said in stream.method.inputs.items()
        if name in {*way.needs, *more}
    }
    part = "" if stream.level == "entity" else draw(st.sampled_from(["A", "B"]))
    return Activity("E1", guide.year, "", part, stream.code, item, values)


@pytest.mark.parametrize("name", GUIDES)
@settings(max_examples=8)
@given(data=st.data())
def test_bulk_is_the_tree(name, data):
    guide = GUIDES[name]
    found = data.draw(st.lists(rows(guide), min_size=1, max_size=8))
    ways, kept, masses = Ways(guide), [], {}
    for row in found:
        stream = guide.streams[row.stream]
        try:
            mass = Fraction(*ways.mass(stream, row))
        except CannotCompute:  # a finding, counted below
            continue
        tree = ways.tree(stream, stream.items.get(row.item or stream.default), row)
        assert tree.check() == []
        assert tree.value == mass
        kept.append(row)
        masses[stream.gas] = masses.get(stream.gas, Fraction(0)) + stream.sign * mass
    if guide.sector == "power" or not kept:  # a month of power may take the mean of others
        return
    totals = Totals(guide)
    totals.add(found)
    (entity,) = totals.finished()
    assert len(totals.findings) == len(found) - len(kept)
    assert entity.gases == masses
    for total in guide.totals:
        tree = explain(guide, kept, total.code)
        assert tree.check() == []
        assert tree.value == entity.totals[total.code]
