"""What waits for the office and the leader, and that the list asks the same as the policies."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from dukao.assessments import services
from dukao.assessments.models import Round
from dukao.assessments.policies import can_run_rounds
from dukao.assessments.selectors.rounds import rounds_within, scope_of
from dukao.assessments.selectors.waiting import todos
from dukao.identity.models import Account
from dukao.kernel.roles import Role
from dukao.organisations.selectors.consequences import of_ending
from dukao.ui.todo import written_out
from tests.assessments.conftest import OCTOBER, Field
from tests.conftest import TODAY

NumQueries = Callable[[int], AbstractContextManager[object]]


def test_the_office_runs_what_lies_wholly_below_it(
    field: Field, september: Round, make_account: Callable[..., Account]
) -> None:
    city = field.city
    county_office = make_account("county-office", "县督", city.county, Role.OFFICE, city.county)
    for account in (city.office, county_office, city.leader, city.reporter):
        actor = city.actor(account)
        asked_one_by_one = {
            each.pk for each in Round.objects.all() if can_run_rounds(actor, scope_of(each)).allowed
        }
        assert set(rounds_within(actor, Role.OFFICE).values_list("pk", flat=True)) == asked_one_by_one


def test_a_round_that_is_over_waits_to_be_frozen_then_posted(
    field: Field, september: Round, notice_policy: object
) -> None:
    office = field.city.actor(field.city.office)
    assert [(todo.act, todo.detail) for todo in written_out(todos(office, OCTOBER))] == [
        ("冻结", "市直部门考评办法")
    ]
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    assert [todo.act for todo in written_out(todos(office, OCTOBER))] == ["公示"]


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_list_costs_one_query_however_many_wait(
    field: Field, september: Round, rounds: int, django_assert_num_queries: NumQueries
) -> None:
    if rounds == 3:
        others = Round.objects.exclude(pk=september.pk).filter(ends_on__lte=september.ends_on)[:2]
        Round.objects.filter(pk__in=[each.pk for each in others]).update(result_digest="0" * 64)
    office = field.city.actor(field.city.office)
    with django_assert_num_queries(1):
        assert len(written_out(todos(office, OCTOBER))) == rounds


def test_who_ends_a_unit_hears_of_rounds_it_stands_in(field: Field, september: Round) -> None:
    def told() -> str:
        return "".join(word for word in of_ending(field.city.housing, TODAY) if "没有定案" in word)

    open_rounds = Round.objects.count()
    assert f"等 {open_rounds} 轮，仍按名单计分。" in told()
    Round.objects.exclude(pk=september.pk).delete()
    assert told().endswith("2026 年 9 月，仍按名单计分。")
    Round.objects.filter(pk=september.pk).delete()
    assert told() == ""


def test_every_round_that_is_over_waits_and_the_oldest_first(field: Field, september: Round) -> None:
    Round.objects.update(result_digest="worked out")
    waiting = written_out(todos(field.city.actor(field.city.office), OCTOBER))
    assert len(waiting) == Round.objects.filter(ends_on__lt=OCTOBER.date()).count() > 6
    assert waiting[0].title == "冻结 2026 年 1 月考核结果"
