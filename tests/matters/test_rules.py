"""The office's rules: from a later day on, with their source, and refused in words when they cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.terms import DayKind
from dukao.matters import services
from dukao.matters.ladder import Step, steps_of
from dukao.matters.models import SupervisionRules, WorkField
from dukao.matters.selectors import rules_known, rules_on, term_on, terms_on
from dukao.matters.vocabulary import MatterKind
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db
MORROW = TODAY + timedelta(days=1)
LIMITS = {
    "word_limit": 200, "evidence_items": 3, "evidence_pages": 3, "evidence_bytes": 1024, "soon_workdays": 5,
    "behind_yellow": 5, "behind_red": 15, "silent_red": 10, "returned_red": 2, "lookback_days": 60,
}  # fmt: skip
STEPS = (Step("reminder", 0), Step("slip", 5, 3, "leader", "本地督办规定第十条"))


def test_new_rules_begin_on_their_day(city: City) -> None:
    services.set_rules(
        actor=city.actor(city.office),
        effective_on=MORROW,
        steps=STEPS,
        source="示督〔2026〕3 号",
        at=NOW,
        **LIMITS,
    )
    assert rules_on(TODAY).word_limit == 300
    assert rules_on(MORROW).word_limit == 200
    assert steps_of(rules_on(MORROW)) == STEPS
    assert [rules.effective_on for rules in rules_known()] == [MORROW, date(2000, 1, 1)]
    assert Entry.objects.get().event == "supervision_rules_set"


def test_a_form_sent_twice_sets_rules_once(city: City) -> None:
    for _ in range(2):
        services.set_rules(
            actor=city.actor(city.office), effective_on=MORROW, steps=STEPS, source="规定", at=NOW, key="k",
            **LIMITS,
        )  # fmt: skip
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"effective_on": TODAY}, "施行日期从明天起"),
        ({"source": " "}, "请写明依据"),
        ({"behind_red": 4}, "红灯的百分点不能小于黄灯"),
        ({"steps": ()}, "至少要有“提醒”一级"),
    ],
)
def test_rules_that_cannot_be_are_refused(city: City, changes: dict[str, object], sentence: str) -> None:
    facts: dict[str, object] = {"effective_on": MORROW, "steps": STEPS, "source": "规定", **LIMITS, **changes}
    with pytest.raises(DomainError, match=sentence):
        services.set_rules(actor=city.actor(city.office), at=NOW, **facts)  # type: ignore[arg-type]
    assert SupervisionRules.objects.count() == 1
    assert not Entry.objects.exists()


def test_a_term_holds_for_its_kind_from_its_day(city: City) -> None:
    services.set_term(
        actor=city.actor(city.office), kind=MatterKind.DOCUMENT, effective_on=MORROW, days=20,
        day_kind=DayKind.WORKING, receive_workdays=1, word_days=10, source="规定", at=NOW,
    )  # fmt: skip
    assert (term_on(MatterKind.DOCUMENT, TODAY).days, term_on(MatterKind.DOCUMENT, MORROW).days) == (30, 20)
    assert terms_on(MORROW)[MatterKind.MINUTES].days == 20
    with pytest.raises(DomainError, match="至少是 1 天"):
        services.set_term(
            actor=city.actor(city.office), kind=MatterKind.DOCUMENT, effective_on=MORROW, days=0,
            day_kind=DayKind.WORKING, receive_workdays=1, word_days=10, source="规定", at=NOW,
        )  # fmt: skip


def test_fields_are_named_once(city: City) -> None:
    office = city.actor(city.office)
    made = services.set_field(actor=office, name="数字政府", position=20, at=NOW)
    services.set_field(actor=office, name="数字建设", position=21, field_id=made.pk, at=NOW)
    assert WorkField.objects.get(pk=made.pk).name == "数字建设"
    for name, sentence in (("党建", "已有领域“党建”"), (" ", "请写领域的名称")):
        with pytest.raises(DomainError, match=sentence):
            services.set_field(actor=office, name=name, position=1, field_id=made.pk, at=NOW)


def test_only_the_office_sets_rules(city: City) -> None:
    for who in (city.leader, city.head, city.reporter, city.discipline):
        actor = city.actor(who)
        with pytest.raises(Refused):
            services.set_rules(actor=actor, effective_on=MORROW, steps=STEPS, source="规定", at=NOW, **LIMITS)
        with pytest.raises(Refused):
            services.set_field(actor=actor, name="新", position=1, at=NOW)
