"""The sixteen questions: short, in our own words, and with no figure that a command does not print."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from tools import examples

from tests.texts import copied, source_text

ROOT = Path(__file__).parent.parent.parent / "docs" / "questions"
PAGES = ("accounting", "allocation", "regulations")
WORDS = 120

_SECTION = re.compile(r"^## (\d+)\. ([^\n]+)\n\n([^\n]+)\n\n([^\n]+)\n\n```console\n(.*?)```", re.MULTILINE | re.DOTALL)
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)( ?%)?( ?(?:亿|万|Gt|billion))?")
_TIMES = {"亿": 10**8, "万": 10**4, "Gt": 10**9, "billion": 10**9}


def sections():
    """Return number, title, Chinese, English and console of each question."""
    return [found.groups() for name in PAGES for found in _SECTION.finditer((ROOT / f"{name}.md").read_text("utf-8"))]


SECTIONS = sections()


def words(text):
    """Count words: each Chinese character, number and other word is one."""
    return len(re.findall(r"[\u4e00-\u9fff]|[0-9][0-9,.\-]*|[A-Za-z]+(?:'[a-z]+)?", text))


def numbers(text):
    """Return the numbers of a text as fractions; percent and large units are worked in."""
    found = set()
    for shown, percent, unit in _NUMBER.findall(text):
        value = Fraction(shown.replace(",", "").rstrip("."))
        found.add(value / 100 if percent else value * _TIMES.get(unit.strip(), 1))
    return found


def printed(console):
    """Return the numbers a console shows, as written, and as read from what is written."""
    output = "\n".join(line for line in console.splitlines() if not line.startswith("$ "))
    return numbers(output) | {Fraction(n) for n in re.findall(r"\d+(?:\.\d+)?", output)}


def test_sixteen_questions_in_order_and_in_the_index():
    assert [int(n) for n, *_ in SECTIONS] == list(range(1, 17))
    index = (ROOT / "README.md").read_text("utf-8")
    for number, title, *_ in SECTIONS:
        assert f"{number}. {title}\n" in index


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s[0])
def test_answers_are_short_and_every_figure_is_printed_below(section):
    _, _, zh, en, console = section
    assert 20 < words(zh) <= WORDS
    assert 20 < words(en) <= WORDS
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[\u4e00-\u9fff]", en)
    for answer in (zh, en):
        assert sorted(map(str, numbers(answer) - printed(console))) == []


def test_no_sentence_is_copied():
    source = source_text()
    assert [c for _, title, zh, *_ in SECTIONS for c in copied(title + "。" + zh, source)] == []


def test_numbers_are_read_as_people_write_them():
    assert numbers("70%, 4.4亿吨, 80万, 5.1 Gt, 24.9 billion, 799,490 t") == {
        Fraction(7, 10), 440_000_000, 800_000, 5_100_000_000, 24_900_000_000, 799_490,
    }  # fmt: skip


@pytest.mark.slow
def test_the_commands_print_what_the_pages_show():
    assert examples.main([f"docs/questions/{name}.md" for name in PAGES]) == 0
