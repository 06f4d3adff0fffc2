"""The catalogue of messages: every fact of every institution is told to somebody, or stays for a reason."""

from collections import Counter

from tanshi.application.assembly import fact_types
from tanshi.application.institutions.bodies import owner
from tanshi.application.institutions.kinds import KINDS
from tanshi.application.institutions.untold import STAYS

NAMES = {name.partition("/")[0] for name in fact_types().names() if owner(name)}
TOLD = {kind.name.partition("/")[0] for kind in KINDS}
STAYING = Counter(name for names in STAYS.values() for name in names)


def test_every_fact_is_told_or_stays():
    assert set(STAYING) == NAMES - TOLD
    assert set(STAYING.values()) == {1}


def test_each_institution_tells_of_its_own():
    assert all(owner(kind.name) == kind.sender for kind in KINDS)
    assert max(Counter((k.sender, k.receiver, k.name) for k in KINDS).values()) == 1


def test_what_is_told_are_fields_of_the_fact():
    for kind in KINDS:
        assert set(kind.tells) <= set(kind.fact.__dataclass_fields__), kind.name
        blank = {name: [] if "list" in str(kind.fact.__annotations__[name]) else "x" for name in kind.tells}
        assert isinstance(kind.about(blank), str), kind.name
