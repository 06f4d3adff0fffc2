import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from tanshi.application.documents.proof_code import ALPHABET, proof_code, read_code

SALT = "00" * 16
CODE = proof_code(SALT, "鄂环碳〔2023〕12号", "ab" * 32)


def test_a_code_is_five_groups_of_readable_letters():
    assert len(CODE) == 24
    assert [len(group) for group in CODE.split("-")] == [4] * 5
    assert not set("01OI") & set(ALPHABET)
    assert len(ALPHABET) == 32
    assert set(CODE) <= {*ALPHABET, "-"}


def test_a_code_follows_from_salt_number_and_digest_and_nothing_else():
    assert proof_code(SALT, "鄂环碳〔2023〕12号", "ab" * 32) == CODE
    others = {
        proof_code("01" * 16, "鄂环碳〔2023〕12号", "ab" * 32),
        proof_code(SALT, "鄂环碳〔2023〕13号", "ab" * 32),
        proof_code(SALT, "鄂环碳〔2023〕12号", "ac" * 32),
        proof_code(SALT, "鄂环碳〔2023〕12号" + "ab" * 32),
    }
    assert CODE not in others
    assert len(others) == 4


def test_a_code_is_read_however_it_is_typed():
    plain = CODE.replace("-", "")
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in plain)
    for typed in (CODE, plain, CODE.lower(), f"  {CODE} ", CODE.replace("-", " "), CODE.replace("-", "—"), full_width):
        assert read_code(typed) == CODE, typed


def test_every_wrong_character_and_every_exchange_is_noticed():
    plain = CODE.replace("-", "")
    for place, letter in itertools.product(range(20), ALPHABET):
        typed = plain[:place] + letter + plain[place + 1 :]
        assert (read_code(typed) is None) == (typed != plain)
    for a, b in itertools.combinations(range(20), 2):
        letters = list(plain)
        letters[a], letters[b] = letters[b], letters[a]
        assert (read_code("".join(letters)) is None) == (letters[a] != letters[b])


def test_one_guess_in_thirty_two_is_well_formed():
    chance = random.Random(1)
    guesses = ["".join(chance.choices(ALPHABET, k=20)) for _ in range(6_400)]
    assert 140 < sum(read_code(g) is not None for g in guesses) < 260


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_none(typed):
    found = read_code(typed)
    assert found is None or read_code(found) == found
