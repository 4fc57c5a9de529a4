"""From registered to signed off and back: each service works, refuses, notices who was faster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dukao.identity.models import Account
from dukao.issues import services
from dukao.issues.models import Problem, Word
from dukao.issues.services import ProblemDraft
from dukao.issues.vocabulary import ProblemState, Severity
from dukao.journal.models import Entry
from dukao.journal.selectors import entries_of
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.roles import Role
from dukao.notifications.models import Notice
from tests.conftest import NOW, TODAY, City
from tests.documents.samples import png
from tests.issues.planting import plant, plant_group

pytestmark = pytest.mark.django_db


def told(account: object) -> list[str]:
    return list(Notice.objects.filter(account=account).order_by("pk").values_list("title", flat=True))


def events(problem: Problem) -> list[str]:
    return list(entries_of(problem).order_by("pk").values_list("event", flat=True))


def picture(side: int = 60) -> tuple[str, BytesIO]:
    return f"{side}.png", BytesIO(png((side, 40)))


def test_a_problem_goes_all_the_way(city: City, problem: Problem) -> None:
    office, reporter, head = (city.actor(who) for who in (city.office, city.reporter, city.head))
    services.assign_problem(actor=office, problem=problem, at=NOW)
    measure = services.add_measure(
        actor=reporter, problem=problem, text="恢复路面。", charged="郑安", due_on=date(2026, 10, 10), at=NOW
    )
    services.finish_measure(actor=reporter, measure=measure, at=NOW)
    services.report_progress(actor=reporter, problem=problem, text="已备料。", files=[picture()], at=NOW)
    services.submit_rectification(actor=head, problem=problem, text="已恢复 42 米。", at=NOW)
    services.return_rectification(actor=office, problem=problem, reason="照片看不出位置。", at=NOW)
    services.submit_rectification(actor=head, problem=problem, text="补了同一角度的照片。", at=NOW)
    closed = services.close_problem(actor=office, problem=problem, opinion="现场核对无误。", at=NOW)
    assert (closed.state, closed.returns, closed.closed_on) == (ProblemState.CLOSED, 1, TODAY)
    assert closed.verified_by_id == city.office.pk
    assert events(problem) == [
        "problem_registered", "problem_assigned", "measure_added", "measure_done", "rectification_reported",
        "rectification_submitted", "rectification_returned", "rectification_submitted", "problem_closed",
    ]  # fmt: skip
    assert told(city.reporter) == [
        "问题交办：和苑二区路面恢复超期", "退回整改：和苑二区路面恢复超期", "已验收销号：和苑二区路面恢复超期",
    ]  # fmt: skip
    assert told(city.office) == ["待验收：和苑二区路面恢复超期"] * 2


def test_the_rectifier_does_not_verify(
    city: City, make_account: Callable[..., Account], problem: Problem
) -> None:
    """W-03, by policy: whoever worked on it and whoever stands in the unit, whatever role they hold."""
    both = make_account("both", "双职", city.housing, Role.OFFICE, city.city)
    submitted = plant(city, "submitted")
    for who in (both, city.head, city.reporter, city.leader, city.discipline, city.stranger, city.patroller):
        for act in (services.close_problem, services.verify_problem):
            with pytest.raises(Refused):
                act(actor=city.actor(who), problem=submitted, opinion="同意。", at=NOW)
    with pytest.raises(DomainError, match="要写明原因"):
        services.close_problem(actor=city.actor(city.office), problem=submitted, opinion=" ", at=NOW)
    assert Problem.objects.get(pk=submitted.pk).state == ProblemState.SUBMITTED


@pytest.mark.parametrize(
    "broken",
    [
        {"verified_by_id": "head"}, {"closed_by_id": "head"}, {"verified_by_id": None}, {"action_taken": ""},
        {"opinion": ""}, {"needs_proof": True}, {"assigned_on": None}, {"facts": ""},
    ],
)  # fmt: skip
def test_the_database_repeats_the_law(city: City, broken: dict[str, Any]) -> None:
    closed = plant(city, "closed")
    values = {name: city.head.pk if value == "head" else value for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=closed.pk).update(**values)


def test_a_serious_problem_is_not_closed_without_proof(city: City) -> None:
    head = city.actor(city.head)
    serious = plant(city, "rectifying", severity=Severity.SERIOUS)
    with pytest.raises(DomainError, match="没有整改佐证不能销号"):
        services.submit_rectification(actor=head, problem=serious, text="已恢复。", at=NOW)
    assert not Word.objects.exists()
    services.submit_rectification(actor=head, problem=serious, text="已恢复。", files=[picture()], at=NOW)
    closed = services.close_problem(actor=city.actor(city.office), problem=serious, opinion="属实。", at=NOW)
    assert (closed.state, closed.proofs) == (ProblemState.CLOSED, 1)


def test_a_named_verifier_verifies_and_the_office_signs_off(city: City) -> None:
    office, patroller = city.actor(city.office), city.actor(city.patroller)
    problem = plant(city, "rectifying")
    services.name_verifier(actor=office, problem=problem, account_id=city.patroller.pk, at=NOW)
    services.submit_rectification(actor=city.actor(city.head), problem=problem, text="已恢复。", at=NOW)
    with pytest.raises(Refused, match="验收通过以后再销号"):
        services.close_problem(actor=office, problem=problem, opinion="同意。", at=NOW)
    with pytest.raises(Refused, match="已指定验收人"):
        services.verify_problem(actor=office, problem=problem, opinion="同意。", at=NOW)
    services.verify_problem(actor=patroller, problem=problem, opinion="现场看过。", at=NOW)
    with pytest.raises(DomainError, match="已经验收通过"):
        services.verify_problem(actor=patroller, problem=problem, opinion="再看过。", at=NOW)
    closed = services.close_problem(actor=office, problem=problem, opinion="同意销号。", at=NOW)
    assert (closed.verified_by_id, closed.closed_by_id) == (city.patroller.pk, city.office.pk)
    assert told(city.patroller) == [
        "请你验收：和苑二区路面恢复超期", "待验收：和苑二区路面恢复超期",
    ]  # fmt: skip


def test_only_office_patrol_and_liaison_are_named(city: City, problem: Problem) -> None:
    office = city.actor(city.office)
    for who in (city.head, city.stranger, city.leader):
        with pytest.raises(DomainError, match="验收人只能是"):
            services.name_verifier(actor=office, problem=problem, account_id=who.pk, at=NOW)
    plant_group(city, city.stranger)
    named = services.name_verifier(actor=office, problem=problem, account_id=city.stranger.pk, at=NOW)
    assert named.verifier_id == city.stranger.pk


def test_what_returned_is_verified_anew(city: City) -> None:
    office, patroller = city.actor(city.office), city.actor(city.patroller)
    problem = plant(city, "rectifying")
    services.name_verifier(actor=office, problem=problem, account_id=city.patroller.pk, at=NOW)
    services.submit_rectification(actor=city.actor(city.head), problem=problem, text="已恢复。", at=NOW)
    services.verify_problem(actor=patroller, problem=problem, opinion="看过。", at=NOW)
    services.return_rectification(actor=office, problem=problem, reason="缺清单。", at=NOW)
    assert Problem.objects.get(pk=problem.pk).verified_by_id is None


def test_a_liaison_member_follows_and_says_so(city: City, problem: Problem) -> None:
    plant_group(city, city.reviewer)
    reviewer = city.actor(city.reviewer)
    with pytest.raises(DomainError, match="还没有交办"):
        services.follow_problem(actor=reviewer, problem=problem, text="去看过。", at=NOW)
    services.assign_problem(actor=city.actor(city.office), problem=problem, at=NOW)
    services.follow_problem(actor=reviewer, problem=problem, text="去看过，正在铺。", at=NOW)
    assert Problem.objects.get(pk=problem.pk).state == ProblemState.ASSIGNED
    with pytest.raises(Refused):
        services.follow_problem(actor=city.actor(city.stranger), problem=problem, text="路过。", at=NOW)


def test_joint_units_report_and_only_the_lead_submits(city: City) -> None:
    problem = plant(city, "assigned", joint_ids=(city.other.pk,))
    stranger = city.actor(city.stranger)
    word = services.report_progress(actor=stranger, problem=problem, text="雨水口已清。", at=NOW)
    assert word is not None
    assert word.unit_id == city.other.pk
    with pytest.raises(Refused):
        services.submit_rectification(actor=stranger, problem=problem, text="好了。", at=NOW)


def test_a_registered_error_is_dropped_with_its_reason(city: City) -> None:
    office, problem = city.actor(city.office), plant(city, "rectifying")
    with pytest.raises(DomainError, match="要写明原因"):
        services.drop_problem(actor=office, problem=problem, reason=" ", at=NOW)
    dropped = services.drop_problem(actor=office, problem=problem, reason="重复登记。", at=NOW)
    assert (dropped.state, dropped.number) == (ProblemState.DROPPED, problem.number)
    assert told(city.head)[-1] == "问题撤销：和苑二区路面恢复超期"
    with pytest.raises(DomainError, match="不能撤销"):
        services.drop_problem(actor=office, problem=plant(city, "closed"), reason="重复。", at=NOW)


def test_more_time_is_asked_before_the_limit_and_decided_by_the_office(city: City) -> None:
    office, head, problem = city.actor(city.office), city.actor(city.head), plant(city, "rectifying")
    later = date(2026, 11, 20)

    def ask(at: Any = NOW, day: date = later, reason: str = "连续降雨。") -> Any:
        return services.ask_extension(actor=head, problem=problem, new_due_on=day, reason=reason, at=at)

    with pytest.raises(Refused, match="整改时限已过"):
        ask(NOW + timedelta(days=30))
    with pytest.raises(DomainError, match="要晚于现在的时限"):
        ask(day=problem.due_on)
    asked = ask()
    with pytest.raises(DomainError, match="已有一份延期申请"):
        ask()
    with pytest.raises(Refused):
        services.grant_extension(actor=head, extension=asked, at=NOW)
    with pytest.raises(DomainError, match="要写明原因"):
        services.refuse_extension(actor=office, extension=asked, opinion="", at=NOW)
    services.grant_extension(actor=office, extension=asked, opinion="同意。", at=NOW)
    assert Problem.objects.get(pk=problem.pk).due_on == later
    services.withdraw_extension(actor=head, extension=ask(day=date(2026, 12, 1)), at=NOW)
    assert Problem.objects.get(pk=problem.pk).due_on == later


def test_several_are_assigned_all_or_none(city: City, draft: Callable[..., ProblemDraft]) -> None:
    office = city.actor(city.office)
    good, closed = plant(city, "draft"), plant(city, "closed")
    with pytest.raises(DomainError):
        services.assign_problems(actor=office, problems=[good, closed], at=NOW)
    assert Problem.objects.get(pk=good.pk).state == ProblemState.DRAFT
    assert len(services.assign_problems(actor=office, problems=[good, plant(city, "draft")], at=NOW)) == 2


@pytest.mark.parametrize(
    ("text", "files", "sentence"),
    [(" ", 0, "请写明情况"), ("字" * 301, 0, "最多 300 字，现在 301 字"), ("见图。", 4, "佐证最多 3 份")],
)
def test_words_have_bounds(city: City, text: str, files: int, sentence: str) -> None:
    problem, reporter = plant(city, "rectifying"), city.actor(city.reporter)
    before = Entry.objects.count()
    with pytest.raises(DomainError, match=sentence):
        services.report_progress(
            actor=reporter, problem=problem, text=text, files=[picture(60 + n) for n in range(files)], at=NOW
        )
    assert not Word.objects.exists()
    assert Entry.objects.count() == before


def test_a_form_sent_twice_says_it_once(city: City) -> None:
    problem, reporter, head = plant(city, "rectifying"), city.actor(city.reporter), city.actor(city.head)
    assert services.report_progress(actor=reporter, problem=problem, text="在铺。", at=NOW, key="k1")
    assert services.report_progress(actor=reporter, problem=problem, text="在铺。", at=NOW, key="k1") is None
    assert services.submit_rectification(actor=head, problem=problem, text="好了。", at=NOW, key="k2")
    assert services.submit_rectification(actor=head, problem=problem, text="好了。", at=NOW, key="k2") is None
    assert Word.objects.count() == 2


def test_measures_stay_within_the_limit(city: City) -> None:
    problem, reporter = plant(city, "assigned"), city.actor(city.reporter)
    with pytest.raises(DomainError, match="措施的完成时限"):
        services.add_measure(
            actor=reporter, problem=problem, text="铺。", charged="郑安", due_on=date(2026, 12, 1), at=NOW
        )
    with pytest.raises(Refused):
        services.add_measure(
            actor=city.actor(city.office), problem=problem, text="铺。", charged="郑安", due_on=TODAY, at=NOW
        )


def test_a_circular_names_a_problem_once(city: City) -> None:
    office, problem = city.actor(city.office), plant(city, "assigned")
    services.name_problem(actor=office, problem=problem, issue=3, named="市政科负责人", at=NOW)
    with pytest.raises(DomainError, match="第 3 期通报已经点过"):
        services.name_problem(actor=office, problem=problem, issue=3, named="市政科", at=NOW)
    with pytest.raises(DomainError, match="已交办的问题才能点名"):
        services.name_problem(actor=office, problem=plant(city, "draft"), issue=3, named="市政科", at=NOW)


def test_the_slip_is_drafted_for_one_unit(city: City) -> None:
    office, problem = city.actor(city.office), plant(city, "assigned")
    other = plant(city, "assigned", unit_id=city.other.pk)
    assert services.draft_slip(actor=office, problems=[problem], at=NOW)
    with pytest.raises(DomainError, match="只发一个责任单位"):
        services.draft_slip(actor=office, problems=[problem, other], at=NOW)
    with pytest.raises(DomainError, match="还没有交办"):
        services.draft_slip(actor=office, problems=[plant(city, "draft")], at=NOW)
    with pytest.raises(Refused):
        services.draft_slip(actor=city.actor(city.head), problems=[problem], at=NOW)
