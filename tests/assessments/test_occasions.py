"""What supervision decided becomes a scored event by a rule of the scheme and a named person's decision (W-12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dukao.assessments import services
from dukao.assessments.models import OccasionAnswer, ScoreEvent
from dukao.assessments.selectors.occasions import Proposal, proposals, score_parts
from dukao.assessments.vocabulary import REASON_LIMIT
from dukao.identity.models import Account
from dukao.journal.selectors import entries_of
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError, Missing, Refused
from dukao.matters import services as matters
from dukao.matters.models import Matter
from dukao.schemes import services as schemes
from dukao.schemes.models import SchemeVersion
from dukao.scoring import scheme_from_yaml
from tests.conftest import NOW, City
from tests.matters.conftest import matter_draft

pytestmark = pytest.mark.django_db

SCHEME = (Path(__file__).parent / "occasions.yaml").read_text(encoding="utf-8")
#: The unit has had its three working days.
LATER = at_time(date(2026, 10, 12), 9)


@pytest.fixture
def version(city: City) -> SchemeVersion:
    made = published(city, "occasions-2026")
    services.open_rounds(at=NOW)
    return made


def published(city: City, code: str) -> SchemeVersion:
    office, leader = city.actor(city.office), city.actor(city.leader)
    document = scheme_from_yaml(SCHEME.replace("occasions-2026", code))
    made = schemes.add_scheme(actor=office, document=document, at=NOW)
    schemes.submit_version(actor=office, version=made, at=NOW)
    schemes.publish_version(actor=leader, version=made, effective_on=date(2026, 1, 1), at=NOW)
    return made


@pytest.fixture
def praised(city: City, version: SchemeVersion) -> Matter:
    """A matter of 市住建局 for which it was praised."""
    office = city.actor(city.office)
    made = matters.register_matter(actor=office, draft=matter_draft(city), at=NOW)
    assert made is not None
    matters.assign_matter(actor=office, matter=made, at=NOW)
    matters.receive_matter(actor=city.actor(city.reporter), matter=made, at=NOW)
    matters.praise_unit(
        actor=office,
        matter=made,
        unit_id=city.housing.pk,
        reason="提前完成。",
        basis="示督通〔2026〕9 号",
        at=NOW,
    )
    return made


def only(actor: Actor, at: datetime = NOW) -> Proposal:
    (found,) = proposals(actor, at)
    return found


def about(proposal: Proposal) -> dict[str, object]:
    return {"version_id": proposal.version.pk, "fact_key": proposal.occasion.fact_key}


def test_nothing_counts_without_a_decision(city: City, praised: Matter) -> None:
    proposal = only(city.actor(city.office))
    assert proposal.what == f"表扬：{praised.number} {praised.title}"
    assert (proposal.rule.name, proposal.rule.points) == ("督办表扬", Decimal("0.5"))
    assert not ScoreEvent.objects.exists()


def test_the_unit_sees_it_and_nobody_beside_it(city: City, praised: Matter) -> None:
    for seeing in (city.reporter, city.head, city.leader, city.discipline):
        assert only(city.actor(seeing)).occasion.unit_id == city.housing.pk
    assert proposals(city.actor(city.stranger), NOW) == []
    with pytest.raises(Missing):
        services.explain_occasion(
            actor=city.actor(city.stranger), words="不是我们", at=NOW, **about(only(city.actor(city.office)))
        )


def test_an_explained_occasion_is_scored_under_a_name(city: City, praised: Matter) -> None:
    office, proposal = city.actor(city.office), only(city.actor(city.office))
    services.explain_occasion(actor=city.actor(city.head), words="确已提前完成。", at=NOW, **about(proposal))
    answer = services.score_occasion(actor=office, words="情况属实。", at=NOW, **about(proposal))
    event = ScoreEvent.objects.get()
    assert answer.event == event
    assert (event.item, event.basis, event.fact_key) == ("B-01", "示督通〔2026〕9 号", praised.number)
    assert event.recorded_by == city.office
    (part,) = score_parts(office, [praised], NOW.date())[praised.pk]
    assert (part.words, part.is_loss) == ("加 0.5 分", False)
    assert score_parts(city.actor(city.stranger), [praised], NOW.date()) == {}
    assert [entry.event for entry in entries_of(answer)] == ["occasion_scored", "occasion_explained"]


def test_the_unit_is_waited_for(city: City, praised: Matter) -> None:
    office, proposal = city.actor(city.office), only(city.actor(city.office))
    with pytest.raises(DomainError, match="单位可以说明到 2026-10-08"):
        services.score_occasion(actor=office, words="", at=NOW, **about(proposal))
    assert not ScoreEvent.objects.exists()
    assert not OccasionAnswer.objects.exclude(state="open").exists()
    services.score_occasion(actor=office, words="", at=LATER, **about(proposal))
    assert ScoreEvent.objects.count() == 1


def test_it_may_be_waived_with_a_reason_and_once(city: City, praised: Matter) -> None:
    office, proposal = city.actor(city.office), only(city.actor(city.office))
    with pytest.raises(DomainError, match="要写明原因"):
        services.waive_occasion(actor=office, words=" ", at=LATER, **about(proposal))
    for decide in (services.waive_occasion, services.score_occasion):
        with pytest.raises(DomainError, match="请删减"):
            decide(actor=office, words="由" * (REASON_LIMIT + 1), at=LATER, **about(proposal))
    services.waive_occasion(actor=office, words="同一事项已在上季度加分。", at=LATER, **about(proposal))
    with pytest.raises(DomainError, match="现在是“不计分”"):
        services.score_occasion(actor=office, words="", at=LATER, **about(proposal))
    assert not ScoreEvent.objects.exists()


@pytest.mark.parametrize("who", ["leader", "reporter", "discipline", "reviewer"])
def test_only_the_office_decides(city: City, praised: Matter, who: str) -> None:
    account: Account = getattr(city, who)
    with pytest.raises((Refused, Missing)):
        services.score_occasion(
            actor=city.actor(account), words="", at=LATER, **about(only(city.actor(city.office)))
        )
    assert not ScoreEvent.objects.exists()


def test_a_matter_signed_off_in_time_is_proposed_too(city: City, praised: Matter) -> None:
    tomorrow = NOW + timedelta(days=1)
    matters.finish_matter(actor=city.actor(city.head), matter=praised, text="完成。", at=NOW)
    matters.close_matter(actor=city.actor(city.office), matter=praised, opinion="同意。", at=tomorrow)
    found = proposals(city.actor(city.office), tomorrow)
    assert [proposal.rule.name for proposal in found] == ["按期销号", "督办表扬"]


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_asks_the_same_number_of_questions_for_every_scheme(
    city: City, praised: Matter, client: Client, others: int, django_assert_num_queries: Any
) -> None:
    for number in range(others):
        published(city, f"other-{number}")
    client.force_login(city.office)
    client.get("/results/occasions/")
    with django_assert_num_queries(8):
        answer = client.get("/results/occasions/")
    assert answer.content.decode().count("督办表扬") == 1 + others
