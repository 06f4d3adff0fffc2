from tanshi.disclosure.compliance_tables import NATION, compliance
from tanshi.disclosure.results import results


def entity(area, state, owed, given):
    return {
        "area_gb2260": area,
        "state": state,
        "obligation_t": owed,
        "surrendered_t": given,
        "shortfall_t": owed - given if state == "short" else 0,
    }


def test_compliance_is_told_by_count_and_by_tonnes():
    nation, hebei, henan = compliance(
        [
            entity("13", "met", 900, 900),
            entity("13", "short", 100, 40),
            entity("41", "open", 10, 0),
            entity("41", "", 0, 0),
        ]
    )
    assert (nation["area_gb2260"], nation["name_en"]) == (NATION, "China")
    assert [nation[c] for c in ("entities", "met_entities", "short_entities", "pending_entities")] == [4, 1, 1, 2]
    assert (nation["compliance_rate_by_count"], nation["compliance_rate"]) == ("0.250000", "0.930693")
    assert (hebei["compliance_rate_by_count"], hebei["compliance_rate"], hebei["shortfall_t"]) == (
        "0.500000",
        "0.940000",
        60,
    )
    assert (henan["name_zh"], henan["pending_entities"]) == ("河南", 2)


def test_nobody_has_no_rate():
    (nation,) = compliance([])
    assert (nation["compliance_rate"], nation["compliance_rate_by_count"]) == (None, None)


def test_a_year_agrees_with_the_nation(year_market):
    with year_market.view() as view:
        found = results(view, "2022")
    nation, *provinces = compliance(found.entities)
    for name in ("compliance_rate", "compliance_rate_by_count", "shortfall_t", "surrendered_t", "obligation_t"):
        assert nation[name] == found.nation[name]
    for name in ("entities", "met_entities", "short_entities", "pending_entities", "obligation_t"):
        assert nation[name] == sum(p[name] for p in provinces)
