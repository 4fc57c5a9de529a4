"""Decisions: registered, corrected, dismissed paragraph by paragraph; who reads how much of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.journal.selectors import entries_of
from dukao.kernel.errors import DomainError, Missing, Refused, Stale
from dukao.kernel.regimes import SecrecyLabel
from dukao.matters import services
from dukao.matters.cutting import Clause, clauses
from dukao.matters.models import Decision, Matter, Paragraph
from dukao.matters.selectors.decisions import (
    decision_page,
    decision_rows,
    is_shown_as_source,
    matching_decisions,
    paragraph_for,
    visible_decisions,
)
from dukao.matters.selectors.suggesting import suggested_leads
from dukao.matters.services import MatterDraft
from dukao.matters.vocabulary import DecisionKind, DecisionLevel, Disposition
from tests.conftest import NOW, TODAY, City
from tests.documents.samples import png
from tests.matters.planting import TEXT, about, plant_decision

pytestmark = pytest.mark.django_db


def test_a_decision_stands_with_its_paragraphs(city: City) -> None:
    decision = plant_decision(city, source=("纪要.png", BytesIO(png((60, 40)))))
    assert [one.heading for one in decision.paragraphs.all()] == ["一", "二", "三"]
    assert {one.disposition for one in decision.paragraphs.all()} == {Disposition.OPEN}
    assert decision.source is not None
    entry = entries_of(decision).get()
    assert (entry.event, entry.after["paragraphs"]) == ("decision_registered", 3)


def test_a_form_sent_twice_registers_once(city: City) -> None:
    office = city.actor(city.office)
    for _ in range(2):
        services.register_decision(actor=office, draft=about(city), clauses=clauses(TEXT), at=NOW, key="k")
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("who", ["leader", "discipline", "reporter", "head", "stranger", "audit_admin"])
def test_only_the_office_registers(city: City, who: str) -> None:
    with pytest.raises(Refused):
        services.register_decision(actor=city.actor(getattr(city, who)), draft=about(city), at=NOW)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "请写明标题"),
        ({"decided_by": ""}, "哪个会议"),
        ({"legal_basis": " "}, "请写明法定依据"),
        ({"decided_on": TODAY + timedelta(days=1)}, "日期还没有到"),
        ({"kind": DecisionKind.INSTRUCTION}, "要写明批示领导"),
        ({"title": "关于某事的批示（机密★10年）"}, "不处理国家秘密"),
    ],
)
def test_what_cannot_be_is_refused_in_words(city: City, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.register_decision(actor=city.actor(city.office), draft=about(city, **changes), at=NOW)
    assert not Decision.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("text", ["机密★10年\n一、管网。", "绝密 ★ 长期", "秘密\n\n一、管网。"])
def test_a_text_that_bears_the_mark_of_a_state_secret_is_refused(city: City, text: str) -> None:
    with pytest.raises(DomainError, match="不处理国家秘密"):
        plant_decision(city, clauses=[Clause("", text)])
    assert not Decision.objects.exists()
    plant_decision(city, clauses=[Clause("", "严守国家秘密，做好保密宣传。")])


def test_the_cut_is_corrected_and_paragraphs_that_became_matters_stay(
    city: City, draft: Callable[..., MatterDraft]
) -> None:
    office = city.actor(city.office)
    decision = plant_decision(city)
    first, second, third = decision.paragraphs.all()
    services.register_matter(actor=office, draft=draft(paragraph_id=second.pk), at=NOW)
    text = f"{first.text[:10]}\n\n{first.text[10:]}\n\n{second.text}\n\n{third.text}"
    services.revise_decision(
        actor=office, decision=decision, revision=0, draft=about(city), clauses=clauses(text), at=NOW
    )
    places = {one.pk: (one.position, one.disposition) for one in decision.paragraphs.all()}
    assert places[second.pk] == (3, Disposition.DECOMPOSED)
    assert places[third.pk] == (4, Disposition.OPEN)
    assert len(places) == 4
    with pytest.raises(DomainError, match="“二”已经立项，文字不能再改"):
        services.revise_decision(
            actor=office,
            decision=decision,
            revision=1,
            draft=about(city),
            clauses=clauses("一、全改了。"),
            at=NOW,
        )
    assert decision.paragraphs.count() == 4


def test_who_was_faster_is_noticed(city: City) -> None:
    office, decision = city.actor(city.office), plant_decision(city)
    services.revise_decision(
        actor=office, decision=decision, revision=0, draft=about(city, title="先改的"), at=NOW
    )
    with pytest.raises(Stale):
        services.revise_decision(
            actor=office, decision=decision, revision=0, draft=about(city, title="后改的"), at=NOW
        )
    assert Decision.objects.get().title == "先改的"


def test_a_paragraph_is_dismissed_with_its_reason_and_taken_up_again(city: City) -> None:
    office = city.actor(city.office)
    paragraph = plant_decision(city).paragraphs.first()
    assert paragraph is not None
    with pytest.raises(DomainError, match="请写明不立项的原因"):
        services.dismiss_paragraph(actor=office, paragraph=paragraph, reason=" ", at=NOW)
    with pytest.raises(Refused):
        services.dismiss_paragraph(actor=city.actor(city.leader), paragraph=paragraph, reason="常规", at=NOW)
    services.dismiss_paragraph(actor=office, paragraph=paragraph, reason="属常规工作。", at=NOW)
    with pytest.raises(Stale):
        services.dismiss_paragraph(actor=office, paragraph=paragraph, reason="又一次。", at=NOW)
    assert Paragraph.objects.get(pk=paragraph.pk).reason == "属常规工作。"
    services.reopen_paragraph(actor=office, paragraph=paragraph, at=NOW)
    again = Paragraph.objects.get(pk=paragraph.pk)
    assert (again.disposition, again.reason) == (Disposition.OPEN, "")


def test_a_matter_comes_out_of_no_paragraph_its_registrar_cannot_read(
    city: City, draft: Callable[..., MatterDraft], make_account: Callable[..., Account]
) -> None:
    """The form sends a number; another's decision is neither shown nor marked as decomposed by it."""
    paragraph = plant_decision(city).paragraphs.get(position=2)
    county = city.actor(make_account("county", "县办", city.county, "office", city.county))
    own = draft(owner_id=city.county.pk, lead_unit_id=city.county.pk, assisting_ids=())
    for number in (paragraph.pk, 999):
        with pytest.raises(Missing):
            services.register_matter(actor=county, draft=replace(own, paragraph_id=number), at=NOW)
    matter = services.register_matter(actor=county, draft=own, at=NOW)
    assert matter is not None
    with pytest.raises(Missing):
        services.revise_matter(
            actor=county, matter=matter, revision=0, draft=replace(own, paragraph_id=paragraph.pk), at=NOW
        )
    paragraph.refresh_from_db()
    assert paragraph.disposition == Disposition.OPEN
    assert Matter.objects.get().paragraph_id is None


def test_a_paragraph_with_matters_is_not_dismissed(city: City, draft: Callable[..., MatterDraft]) -> None:
    office = city.actor(city.office)
    paragraph = plant_decision(city).paragraphs.first()
    assert paragraph is not None
    services.register_matter(actor=office, draft=draft(paragraph_id=paragraph.pk), at=NOW)
    with pytest.raises(DomainError, match="已经立项"):
        services.dismiss_paragraph(actor=office, paragraph=paragraph, reason="不要了。", at=NOW)
    assert Paragraph.objects.get(pk=paragraph.pk).disposition == Disposition.DECOMPOSED


def reads(city: City, who: Account, decision: Decision) -> list[str] | None:
    """Numbers of the paragraphs somebody reads; ``None`` for whoever does not know of the decision."""
    actor = city.actor(who)
    listed = visible_decisions(actor, TODAY).filter(pk=decision.pk).exists()
    try:
        page = decision_page(actor, decision.pk, TODAY)
    except Missing:
        assert not listed
        return None
    assert listed
    assert decision_rows(actor, [decision], TODAY)[0].matters == len(page.counted_matters)
    return [row.paragraph.heading for row in page.rows]


def test_those_above_read_all_and_units_what_their_matters_come_from(
    city: City, draft: Callable[..., MatterDraft], make_account: Callable[..., Account]
) -> None:
    office = city.actor(city.office)
    decision = plant_decision(city)
    second = decision.paragraphs.get(position=2)
    matter = services.register_matter(actor=office, draft=draft(paragraph_id=second.pk), at=NOW)
    assert matter is not None
    whole = ["一", "二", "三"]
    assert [reads(city, who, decision) for who in (city.office, city.leader, city.discipline)] == [whole] * 3
    assert reads(city, city.reporter, decision) is None
    services.assign_matter(actor=office, matter=matter, at=NOW)
    assert reads(city, city.reporter, decision) == ["二"]
    assert reads(city, city.stranger, decision) == ["二"]
    assert reads(city, city.reviewer, decision) is None
    assert reads(city, make_account("none", "无关", city.planning, "reporter"), decision) is None
    for who in (city.reporter, city.reviewer):
        with pytest.raises(Missing):
            paragraph_for(city.actor(who), second.pk, TODAY)


def test_a_work_secret_is_read_by_those_who_follow_it_and_do_it(
    city: City,
    draft: Callable[..., MatterDraft],
    make_unit: Callable[..., Any],
    make_account: Callable[..., Account],
) -> None:
    office = city.actor(city.office)
    town = make_unit("X01-01", "青石镇", city.county)
    clerk = make_account("clerk", "镇填报员", town, "reporter")
    county = make_account("county", "县督考办", city.county, "office", city.county)
    decision = plant_decision(city)
    paragraph = decision.paragraphs.get(position=1)
    matter = services.register_matter(
        actor=office, draft=draft(paragraph_id=paragraph.pk, lead_unit_id=town.pk), at=NOW
    )
    assert matter is not None
    services.assign_matter(actor=office, matter=matter, at=NOW)
    assert [reads(city, who, decision) for who in (county, clerk)] == [["一"], ["一"]]
    Decision.objects.update(label=SecrecyLabel.WORK_SECRET)
    assert [reads(city, who, decision) for who in (county, clerk)] == [None, ["一"]]


def test_the_original_is_for_those_who_read_the_whole(city: City, draft: Callable[..., MatterDraft]) -> None:
    decision = plant_decision(city, source=("纪要.png", BytesIO(png((60, 40)))))
    paragraph = decision.paragraphs.get(position=1)
    matter = services.register_matter(
        actor=city.actor(city.office), draft=draft(paragraph_id=paragraph.pk), at=NOW
    )
    assert matter is not None
    services.assign_matter(actor=city.actor(city.office), matter=matter, at=NOW)
    seen = [
        is_shown_as_source(city.actor(who), decision.source_id)
        for who in (city.office, city.leader, city.reporter, city.stranger)
    ]
    assert seen == [True, True, False, False]


def test_the_list_is_searched_and_filtered(city: City, draft: Callable[..., MatterDraft]) -> None:
    office = city.actor(city.office)
    old = plant_decision(
        city, title="2025 年城建会议", decided_on=date(2025, 3, 1), level=DecisionLevel.COUNTY
    )
    new = plant_decision(city, title="燃气安全会议")
    for paragraph in old.paragraphs.all():
        services.dismiss_paragraph(actor=office, paragraph=paragraph, reason="已办。", at=NOW)
    services.register_matter(
        actor=office, draft=draft(paragraph_id=old.paragraphs.get(position=1).pk), at=NOW
    )

    def found(**conditions: str) -> list[Decision]:
        return list(matching_decisions(office, TODAY, **conditions).order_by("pk"))

    assert found() == [old, new]
    assert found(search="燃气") == [new]
    assert found(year="2025") == [old]
    assert found(level="county") == [old]
    assert found(kind="plan") == []
    assert found(standing="waiting") == [new]
    assert found(standing="ongoing") == [old]
    assert found(standing="settled") == []
    assert old.paragraphs.get(position=1).disposition == Disposition.DECOMPOSED


def test_units_are_suggested_by_past_matters_that_are_named(
    city: City, draft: Callable[..., MatterDraft]
) -> None:
    office = city.actor(city.office)
    services.register_matter(actor=office, draft=draft(), at=NOW)
    services.register_matter(
        actor=office, at=NOW,
        draft=draft(title="水库除险加固 12 座", lead_unit_id=city.other.pk, assisting_ids=()),
    )  # fmt: skip
    offered = suggested_leads(office, "今年改造城市燃气老旧管网 20 公里", TODAY)
    assert [(one.name, [matter.title for matter in one.matters]) for one in offered] == [
        ("市住建局", ["城市燃气管网更新改造 70 公里"])
    ]
    assert suggested_leads(office, "加强干部教育培训", TODAY) == []
    assert suggested_leads(city.actor(city.reviewer), "燃气管网更新改造", TODAY) == []
    assert Matter.objects.count() == 2
