"""What a grant covers."""

from __future__ import annotations

import pytest

from dukao.kernel.actor import Actor, HeldGrant, outermost
from dukao.kernel.roles import Role

OFFICE_OF_COUNTY = HeldGrant(role=Role.OFFICE, unit_id=7, path="/1/7/")


def test_a_grant_covers_its_unit_and_all_below_but_no_lookalike() -> None:
    actor = Actor(account_id=1, name="甲", grants=(OFFICE_OF_COUNTY,))
    assert actor.covers("/1/7/", Role.OFFICE)
    assert actor.covers("/1/7/12/", Role.OFFICE)
    assert not actor.covers("/1/", Role.OFFICE)
    assert not actor.covers("/1/70/", Role.OFFICE), "unit 70 is not below unit 7"
    assert not actor.covers("/1/7/", Role.LEADER)


def test_scopes_leave_out_what_lies_inside_another() -> None:
    assert outermost(["/1/7/12/", "/1/9/", "/1/7/"]) == ("/1/7/", "/1/9/")


@pytest.mark.parametrize(
    ("path", "holds"), [("/", True), ("/1/", True), ("/1/7/", False), ("/1/7/9/", False)]
)
def test_what_belongs_to_no_unit_takes_a_role_over_the_whole_place(path: str, holds: bool) -> None:
    actor = Actor(account_id=1, name="何正", grants=(HeldGrant(role=Role.OFFICE, unit_id=1, path=path),))
    assert actor.holds_everywhere(Role.OFFICE) is holds
    assert not actor.holds_everywhere(Role.LEADER)
