"""Laboratories' reports on streams of every sector, the firm's rows against them, and corrections of rows."""

from copy import deepcopy
from datetime import date

import pytest
from tools.activity_round import CORRECTED, TESTED

from tanshi.accounting.guide import Guide, sectors
from tanshi.application.forms import Context, form, from_json, take, template
from tanshi.journal.table import read_rows
from tanshi.mrv import laboratory_tables
from tanshi.mrv.activity_correction import ActivityCorrectionRow
from tanshi.mrv.activity_tables import ActivityFigureRow, SourceRow
from tanshi.mrv.laboratory_tables import LaboratoryReportRow, LaboratoryStreamRow
from tanshi.mrv.stream_report import figures
from tanshi.rules import Law
from tests.act_table import must_be_answered
from tests.mrv.round_table import put
from tests.mrv.test_activity import books, line, must, rows

__all__ = ["books"]

#: Of each sector a stream and the figures a laboratory says of it.
STREAMS = {
    "power": ("coal", {"c_ar", "c_ad", "c_d", "m_ad", "ncv", "cc"}),
    "steel": ("material", {"ef"}),
    "cement": ("clinker", {"ef"}),
    "aluminium": ("anode", {"sulphur", "ash"}),
    "copper": ("oxalic_acid", {"concentration"}),
    "flat_glass": ("carbonate", {"purity", "ef"}),
    "petrochemical": ("hydrogen_feed", {"c"}),
    "chemical": ("product", {"c"}),
    "paper": ("wastewater", {"cod_in", "cod_out"}),
    "aviation": ("domestic", {"bio", "ncv", "cc"}),
    "buildings": ("fuel", {"c_ar", "c_ad", "c_d", "m_ad", "ncv", "cc"}),
}


def test_every_sector_has_streams_a_laboratory_reports_on():
    law = Law()
    assert STREAMS.keys() == set(sectors(law))
    for sector, (stream, wanted) in STREAMS.items():
        assert set(figures(Guide.of(law, sector, 2024).streams[stream])) == wanted, sector


@pytest.fixture
def works(books):
    """A steel works that took the factor of the text for March's limestone, and a laboratory."""
    must(books("mee", "participants.admit_actor", {"actor": "lab/1", "organisation": "lab", "role": "laboratory"}))
    books.clock.put_day(date(2025, 1, 20))
    must(books("S1", "mrv.record_activity", rows("2024", line("fuel", "cleaned_coal", fc="2000000", ncv="26.344"))))
    must(books("S1", "mrv.record_activity", rows("2024-03", line("flux", "limestone", q="300000"))))
    return books


def told(works, table):
    """Play `report` and `correct` with what differs, and filing, each answered as its line says."""
    kinds = {
        "report": ("lab", "mrv.deposit_laboratory_report", TESTED),
        "correct": ("S1", "mrv.correct_activity", CORRECTED),
    }
    for said in filter(None, map(str.strip, table.splitlines())):
        asked, _, expected = said.partition(" -> ")
        word, *changes = asked.split()
        if word == "file":
            year = changes[0] if changes else "2024"
            answer = works("S1", "mrv.file_report", {"entity": "S1", "period": year, "declared_true": True})
        else:
            who, kind, item = kinds[word]
            item = deepcopy(item)
            for change in changes:
                path, _, value = change.partition("=")
                put(item, path.split("."), {"-": "", "D": "d" * 64}.get(value, value))
            answer = works(who, kind, item)
        must_be_answered(answer, expected, said)
    return works


def test_reports_on_streams_are_refused_with_their_reason(works):
    told(
        works,
        """
        report sector=tea                  -> report not of a stream
        report stream=electricity          -> report not of a stream
        report stream=nothing              -> report not of a stream
        report item=tea                    -> report not of a stream
        report part=1                      -> report not of a stream
        report unit=u1                     -> report not of a stream
        report month=2024-13               -> report not of a stream
        report month=2018                  -> report not of a stream
        report month=2024-04               -> bad sample
        report sample.taken_to=2024-04-01  -> bad sample
        report values.ef.figure=q          -> bad laboratory values
        report values.ef.basis=ad          -> bad laboratory values
        report values.ef.unit=%            -> bad laboratory values
        report values.ef.value=-0.1        -> bad laboratory values
        report values.ef.value=many        -> bad laboratory values
        report stream=熔剂 item=石灰石     -> done
        report                             -> report number used
        report number=R-2                  -> sample used
        report number=R-2 sample.number=Y9 -> report file used
        """,
    )
    with works.market.view() as view:
        assert [(r.unit, r.month, r.late) for r in read_rows(view, LaboratoryReportRow)] == [("", "2024-03", 0)]
        assert [(r.stream, r.item, r.period) for r in read_rows(view, LaboratoryStreamRow)] == [
            ("flux", "limestone", "2024-03")
        ]


def test_a_row_says_what_the_report_on_its_stream_says_or_nothing_is_filed(works):
    told(
        works,
        """
        report                                    -> done
        file                                      -> rows against laboratory
        correct figures.ef.value=0.4313           -> activity row wrong
        correct figures.ef.value=many             -> activity row wrong
        correct figures.ef.name=tea               -> activity row wrong
        correct number=9                          -> row not recorded
        correct figures.ef.value=-                -> nothing corrected in row
        correct reason=-                          -> correction without reason
        correct file_bytes=0                      -> bad evidence file
        correct                                   -> done
        correct                                   -> nothing corrected in row
        report number=R-2 sample.number=Y2 file_sha256=D values.ef.value=0.4330 -> done
        correct figures.ef.value=0.432            -> done
        correct figures.ef.value=0.4331           -> activity row wrong
        file                                      -> done
        correct figures.ef.value=0.4312           -> filed with it
        """,
    )
    with works.market.view() as view:
        assert [(r.version, r.name, r.before, r.after) for r in read_rows(view, ActivityCorrectionRow)] == [
            (2, "ef", "", "0.4312"), (3, "ef", "0.4312", "0.432"),
        ]  # fmt: skip
        assert [f.value for f in read_rows(view, ActivityFigureRow) if f.number == 2] == ["0.432", "300000"]
        assert {s.source: s.emission_t for s in read_rows(view, SourceRow)}["carbonate"] == "129600.00"
    refused = works("S1", "mrv.record_activity", rows("2025-03", line("flux", "limestone", q="1")))
    assert not refused.done


def test_what_was_measured_once_is_measured_in_later_years(works):
    """The report of 2024, and measured carbon in a row of 2024, bind the years after; a single measured row does."""
    coke = {"fc": "10", "c_ar": "0.8"}
    must(works("S1", "mrv.record_activity", rows("2024", line("fuel", "coke", **coke))))
    told(works, "report -> done\ncorrect -> done\nfile -> done")
    works.clock.put_day(date(2026, 1, 20))
    must(works("S1", "mrv.record_activity", rows("2025-01", line("flux", "limestone", q="5"))))
    told(works, "file 2025 -> rows against laboratory")
    must(works("S1", "mrv.record_activity", rows("2025-02", line("flux", "limestone", q="5", ef="0.43"))))
    must(works("S1", "mrv.record_activity", rows("2025-01", line("fuel", "coke", fc="10"))))
    told(works, "file 2025 -> rows against laboratory")
    must(works("S1", "mrv.record_activity", rows("2025-02", line("fuel", "coke", **coke))))
    told(works, "file 2025 -> done")


def test_measured_carbon_is_taken_as_the_report_has_it(works):
    """A report of air-dried carbon: the row gives it with the firm's moisture; carbon as received alone is not it."""
    coal = {"month": "2024-05", "stream": "unit_fuel", "item": "anthracite", "part": "1"}
    sample = {**TESTED["sample"], "number": "Y5", "taken_from": "2024-05-01", "taken_to": "2024-05-31",
              "received_on": "2024-06-01", "tested_on": "2024-06-02"}  # fmt: skip
    values = [("c_ad", "0.6512", "tC/t"), ("m_ad", "1.5", "%")]
    report = {
        **TESTED, **coal, "number": "R-5", "sample": sample, "issued_on": "2024-06-03", "file_sha256": "5" * 64,
        "values": [{"figure": f, "basis": "", "value": v, "unit": u} for f, v, u in values],
    }  # fmt: skip
    must(works("lab", "mrv.deposit_laboratory_report", report))
    given = [
        ({"c_ar": "0.6000"}, False),
        ({"ncv": "25", "cc": "0.027"}, False),
        ({"c_ad": "0.6513", "m_ar": "8", "m_ad": "1.5"}, False),
        ({"c_ad": "0.6512", "m_ar": "8", "m_ad": "1.5"}, True),
    ]
    for more, good in given:
        row = line("unit_fuel", "anthracite", part="1", place="A7", fc="100", **more)
        answer = works("S1", "mrv.record_activity", rows("2024-05", row))
        assert answer.done == good, more
        assert good or "A7" in answer.message("zh")
    other = works("S1", "mrv.record_activity", rows("2024-05", line("unit_fuel", "anthracite", part="2", fc="1")))
    assert other.done  # another unit's coal is not that of the report


def test_a_laboratory_s_form_and_a_firm_s_correction_become_these_acts():
    """What a filled form of stream-report and activity-correction says is the act, nested as the command has it."""
    for name, item in (("stream-report", TESTED), ("activity-correction", CORRECTED)):
        asked = form(name)
        flat = {f.name: _within(item, f.field) for f in asked.header}
        rows = [{c.name: row[c.field] for c in asked.table.columns} for row in item[asked.table.into]]
        intake = take(asked, from_json(asked, {"header": flat, "rows": rows}), Context())
        (request,) = intake.requests
        assert request.item == item, name
        template(asked, language="zh"), template(asked, language="en")


def _within(item, path):
    for name in path.split("."):
        item = item[name]
    return item


def test_reports_of_the_first_version_stay_readable():
    ((name, (current, lift)),) = laboratory_tables.UPCASTERS.items()
    assert (name, current) == ("mrv.laboratory_reported/1", laboratory_tables.LaboratoryReported.type)
    assert lift({"number": "1"}) == {"number": "1", "sector": "", "part": "", "stream": "", "item": ""}
