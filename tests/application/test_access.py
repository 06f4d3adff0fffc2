"""Every role against every right: what is not in the table is refused; mandates, delegations and four eyes."""

import pytest

from tanshi.application.access import (
    ACCESS,
    BEGINNING,
    FOUR_EYES,
    MESSAGES,
    PUBLIC,
    SCOPES,
    authorize,
    judge,
    rights_of,
)
from tanshi.application.assembly import handlers
from tanshi.journal.command import Command, CommandOutcome, Concern
from tanshi.participants.commands import ROLES
from tanshi.participants.tables import ActorRow, DelegationRow, EntityCityRow, MandateRow
from tanshi.rules import Law

KINDS = sorted(h.kind for h in handlers(Law("cn")))
TODAY = "2026-11-22"
RIGHTS = sorted({right for role in ROLES for right in rights_of(role)})


class Known:
    """Rows that somebody wrote down here."""

    def __init__(self, *rows):
        self._rows = rows

    def get(self, kind, key):
        found = [r for r in self._rows if type(r) is kind and kind.__table__.key_of(r) == key]
        return found[0] if found else None

    def where(self, kind, **equals):
        return [r for r in self._rows if type(r) is kind and all(getattr(r, n) == v for n, v in equals.items())]


def actor(id="a/1", organisation="a", role="entity", area="", entity="", active=1):
    return ActorRow(id, organisation, role, area, entity, active)


def asked(right, *rows, concern=None, organisation="a", who="a/1", on=TODAY):
    return judge(who, organisation, right, [concern or Concern()], Known(*rows), on)


def test_the_table_names_only_rights_roles_and_scopes_that_exist():
    assert set(ACCESS) == set(ROLES)
    for role in ROLES:
        for right, scope in rights_of(role).items():
            assert right in KINDS or right in MESSAGES or right.startswith("see."), right
            assert scope in SCOPES, (role, right)
    assert set(KINDS) >= FOUR_EYES


def test_every_command_can_be_asked_by_somebody():
    assert {*KINDS, *MESSAGES} == {r for r in RIGHTS if not r.startswith("see.")} | {*BEGINNING}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_what_the_table_says_and_nothing_else(role):
    rows = [actor(role=role, area="37", entity="e1"), MandateRow("a", "e1", "2026-01-01", "", "")]
    found = {right: asked(right, *rows, concern=Concern("e1", "37", "a")) for right in RIGHTS}
    assert found == {r: None if r in rights_of(role) else CommandOutcome.NOT_PERMITTED for r in RIGHTS}


@pytest.mark.parametrize("role", ROLES)
def test_outside_its_scope_a_role_is_refused(role):
    bounded = [right for right, scope in rights_of(role).items() if scope not in ("nation", "public")]
    bound, other = actor(role=role, area="37", entity="e1"), Concern("e2", "13", "b")
    mandate = MandateRow("a", "e1", "2026-01-01", "", "")
    outside = dict.fromkeys(bounded, CommandOutcome.OUT_OF_SCOPE)
    assert {right: asked(right, bound, mandate, concern=other) for right in bounded} == outside
    assert {right: asked(right, actor(role=role), mandate, concern=other) for right in bounded} == outside
    assert {right: asked(right, actor(role=role), concern=Concern()) for right in bounded} == outside


def test_a_city_sees_its_own_part_of_a_province():
    city, province = actor(role="city", area="3701"), actor(role="province", area="37")
    placed = [EntityCityRow("e1", "3701", TODAY, ""), EntityCityRow("e2", "3702", TODAY, "")]
    for entity, may in (("e1", None), ("e2", CommandOutcome.OUT_OF_SCOPE), ("e3", CommandOutcome.OUT_OF_SCOPE)):
        for right in ("see.entity", "see.records", "see.reviews", "participants.comment_listing"):
            assert asked(right, city, *placed, concern=Concern(entity, "37")) is may
        assert asked("see.entity", province, *placed, concern=Concern(entity, "37")) is None
    assert asked("see.reviews", city, *placed, concern=Concern("", "3701")) is None
    assert asked("see.reviews", city, *placed, concern=Concern("", "37")) is CommandOutcome.OUT_OF_SCOPE


def test_one_subject_outside_is_enough():
    inside, outside = Concern("e1", "37"), Concern("e2", "13")
    known = Known(actor(role="province", area="37"))
    command = Command("x", "a", "a/1", "mrv.confirm_emission", [{}, {}])
    assert authorize(command, [inside, outside], known, TODAY) is CommandOutcome.OUT_OF_SCOPE


def test_unknown_dismissed_and_foreign_actors():
    ministry = actor(role="nation")
    assert asked("run.open", ministry) is None
    assert asked("run.open", ministry, who="b/1") is CommandOutcome.ACTOR_NOT_FOUND
    assert asked("run.open", actor(role="nation", active=0)) is CommandOutcome.ACTOR_NOT_FOUND
    assert asked("run.open", ministry, organisation="b") is CommandOutcome.ACTOR_OF_OTHER_ORGANISATION


@pytest.mark.parametrize(
    ("first", "last", "on", "stands"),
    [
        ("2026-01-01", "", "2026-11-22", True),
        ("2026-11-22", "2026-11-22", "2026-11-22", True),
        ("2026-11-23", "", "2026-11-22", False),
        ("2026-01-01", "2026-11-21", "2026-11-22", False),
    ],
)
def test_a_group_acts_for_its_plants_while_the_mandate_stands(first, last, on, stands):
    rows = [actor(role="group"), MandateRow("a", "e1", first, last, "")]
    expected = None if stands else CommandOutcome.OUT_OF_SCOPE
    assert asked("mrv.file_report", *rows, concern=Concern("e1", "37"), on=on) is expected
    assert asked("mrv.file_report", *rows, concern=Concern("e2", "37"), on=on) is CommandOutcome.OUT_OF_SCOPE


DELEGATION = DelegationRow("d", "a/1", "a/2", "registry.surrender mrv.*", "2026-11-01", "2026-11-30")


@pytest.mark.parametrize(
    ("right", "on", "may"),
    [
        ("registry.surrender", "2026-11-01", True),
        ("mrv.file_report", "2026-11-30", True),
        ("registry.fund_trading", "2026-11-22", False),  # not among the kinds
        ("registry.surrender", "2026-10-31", False),
        ("registry.surrender", "2026-12-01", False),
        ("mrv.confirm_emission", "2026-11-22", False),  # the giver may not either
        ("participants.delegate", "2026-11-22", True),  # its own right, not a delegated one
    ],
)
def test_a_delegate_may_what_was_delegated_until_the_last_day(right, on, may):
    rows = [actor(entity="e1"), actor("a/2", role="laboratory"), DELEGATION]
    found = asked(right, *rows, concern=Concern("e1", "37"), who="a/2", on=on)
    assert (found is None) is may


def test_a_delegate_reaches_no_further_than_the_giver_does_now():
    taker, concern = actor("a/2", role="laboratory"), Concern("e1", "37")
    for giver in (actor(entity="e2"), actor(entity="e1", active=0)):
        assert asked("registry.surrender", giver, taker, DELEGATION, concern=concern, who="a/2") is not None


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        ("a/2", None),
        ("", CommandOutcome.SECOND_MISSING),
        ("a/1", CommandOutcome.SECOND_IS_FIRST),
        ("a/3", CommandOutcome.SECOND_NOT_PERMITTED),  # dismissed
        ("b/1", CommandOutcome.SECOND_NOT_PERMITTED),  # of another body
        ("a/4", CommandOutcome.SECOND_NOT_PERMITTED),  # without the right
        ("c/9", CommandOutcome.SECOND_NOT_PERMITTED),  # nobody
    ],
)
@pytest.mark.parametrize("kind", sorted(FOUR_EYES))
def test_four_eyes_are_two_persons_who_both_may(kind, second, outcome):
    role = next(name for name, rights in ACCESS.items() if kind in rights)
    body = [actor(f"a/{n}", role=role, area="37", entity="e1", active=int(n != 3)) for n in (1, 2, 3)]
    known = Known(*body, actor("a/4", role="laboratory"), actor("b/1", "b", role, "37"))
    command = Command("x", "a", "a/1", kind, [{}], second)
    assert authorize(command, [Concern("e1", "37", "a")], known, TODAY) is outcome


def test_the_public_sees_what_is_published_and_nothing_else():
    assert set(PUBLIC.values()) == {"public"}
    assert rights_of("") == PUBLIC
