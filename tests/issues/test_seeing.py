"""Who sees which problem: by policy and by rows alike, first that there is something to leak."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from dukao.identity.models import Account
from dukao.issues import finders, services
from dukao.issues.models import LiaisonGroup, Problem
from dukao.issues.policies import can_see_problem
from dukao.issues.selectors import places_of, standing_of, visible_problems
from dukao.issues.services import ProblemDraft
from dukao.kernel.actor import Actor
from dukao.kernel.regimes import SecrecyLabel
from dukao.kernel.roles import Role
from dukao.organisations.models import Unit
from tests.conftest import NOW, TODAY, City

Draft = Callable[..., ProblemDraft]

pytestmark = pytest.mark.django_db

#: Everybody of the small city, and a county office beside.
EVERYBODY = (
    "office", "leader", "discipline", "reporter", "head", "stranger", "reviewer", "patroller",
    "system_admin", "security_admin", "audit_admin",
)  # fmt: skip


def seen_by(city: City, problem: Problem) -> set[str]:
    """Names of those who see it, after policy and rows have been found to agree."""
    problem = Problem.objects.get(pk=problem.pk)
    names = set()
    for name in EVERYBODY:
        actor = city.actor(getattr(city, name))
        by_rows = visible_problems(actor, TODAY).filter(pk=problem.pk).exists()
        policy = can_see_problem(
            actor, problem, places_of(problem, TODAY), standing_of(actor, problem, TODAY)
        )
        assert by_rows == policy.allowed, name
        if by_rows:
            names.add(name)
    return names


def assign(problem: Problem) -> Problem:
    Problem.objects.filter(pk=problem.pk).update(state="assigned", assigned_on=TODAY)
    return problem


ABOVE = {"office", "leader", "discipline"}
OWN = {"reporter", "head"}


def test_the_unit_learns_of_it_with_its_assignment(city: City, problem: Problem) -> None:
    assert seen_by(city, problem) == ABOVE
    assert seen_by(city, assign(problem)) == ABOVE | OWN


def test_a_problem_dropped_before_its_assignment_stays_unknown(city: City, problem: Problem) -> None:
    Problem.objects.filter(pk=problem.pk).update(state="dropped")
    assert seen_by(city, problem) == ABOVE


def test_units_that_put_it_right_together_see_it(city: City, draft: Draft) -> None:
    made = services.register_problem(
        actor=city.actor(city.office), draft=draft(joint_ids=(city.other.pk,)), at=NOW
    )
    assert made is not None
    assert seen_by(city, made) == ABOVE
    assert seen_by(city, assign(made)) == ABOVE | OWN | {"stranger"}


def test_whoever_answers_for_the_unit_sees_it_unless_its_label_is_close(
    city: City, draft: Draft, make_account: Callable[..., Account], make_unit: Callable[..., Unit]
) -> None:
    township = make_unit("X0101", "青溪镇", city.county)
    county = city.actor(make_account("xoffice", "县督考", city.county, Role.OFFICE))
    elsewhere = city.actor(make_account("yleader", "别处", city.other, Role.LEADER))
    office = city.actor(city.office)
    made = services.register_problem(actor=office, draft=draft(unit_id=township.pk), at=NOW)
    assert made is not None
    assert not visible_problems(county, TODAY).exists()
    assign(made)
    assert visible_problems(county, TODAY).exists()
    assert not visible_problems(elsewhere, TODAY).exists()
    Problem.objects.filter(pk=made.pk).update(label=SecrecyLabel.PERSONAL)
    assert not visible_problems(county, TODAY).exists()


def test_a_patroller_sees_what_the_own_group_found(
    city: City, draft: Draft, own_group: Callable[[str], None]
) -> None:
    office = city.actor(city.office)
    own, others = (
        services.register_problem(actor=office, draft=draft(source_key=key), at=NOW)
        for key in ("patrol_group:3", "patrol_group:4")
    )
    assert own is not None
    assert others is not None
    assert seen_by(city, own) == seen_by(city, others) == ABOVE
    own_group("patrol_group:3")
    assert seen_by(city, own) == ABOVE | {"patroller"}
    assert seen_by(city, assign(others)) == ABOVE | OWN


def test_the_named_verifier_sees_it_once_it_is_assigned(city: City, problem: Problem) -> None:
    Problem.objects.filter(pk=problem.pk).update(verifier=city.reviewer)
    assert seen_by(city, problem) == ABOVE
    assert seen_by(city, assign(problem)) == ABOVE | OWN | {"reviewer"}


def test_a_liaison_group_sees_the_problems_of_its_units(city: City, problem: Problem) -> None:
    group = LiaisonGroup.objects.create(name="第一挂钩组", scope=city.city, basis="市督考办〔2026〕3 号")
    group.units.add(city.housing)
    group.members.add(city.reviewer)
    assert seen_by(city, problem) == ABOVE
    assert seen_by(city, assign(problem)) == ABOVE | OWN | {"reviewer"}
    group.ended_on = date(2026, 9, 1)
    group.save()
    assert seen_by(city, problem) == ABOVE | OWN


@pytest.fixture
def own_group(city: City) -> Iterator[Callable[[str], None]]:
    """Says that the patroller belongs to a group, as the room of patrols does."""
    kept = list(finders._sources)

    def belong(key: str) -> None:
        def keys(actor: Actor, day: date) -> tuple[str, ...]:
            return (key,) if actor.account_id == city.patroller.pk else ()

        finders.add_finder(keys)

    yield belong
    finders._sources[:] = kept
