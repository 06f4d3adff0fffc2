"""Classes of units, lines of industry, carry-over and the cap's path, as commands."""

import json

import pytest


@pytest.fixture
def document(tanshi):
    def run(*arguments, code=0):
        done = tanshi(*arguments, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    return run


def test_a_template_is_classified(tmp_path, tanshi, document):
    file = tmp_path / "units.csv"
    assert tanshi("classify", str(file), "--template").returncode == 0
    found = document("classify", str(file), "--plan", "2023")
    assert [(u["treatment"], u["own_class"], u["unit_class"]) for u in found["units"]] == [
        ("benchmark", "I", "I"), ("benchmark", "III", "I"),
    ]  # fmt: skip
    assert "国环规气候〔2024〕1号" in tanshi("classify", str(file)).stdout
    assert "2025-draft" in tanshi("classify", str(file), "--plan", "2031").stderr


def test_a_sectors_lines_from_template_to_figures(tmp_path, tanshi, document):
    file = tmp_path / "lines.csv"
    named = ("--sector", "steel", "--plan", "2025")
    assert tanshi("allocate", str(file), "--template", *named).returncode == 0
    found = document("allocate", str(file), *named)
    assert (found["sector"], found["balance_value"]) == ("steel", "1.700000000000")
    assert [line["approved_t"] for line in found["lines"]] == [2_650_000, 400_000]
    assert document("allocate", str(file), *named, "--balance", "3.4")["lines"][0]["adjustment"] == "0.030000000000"
    assert "2024" in tanshi("allocate", str(file), "--sector", "steel", "--plan", "1999").stderr
    assert "cement" in tanshi("allocate", str(file), "--sector", "glass", "--plan", "2025").stderr
    assert "none" in tanshi("allocate", str(file), *named, "--balance", "none").stderr


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("named", [("--plan", "2026-draft"), ("--sector", "cement", "--plan", "2025")])
def test_a_template_may_be_a_workbook_and_in_chinese(tmp_path, document, tanshi, suffix, named):
    found = []
    for language in ("en", "zh"):
        file = tmp_path / f"{language}.{suffix}"
        assert tanshi("allocate", str(file), "--template", "--language", language, *named).returncode == 0
        assert (file.read_bytes()[:2] == b"PK") == (suffix == "xlsx")
        found.append(document("allocate", str(file), *named))
    assert found[0] == found[1]
    assert found[0]["findings"] == []


def test_a_balance_value_needs_its_sector(tmp_path, tanshi):
    assert "--sector" in tanshi("allocate", str(tmp_path / "u.csv"), "--balance", "2").stderr


def test_carry_over_of_the_books(year_db, document):
    found = document("carryover", "--db", str(year_db))
    assert found["into"] == "CEA25"
    assert found["most_t"] == sum(e["most_t"] for e in found["entities"])
    assert all(e["most_t"] <= e["held_t"] for e in found["entities"])


def test_the_path_of_a_cap_is_split_to_the_tonne(year_db, document, tanshi):
    found = document("draft", "path", "2022", "--db", str(year_db), "--cut", "0.03")
    assert found["in_force"] is False
    assert [y["year"] for y in found["years"]] == list(range(2027, 2036))
    assert all(y["free_t"] + y["auction_t"] == y["cap_t"] for y in found["years"])
    assert found["years"][0]["cap_t"] == found["base_t"] * 97 // 100
    assert tanshi("draft", "path", "2022", "--db", str(year_db), "--until", "2020").returncode == 2
