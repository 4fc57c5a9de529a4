"""Who sees a matter: the policy and the rows of the database say the same, for everybody and every state."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dukao.identity.models import Account
from dukao.kernel.errors import Missing
from dukao.kernel.regimes import SecrecyLabel
from dukao.kernel.roles import Role
from dukao.matters import services
from dukao.matters.models import Matter
from dukao.matters.policies import can_see_matter
from dukao.matters.selectors import matter_for, places_of, visible_matters
from dukao.organisations.models import Unit
from dukao.organisations.vocabulary import Level
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db


def everybody(city: City) -> dict[str, Account]:
    names = "office leader reporter head reviewer stranger discipline system_admin security_admin audit_admin"
    return {name: getattr(city, name) for name in names.split()}


def seen_by(city: City, matter: Matter) -> set[str]:
    """By the policy; the list and the page must agree with it."""
    found = set()
    for name, account in everybody(city).items():
        actor = city.actor(account)
        allowed = bool(can_see_matter(actor, matter, places_of(matter, TODAY)))
        assert visible_matters(actor, TODAY).filter(pk=matter.pk).exists() == allowed, name
        if allowed:
            found.add(name)
            assert matter_for(actor, matter.pk, TODAY)[0] == matter
        else:
            with pytest.raises(Missing):
                matter_for(actor, matter.pk, TODAY)
    return found


def test_a_draft_is_seen_above_only(city: City, matter: Matter) -> None:
    assert seen_by(city, matter) == {"office", "leader", "discipline"}


def test_an_assigned_matter_is_seen_by_lead_and_assisting_units(city: City, assigned: Matter) -> None:
    assert seen_by(city, assigned) == {"office", "leader", "discipline", "reporter", "head", "stranger"}


def test_beside_it_nobody_sees_it(city: City, assigned: Matter) -> None:
    assigned.assisting.clear()
    assert seen_by(city, assigned) == {"office", "leader", "discipline", "reporter", "head"}


def test_a_work_secret_stays_with_those_who_do_and_supervise_it(
    city: City,
    matter: Matter,
    make_unit: Callable[..., Unit],
    make_account: Callable[..., Account],
) -> None:
    """A county's own office reads what the city asks of a town, but not what carries a closing label."""
    town = make_unit("X01-01", "青石镇", city.county, level=Level.TOWNSHIP, category="")
    county_office = make_account("county-office", "县督考办", city.county, Role.OFFICE, city.county)
    clerk = make_account("clerk", "镇填报员", town, Role.REPORTER)
    Matter.objects.filter(pk=matter.pk).update(lead_unit=town)
    services.assign_matter(actor=city.actor(city.office), matter=matter, at=NOW)

    def readers() -> list[bool]:
        accounts = (county_office, clerk, city.office)
        return [visible_matters(city.actor(who), TODAY).filter(pk=matter.pk).exists() for who in accounts]

    assert readers() == [True, True, True]
    Matter.objects.filter(pk=matter.pk).update(label=SecrecyLabel.WORK_SECRET)
    assert readers() == [False, True, True]


def test_a_declined_matter_leaves_the_unit(city: City, assigned: Matter) -> None:
    services.decline_matter(actor=city.actor(city.head), matter=assigned, reason="不属本单位。", at=NOW)
    assert "reporter" not in seen_by(city, Matter.objects.get(pk=assigned.pk))
