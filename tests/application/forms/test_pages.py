"""The page: what it shows, that it needs no script, and that what it posts is what was typed."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import tanshi
from tanshi.application.forms import Context, form, forms, from_draft, from_post, page, take
from tanshi.core.catalogue import text
from tests.application.forms.conftest import KNOWN, OURS, month

SERVER = Path(tanshi.__file__).parent / "server"
POWER = form("power-month")


def html(made, language="zh", **more):
    environment = Environment(loader=FileSystemLoader(SERVER / "templates"), autoescape=True, undefined=StrictUndefined)
    source = '{% from "form.html" import form with context %}{{ form(page, "/forms/x", draft_url, 3, "secret") }}'
    words = lambda code, **params: text(code, language, params)  # noqa: E731
    return environment.from_string(source).render(
        page=made, t=words, lang=language, draft_url=more.get("draft_url", "")
    )


@pytest.mark.parametrize("name", sorted(forms()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_has_a_page_without_inline_script_or_style(name, language):
    shown = html(page(form(name), language, known=KNOWN), language, draft_url="/drafts/x")
    assert re.findall(r"<script(?![^>]* src=)", shown) == []
    assert "style=" not in shown
    assert not re.search(r"\son\w+=", shown)
    labels = set(re.findall(r'<label for="([^"]+)"', shown))
    ids = set(re.findall(r'<(?:input|select) id="([^"]+)"', shown))
    assert labels <= ids
    unlabelled = [i for i in re.findall(r"<(?:input|select) id=[^>]*>", shown) if "aria-label" not in i]
    assert {re.search(r'id="([^"]+)"', i)[1] for i in unlabelled} == labels


def test_findings_stand_at_their_cells():
    rows = [month(hours="800")]
    found = take(POWER, from_draft(POWER, {"header": {"entity": "e2"}, "rows": rows}), OURS)
    made = page(POWER, "en", header={"entity": "e2"}, rows=rows, findings=found.findings, empty_rows=1)
    (cell,) = [c for c in made["rows"][0]["cells"] if c["findings"]]
    assert cell["name"] == "rows.0.hours"
    assert made["fields"][0]["findings"] == ["The form is of the entity e2, but you act for e1."]
    shown = html(made, "en")
    assert 'id="rows-0-hours" name="rows.0.hours" aria-label="Operating hours (h) 1" aria-invalid="true"' in shown
    assert "outside 0..744" in shown
    assert made["findings"] == []


def test_findings_of_a_row_stand_at_the_row():
    found = take(POWER, from_draft(POWER, {"header": {"entity": "e1"}, "rows": [{"month": "2022-01"}]}), OURS)
    made = page(POWER, "en", rows=[{"month": "2022-01"}], findings=found.findings)
    assert made["rows"][0]["findings"] == [
        "The row has one filled cell only and was not taken: a note? Put notes outside the table."
    ]


def test_what_is_typed_is_escaped_and_kept():
    evil = '"><script>alert(1)</script>'
    made = page(form("covered-list"), "zh", rows=[{"ground": evil, "covered": evil}])
    shown = html(made)
    assert "<script>alert" not in shown
    assert shown.count("&lt;script&gt;alert(1)") >= 2, "also what a list does not have stays until it is corrected"


def test_a_posted_page_is_what_was_typed():
    rows = [month(), {}, month(month="2022-02")]
    pairs = [
        ("token", "secret"),
        ("header.entity", "e1"),
        ("header.colour", "red"),
        ("rows.x.month", "1"),
        ("more", "20"),
    ]
    pairs += [(f"rows.{n}.{k}", v) for n, row in enumerate(rows) for k, v in row.items()]
    posted = take(POWER, from_post(POWER, pairs), OURS)
    drafted = take(POWER, from_draft(POWER, {"header": {"entity": "e1"}, "rows": rows}), OURS)
    assert posted.is_clean
    assert [r.number for r in posted.rows] == [0, 2]
    assert posted.requests == drafted.requests
    from_json = take(POWER, {"header": {"entity": "e1", "evidence": posted.sha256}, "rows": rows}, OURS)
    assert [r.item for r in from_json.requests] == [r.item for r in posted.requests]


def test_drafts_of_any_shape_are_taken():
    for cells in (None, [], {"header": 3, "rows": 4}, {"rows": [3, {"month": {"a": 1}}]}, {"header": {"entity": None}}):
        found = take(POWER, from_draft(POWER, cells), Context("e1"))
        assert found.requests == ()


def test_the_script_is_one_file_without_ways_around_the_policy():
    script = (SERVER / "static" / "form.js").read_text("utf-8")
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\.style\b", script
    )
    assert "data-draft-url" in html(page(POWER, "zh"), draft_url="/drafts/x")
    assert "data-draft-url" not in html(page(POWER, "zh"))
