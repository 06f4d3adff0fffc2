from tanshi.application.identity.sessions import caller_of
from tanshi.application.identity.sign_in import sign_in
from tanshi.application.identity.upkeep import sweep

from .people import fetch, invited, member, ok, pass_time, signed_in


def test_what_is_over_goes_in_its_time(gate):
    member(gate, "wang", "plant")
    invited(gate, "li")
    signed_in(gate, "wang", address="10.0.0.1")
    sign_in(gate, "wang", "wrong", address="10.0.0.1")
    assert set(sweep(gate).values()) == {0}
    pass_time(gate, days=2)
    living = signed_in(gate, "wang", address="10.0.0.2")
    gone = sweep(gate)
    assert gone["identity_tally"] == 1  # that of the first address; the login's went with its success
    assert gone["identity_session"] == 0
    ok(caller_of(gate, living.token))
    pass_time(gate, days=gate.settings.ended_days + 4)
    gone = sweep(gate)
    assert (gone["identity_session"], gone["identity_invitation"]) == (2, 2)
    assert fetch(gate, "SELECT count(*) FROM identity_act")[0][0] > 0
    pass_time(gate, days=gate.settings.acts_days)
    assert sweep(gate)["identity_act"] > 0
    assert fetch(gate, "SELECT count(*) FROM identity_act") == [(0,)]
