"""Due process: heard before, served with receipt, reviewed by others, and never heavier for asking."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Value
from django.test import Client

from dukao.checks import participants, services
from dukao.checks.clocks import decide_by, request_by
from dukao.checks.models import Check, Conclusion, ProcessTerm, Review
from dukao.checks.selectors.conclusions import rank, sheet_of, taking_part
from dukao.checks.selectors.waiting import todos
from dukao.checks.vocabulary import CheckKind, ConclusionState, Outcome, Severity
from dukao.journal.selectors import entries_of
from dukao.kernel.errors import DomainError, Missing, Refused
from dukao.kernel.roles import Role
from dukao.kernel.terms import limit_day
from dukao.kernel.workdays import WorkCalendar
from dukao.notifications.models import Notice
from dukao.ui.todo import written_out
from tests.checks.planting import CONCLUDED, colleague, plant_conclusion, words
from tests.conftest import NOW, TODAY, City
from tests.documents.samples import png

pytestmark = pytest.mark.django_db
Plant = Callable[..., Check]
#: Counts, holidays, and reviews with who took part in any room.
REVIEWS = 3


@pytest.fixture
def check(plant: Plant) -> Check:
    return plant("ongoing")


def evidence() -> list[tuple[str, BytesIO]]:
    return [("现场.png", BytesIO(png((60, 40))))]


def test_from_the_first_words_to_a_review_decided_by_another(city: City, check: Check) -> None:
    made = plant_conclusion(city, check, "reviewed")
    other = city.actor(colleague(city, "tianmu", "田牧"))
    review = services.decide_review(
        actor=other, conclusion=made, outcome=Outcome.CHANGE, severity=Severity.SLIGHT, at=NOW,
        reasons="9 月 20 日的影像证明已经贯通。", lifted=[made.demands.first().pk],
    )  # fmt: skip
    made = Conclusion.objects.get(pk=made.pk)
    assert (made.state, made.severity) == (ConclusionState.CHANGED, Severity.SLIGHT)
    assert [demand.lifted_at is None for demand in made.demands.all()] == [False, True]
    assert (review.severity_before, review.decided_by.name) == (Severity.NOTABLE, "田牧")  # type: ignore[union-attr]
    assert list(entries_of(made).order_by("pk").values_list("event", flat=True)) == [
        "conclusion_drafted", "conclusion_heard", "conclusion_explained", "conclusion_sent",
        "conclusion_served", "conclusion_received", "review_asked", "review_decided",
    ]  # fmt: skip
    assert "城市内涝治理专项督查的结论复核决定：变更" in set(
        Notice.objects.filter(account=city.head).values_list("title", flat=True)
    )


def test_it_is_heard_first(city: City, check: Check) -> None:
    made = plant_conclusion(city, check, "hearing")
    office = city.actor(city.office)
    assert made.explain_by == date(2026, 10, 16)  # 10 working days; 10 月 10 日 is worked
    with pytest.raises(DomainError, match="对象还没有说明"):
        services.send_conclusion(actor=office, conclusion=made, at=NOW)
    with pytest.raises(DomainError, match="说明期限是"):
        services.explain_conclusion(
            actor=city.actor(city.head), conclusion=made, text="晚了。", at=NOW + timedelta(days=22)
        )
    later = services.send_conclusion(actor=office, conclusion=made, at=NOW + timedelta(days=22))
    assert later.state == ConclusionState.SENT


def test_after_a_hearing_it_does_not_become_heavier(city: City, check: Check) -> None:
    made = plant_conclusion(city, check, "hearing")
    office = city.actor(city.office)
    heavier: list[dict[str, Any]] = [
        {"severity": Severity.SERIOUS}, {"demands": ("另一项要求。",)},
    ]  # fmt: skip
    for changes in heavier:
        with pytest.raises(DomainError, match="不能加重评价或增加要求"):
            services.revise_conclusion(
                actor=office, conclusion=made, revision=0, words=words(**changes), at=NOW
            )
    lighter = words(severity=Severity.SLIGHT, demands=("补齐隐蔽工程验收资料。",))
    services.revise_conclusion(actor=office, conclusion=made, revision=0, words=lighter, at=NOW)
    assert Conclusion.objects.get(pk=made.pk).demands.count() == 1


def test_no_conclusion_without_evidence(city: City, check: Check) -> None:
    made = services.draft_conclusion(
        actor=city.actor(city.office), check=check, unit_id=city.housing.pk, words=words(), at=NOW
    )
    with pytest.raises(DomainError, match="结论要有证据"):
        services.hear_conclusion(actor=city.actor(city.office), conclusion=made, at=NOW)
    assert Conclusion.objects.get(pk=made.pk).state == ConclusionState.DRAFT


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "请写明事实和结论"),
        ({"severity": Severity.NONE}, "未发现问题的，不能提整改要求"),
        ({"demands": ("长" * 301,)}, "最多 300 字"),
    ],
)
def test_words_have_bounds(city: City, check: Check, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.draft_conclusion(
            actor=city.actor(city.office), check=check, unit_id=city.housing.pk, words=words(**changes),
            files=evidence(), at=NOW,
        )  # fmt: skip
    assert not Conclusion.objects.exists()


def test_who_may_do_what(city: City, check: Check) -> None:
    made = plant_conclusion(city, check, "sent")
    with pytest.raises(Refused, match="由领导批准后送达"):
        services.serve_conclusion(actor=city.actor(city.office), conclusion=made, at=NOW)
    services.serve_conclusion(actor=city.actor(city.leader), conclusion=made, at=NOW)
    for who in (city.office, city.leader, city.stranger, city.discipline):
        with pytest.raises(Refused, match="由被检查单位"):
            services.receive_conclusion(actor=city.actor(who), conclusion=made, at=NOW)
    services.receive_conclusion(actor=city.actor(city.reporter), conclusion=made, at=NOW)
    with pytest.raises(Refused, match="由被检查单位负责人申请"):
        services.ask_review(actor=city.actor(city.reporter), conclusion=made, grounds="不服。", at=NOW)


def test_clocks_run_from_receipt(city: City, check: Check) -> None:
    made = plant_conclusion(city, check, "received")
    head, calendar = city.actor(city.head), WorkCalendar()
    assert request_by(made, calendar) == date(2026, 10, 28)
    with pytest.raises(DomainError, match="申请复核的期限是 10 月 28 日"):
        services.ask_review(actor=head, conclusion=made, grounds="不服。", at=NOW + timedelta(days=31))
    review = services.ask_review(actor=head, conclusion=made, grounds="不服。", at=NOW + timedelta(days=30))
    assert decide_by(made, review, calendar) == date(2026, 11, 27)
    assert sheet_of(head, made.pk, NOW).clock.due_on == date(2026, 11, 27)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("days", "kind", "expected"),
    [
        # from 9 月 28 日; 国庆 10 月 1 日至 7 日, 10 月 10 日 is worked
        (30, "natural", date(2026, 10, 28)),
        (5, "natural", date(2026, 10, 8)),
        (3, "working", date(2026, 10, 8)),
        (10, "working", date(2026, 10, 16)),
        (15, "working", date(2026, 10, 23)),
    ],
)
def test_terms_in_natural_and_working_days(days: int, kind: str, expected: date) -> None:
    assert limit_day(TODAY, days, kind, WorkCalendar()) == expected


def test_terms_are_data_of_the_day_it_was_served(city: City, plant: Plant) -> None:
    """条例 30/30 for supervision, 济南 15/10 for assessment; those that change later change nothing served."""
    check = plant("ongoing", kind=CheckKind.ASSESSMENT)
    made = plant_conclusion(city, check, "received")
    assert (made.request_days, made.request_kind, made.decide_days) == (15, "working", 10)
    assert "济南" in made.term_source
    ProcessTerm.objects.update(request_days=3)
    assert request_by(Conclusion.objects.get(pk=made.pk), WorkCalendar()) == date(2026, 10, 23)


def test_who_took_part_does_not_review(city: City, check: Check) -> None:
    """第十七条, a hard block: drafting, hearing, sending, approving, running; from every room."""
    made = plant_conclusion(city, check, "reviewed")
    for who in (city.office, city.leader):
        with pytest.raises(Refused, match="应当回避"):
            services.decide_review(
                actor=city.actor(who), conclusion=made, outcome=Outcome.UPHOLD, reasons="维持。", at=NOW
            )
    for who in (city.head, city.discipline, city.stranger, city.patroller):
        with pytest.raises(Refused, match="由督考办或领导决定"):
            services.decide_review(
                actor=city.actor(who), conclusion=made, outcome=Outcome.ANNUL, reasons="撤销。", at=NOW
            )
    assert not Review.objects.exclude(outcome="").exists()


@pytest.fixture
def in_the_field(city: City) -> Iterator[int]:
    """Another room says that this account was there."""
    account = colleague(city, "fieldwork", "走访人")

    def source(check_ids: Collection[int]) -> list[QuerySet[Check, Any]]:
        return [Check.objects.filter(pk__in=check_ids).values_list("pk", Value(account.pk))]

    participants.add_source(source)
    yield account.pk
    participants._sources.remove(source)


def test_reviews_wait_for_whoever_took_no_part_and_many_cost_what_one_does(
    city: City, plant: Plant, check: Check, django_assert_num_queries: Any
) -> None:
    other = city.actor(colleague(city, "tianmu", "田牧"))
    plant_conclusion(city, check, "reviewed")
    assert [todo.act for todo in written_out(todos(other, NOW))] == ["决定"]
    assert not [todo for todo in written_out(todos(city.actor(city.office), NOW)) if todo.act == "决定"]
    for name in ("第二次检查", "第三次检查"):
        plant_conclusion(city, plant("ongoing", name=name), "reviewed")
    with django_assert_num_queries(REVIEWS):
        found = written_out(todos(other, NOW))
    assert [todo.act for todo in found] == ["决定"] * 3


def test_whom_another_room_names_is_recused_too(
    city: City, client: Client, check: Check, in_the_field: int
) -> None:
    made = plant_conclusion(city, check, "reviewed")
    for account, told in ((colleague(city, "fieldwork", "走访人"), True), (city.leader, False)):
        client.force_login(account)
        page = client.get(f"/checks/conclusions/{made.pk}/").content.decode()
        assert ("只有你看得到这一行" in page) is told
    assert in_the_field in taking_part(check)
    with pytest.raises(Refused, match="应当回避"):
        services.decide_review(
            actor=city.actor(colleague(city, "fieldwork", "走访人")), conclusion=made,
            outcome=Outcome.UPHOLD, reasons="维持。", at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product(Severity.values, Severity.values)))
def test_a_review_never_weighs_more(city: City, check: Check, before: str, after: str) -> None:
    """Every pair of severities there is: towards the lighter it may go, towards the heavier never."""
    made = plant_conclusion(city, check, "reviewed")
    Conclusion.objects.filter(pk=made.pk).update(severity=before)
    lifted = [demand.pk for demand in made.demands.all()]
    other = city.actor(colleague(city, "tianmu", "田牧"))
    decide: dict[str, Any] = {
        "actor": other, "conclusion": made, "outcome": Outcome.CHANGE, "reasons": "核对后变更。",
        "severity": after, "lifted": lifted, "at": NOW,
    }  # fmt: skip
    if rank(after) > rank(before):
        with pytest.raises(DomainError, match="复核不能加重评价"):
            services.decide_review(**decide)
        assert Conclusion.objects.get(pk=made.pk).severity == before
    else:
        services.decide_review(**decide)
        assert Conclusion.objects.get(pk=made.pk).severity == after


def test_a_review_adds_no_demand(city: City, plant: Plant, check: Check) -> None:
    made = plant_conclusion(city, check, "reviewed")
    foreign = plant_conclusion(city, plant("ongoing", name="另一项"), "draft").demands.first()
    assert foreign is not None
    other = city.actor(colleague(city, "tianmu", "田牧"))
    with pytest.raises(DomainError, match="只能取消这份结论里现有的"):
        services.decide_review(
            actor=other, conclusion=made, outcome=Outcome.CHANGE, reasons="变更。", lifted=[foreign.pk],
            at=NOW,
        )  # fmt: skip
    assert made.demands.count() == 2
    for outcome in (Outcome.UPHOLD, Outcome.ANNUL):
        with transaction.atomic():
            services.decide_review(actor=other, conclusion=made, outcome=outcome, reasons="理由。", at=NOW)
            assert made.demands.count() == 2
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"outcome": "heavier"}, "请选择维持、变更或撤销"),
        ({"outcome": Outcome.CHANGE}, "没有减轻评价，也没有取消要求"),
        ({"outcome": Outcome.UPHOLD, "severity": Severity.SLIGHT}, "维持的不能改动"),
        ({"outcome": Outcome.CHANGE, "severity": Severity.NONE}, "整改要求要全部取消"),
        ({"outcome": Outcome.UPHOLD, "reasons": " "}, "要写明原因"),
    ],
)
def test_decisions_that_say_nothing(city: City, check: Check, said: dict[str, Any], sentence: str) -> None:
    made = plant_conclusion(city, check, "reviewed")
    other = city.actor(colleague(city, "tianmu", "田牧"))
    with pytest.raises(DomainError, match=sentence):
        services.decide_review(actor=other, conclusion=made, at=NOW, **({"reasons": "理由。"} | said))
    assert Conclusion.objects.get(pk=made.pk).state == ConclusionState.REVIEWED


def test_annulled_leaves_nothing_demanded(city: City, check: Check) -> None:
    made = plant_conclusion(city, check, "reviewed")
    leader = city.actor(colleague(city, "xuming", "徐明", Role.LEADER))
    services.decide_review(
        actor=leader, conclusion=made, outcome=Outcome.ANNUL, reasons="主要事实不清。", at=NOW
    )
    made = Conclusion.objects.get(pk=made.pk)
    assert (made.state, made.severity) == (ConclusionState.ANNULLED, Severity.NONE)
    assert not made.demands.filter(lifted_at__isnull=True).exists()


def test_a_request_may_be_taken_back_and_asked_again(city: City, check: Check) -> None:
    made = plant_conclusion(city, check, "reviewed")
    head = city.actor(city.head)
    services.withdraw_review(actor=head, conclusion=made, at=NOW)
    services.ask_review(actor=head, conclusion=made, grounds="补充了影像。", at=NOW)
    assert [review.withdrawn_at is None for review in made.reviews.order_by("pk")] == [False, True]


VISIBLE = {
    # state: who may open it, of the office, the leader, discipline, the object, a stranger, a patroller
    "draft": {"office", "leader", "discipline"},
    "hearing": {"office", "leader", "discipline", "head", "reporter"},
    "sent": {"office", "leader", "discipline"},
    "served": {"office", "leader", "discipline", "head", "reporter"},
    "received": {"office", "leader", "discipline", "head", "reporter"},
    "reviewed": {"office", "leader", "discipline", "head", "reporter"},
}


@pytest.mark.parametrize("state", CONCLUDED)
def test_who_sees_it_and_who_does_not(city: City, check: Check, state: str) -> None:
    from dukao.checks.selectors import visible_conclusions

    made = plant_conclusion(city, check, state)
    assert Conclusion.objects.filter(text__contains="雨水管网").exists()  # there is something to leak
    for name in (
        "office",
        "leader",
        "discipline",
        "head",
        "reporter",
        "stranger",
        "patroller",
        "audit_admin",
    ):
        actor = city.actor(getattr(city, name))
        found = visible_conclusions(actor, TODAY).filter(pk=made.pk).exists()
        assert found is (name in VISIBLE[state]), f"{name} and a conclusion that is {state}"
        if found:
            assert sheet_of(actor, made.pk, NOW).conclusion == made
        else:
            with pytest.raises(Missing):
                sheet_of(actor, made.pk, NOW)


def test_the_database_repeats_the_law(city: City, check: Check) -> None:
    made = plant_conclusion(city, check, "draft")
    for broken in ({"state": "served"}, {"state": "received"}, {"state": "nowhere"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Conclusion.objects.filter(pk=made.pk).update(**broken)
