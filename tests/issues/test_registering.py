"""Registering: what it takes, what it refuses, and numbers without gaps."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from dukao.identity.models import Account
from dukao.issues import services
from dukao.issues.models import Problem, RectificationRules
from dukao.issues.services import ProblemDraft
from dukao.issues.vocabulary import ProblemState, Severity
from dukao.journal.models import Entry
from dukao.journal.selectors import entries_of
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.roles import Role
from tests.conftest import NOW, City

Draft = Callable[..., ProblemDraft]

pytestmark = pytest.mark.django_db


def test_a_problem_stands_in_the_ledger(problem: Problem, city: City) -> None:
    assert (problem.number, problem.state, problem.is_open) == ("WT-2026-0001", ProblemState.DRAFT, 1)
    assert problem.found_on == date(2026, 9, 28)
    assert [entry.event for entry in entries_of(problem)] == ["problem_registered"]


def test_numbers_follow_one_another(city: City, draft: Draft) -> None:
    office = city.actor(city.office)
    made = [services.register_problem(actor=office, draft=draft(), at=NOW) for _ in range(3)]
    assert [problem.number for problem in made if problem] == ["WT-2026-0001", "WT-2026-0002", "WT-2026-0003"]


def test_a_refused_registration_takes_no_number(city: City, draft: Draft) -> None:
    office = city.actor(city.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.register_problem(actor=office, draft=draft(files=((999_999, "x.png"),)), at=NOW)
        connection.check_constraints()
    made = services.register_problem(actor=office, draft=draft(), at=NOW)
    assert made is not None
    assert made.number == "WT-2026-0001"


def test_a_form_sent_twice_registers_once(city: City, draft: Draft) -> None:
    office = city.actor(city.office)
    assert services.register_problem(actor=office, draft=draft(), at=NOW, key="k1") is not None
    assert services.register_problem(actor=office, draft=draft(), at=NOW, key="k1") is None
    assert Problem.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "  "}, "请写明问题"),
        ({"facts": ""}, "请写明事实"),
        ({"clause": " "}, "请写明依据"),
        ({"demand": ""}, "请写明整改要求"),
        ({"due_on": date(2026, 9, 27)}, "整改时限已经过去"),
        ({"found_on": date(2026, 9, 29)}, "发现日期不能晚于今天"),
        ({"source": "rumour"}, "不在可选范围"),
        ({"severity": "huge"}, "不在可选范围"),
        ({"source_url": "//evil.example/"}, "只能是本站地址"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    city: City, draft: Draft, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.register_problem(actor=city.actor(city.office), draft=draft(**changes), at=NOW)
    assert not Problem.objects.exists()
    assert not Entry.objects.exists()


def test_only_the_office_of_the_place_registers(city: City, draft: Draft) -> None:
    for who in (city.head, city.leader, city.discipline, city.patroller, city.stranger, city.reviewer):
        with pytest.raises(Refused):
            services.register_problem(actor=city.actor(who), draft=draft(), at=NOW)
    assert not Problem.objects.exists()


@pytest.mark.parametrize("field", ["unit_id", "joint_ids"])
def test_a_county_keeps_no_problems_of_the_citys_bureaus(
    city: City, draft: Draft, make_account: Callable[..., Account], field: str
) -> None:
    """《政府督查工作条例》第五条: they are not its to supervise; the office above registers them."""
    county = city.actor(make_account("county", "县督考办", city.county, Role.OFFICE))
    own = {"scope_id": city.county.pk, "unit_id": city.county.pk}
    foreign = {**own, field: city.housing.pk if field == "unit_id" else (city.housing.pk,)}
    with pytest.raises(DomainError, match="市住建局不归东岭县督办.*请报上级督考办") as refusal:
        services.register_problem(actor=county, draft=draft(**foreign), at=NOW)
    assert refusal.value.code == field, "the form says it at the field"
    assert services.register_problem(actor=county, draft=draft(**own), at=NOW) is not None


def test_the_term_of_a_severity_is_policy(city: City, draft: Draft) -> None:
    office = city.actor(city.office)
    rules = RectificationRules.objects.get()
    made = {
        severity: services.register_problem(actor=office, draft=draft(due_on=None, severity=severity), at=NOW)
        for severity in Severity
    }
    minor, serious = made[Severity.MINOR], made[Severity.SERIOUS]
    assert minor is not None
    assert serious is not None
    # 10 days from 28 September end on 8 October, the first working day after 国庆.
    assert (minor.days, minor.due_on) == (rules.minor_days, date(2026, 10, 8))
    assert (minor.needs_proof, serious.needs_proof) == (False, True)


def test_who_was_faster_is_noticed(city: City, problem: Problem, draft: Draft) -> None:
    office = city.actor(city.office)
    services.revise_problem(actor=office, problem=problem, revision=0, draft=draft(title="先改的"), at=NOW)
    with pytest.raises(Stale):
        services.revise_problem(
            actor=office, problem=problem, revision=0, draft=draft(title="后改的"), at=NOW
        )
    assert Problem.objects.get().title == "先改的"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_numbers_have_neither_gaps_nor_doubles_at_once(city: City, draft: Draft) -> None:
    office, drafts = city.actor(city.office), [draft() for _ in range(8)]

    def register(one: ProblemDraft) -> str:
        try:
            made = services.register_problem(actor=office, draft=one, at=NOW)
            return made.number if made else ""
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(register, drafts))
    assert numbers == [f"WT-2026-{n:04d}" for n in range(1, 9)]
