"""Every role against every command: what is not in the table is refused."""

import pytest

from tanshi.application.access import ACCESS, FOUNDING, authorize
from tanshi.application.assembly import handlers
from tanshi.journal.command import Command, CommandOutcome, Concern
from tanshi.participants.commands import ROLES
from tanshi.participants.tables import ActorRow

KINDS = sorted(h.kind for h in handlers(__import__("tanshi.rules", fromlist=["Law"]).Law("cn")))


class Actors:
    """Rows that know one actor."""

    def __init__(self, **changes):
        self.row = ActorRow(
            **{
                "id": "a/1",
                "organisation": "a",
                "role": "entity",
                "area_gb2260": "",
                "entity": "",
                "active": 1,
                **changes,
            }
        )

    def get(self, kind, key):
        return self.row if key == self.row.id else None


def judge(kind, concern=None, organisation="a", actor="a/1", **row):
    return authorize(Command("x", organisation, actor, kind, [{}]), [concern or Concern()], Actors(**row))


def test_the_table_names_only_commands_and_roles_that_exist():
    assert set(ACCESS) == set(ROLES)
    assert {k for kinds in ACCESS.values() for k in kinds} <= set(KINDS)


def test_every_command_can_be_asked_by_somebody():
    asked = {k for kinds in ACCESS.values() for k in kinds} | {FOUNDING}
    assert set(KINDS) == asked


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", [k for k in KINDS if k != FOUNDING])
def test_a_role_may_ask_what_the_table_says_and_nothing_else(role, kind):
    found = judge(kind, role=role, area_gb2260="37", entity="e1", concern=Concern("e1", "37", "a"))
    assert found is (None if kind in ACCESS[role] else CommandOutcome.NOT_PERMITTED)


@pytest.mark.parametrize(
    ("role", "kind"), [(r, k) for r, kinds in ACCESS.items() for k, s in kinds.items() if s != "nation"]
)
def test_outside_its_scope_a_role_is_refused(role, kind):
    other = Concern("e2", "13", "b")
    assert judge(kind, role=role, area_gb2260="37", entity="e1", concern=other) is CommandOutcome.OUT_OF_SCOPE
    assert judge(kind, role=role, concern=other) is CommandOutcome.OUT_OF_SCOPE
    assert judge(kind, role=role, concern=Concern()) is CommandOutcome.OUT_OF_SCOPE


def test_one_subject_outside_is_enough():
    inside, outside = Concern("e1", "37"), Concern("e2", "13")
    command = Command("x", "a", "a/1", "mrv.confirm_emission", [{}, {}])
    assert (
        authorize(command, [inside, outside], Actors(role="province", area_gb2260="37")) is CommandOutcome.OUT_OF_SCOPE
    )


def test_unknown_dismissed_and_foreign_actors():
    assert judge("run.open", actor="b/1") is CommandOutcome.ACTOR_NOT_FOUND
    assert judge("run.open", active=0, role="nation") is CommandOutcome.ACTOR_NOT_FOUND
    assert judge("run.open", organisation="b", role="nation") is CommandOutcome.ACTOR_OF_OTHER_ORGANISATION
