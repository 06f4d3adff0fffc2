"""Documentation that cannot fall behind."""

import os
import re
from pathlib import Path

import pytest
from tools import examples, reference

ROOT = Path(__file__).parent.parent.parent
PAGES = [p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if "reference" not in p.parts]


def test_reference_pages_are_up_to_date():
    assert reference.main(["--check"]) == 0


def test_links_between_pages_lead_somewhere():
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_decision_named_in_the_source_has_a_page():
    pages = {p.name[:4] for p in (ROOT / "docs" / "decisions").glob("0*.md")}
    text = "\n".join(f.read_text("utf-8") for f in (ROOT / "src").rglob("*") if f.suffix in (".py", ".yaml"))
    named = set(re.findall(r"decisions/(\d{4})", text)) | set(re.findall(r'instrument: tanshi, place: "?(\d{4})', text))
    assert named
    assert named <= pages


def test_examples_compare_lines_and_ellipsis():
    assert examples.agrees("a\nb\n", "a\nb\n")
    assert not examples.agrees("a\nb\n", "a\nc\n")
    assert examples.agrees("a\n…\nz\n", "a\nb\nc\nz\n")
    assert not examples.agrees("a\n…\nz\n", "a\nb\nc\n")
    assert examples.steps("$ x\n1\n2\n$ y\n") == [examples.Step("x", "1\n2\n"), examples.Step("y", "")]


def test_the_quick_start_prints_what_it_shows():
    assert examples.main(["docs/start.md"]) == 0


@pytest.mark.skipif("TANSHI_SOAK" not in os.environ, reason="some forty commands: `make soak` runs them")
def test_the_filing_guide_prints_what_it_shows():
    assert examples.main(["docs/filing.md"]) == 0


@pytest.mark.skipif("TANSHI_SOAK" not in os.environ, reason="some forty commands: `make soak` runs them")
def test_the_guide_to_allowances_prints_what_it_shows():
    assert examples.main(["docs/allocation.md"]) == 0


@pytest.mark.skipif("TANSHI_SOAK" not in os.environ, reason="some forty commands: `make soak` runs them")
def test_the_drafting_guide_prints_what_it_shows():
    assert examples.main(["docs/drafting.md"]) == 0


@pytest.mark.skipif("TANSHI_SOAK" not in os.environ, reason="years of the nation, as in the quick start: `make soak`")
def test_the_readme_prints_what_it_shows():
    assert examples.main(["README.md", "README.zh.md"]) == 0


@pytest.mark.skipif("TANSHI_SOAK" not in os.environ, reason="two years of the nation: `make soak` runs it")
def test_the_pages_of_lists_and_disclosure_print_what_they_show():
    """Both read one run of two years."""
    assert examples.main(["docs/lists.md", "docs/disclosure.md"]) == 0


def test_a_block_runs_in_the_folder_another_page_left(tmp_path, monkeypatch):
    monkeypatch.setattr(examples, "ROOT", tmp_path)
    (tmp_path / "a.md").write_text("```console\n$ echo 1 > x; echo made\nmade\n```\n")
    after = "<!-- example: after=a.md -->\n```console\n$ cat x\n1\n```\n"
    (tmp_path / "b.md").write_text(f"{after}```console\n$ ls\n```\n")
    assert examples.main(["b.md"]) == 0
    assert examples.main(["b.md", "a.md"]) == 0
    (tmp_path / "b.md").write_text(after.replace("\n1\n", "\n2\n"))
    assert examples.main(["b.md"]) == 1
    assert examples.main(["--write", "b.md"]) == 0
    assert (tmp_path / "b.md").read_text() == after
