"""What becomes of a finding: a problem, a clue, an urgent report, a matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from dukao.identity.models import Account
from dukao.issues.models import Problem
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Missing, Refused
from dukao.kernel.roles import Role
from dukao.matters.models import Matter, WorkField
from dukao.notifications.models import Notice
from dukao.organisations.models import Person
from dukao.patrols import services
from dukao.patrols.models import Finding, HandOver
from dukao.patrols.selectors import clue_for, finding_for, visible_findings
from dukao.patrols.services import Errand, Release
from dukao.patrols.vocabulary import SEALED_FACTS, FindingState
from dukao.ui.todo import todos
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import FACTS, plant_finding, plant_issued, plant_reported, plant_visit

pytestmark = pytest.mark.django_db


def test_a_released_finding_is_a_problem_of_the_ledger(city: City) -> None:
    finding = plant_reported(city)
    office = city.actor(city.office)
    finding = services.release_finding(actor=office, finding=finding, release=Release(), at=NOW)
    problem = Problem.objects.get()
    assert finding.problem_id == problem.pk
    assert (problem.unit_id, problem.facts, problem.source) == (city.housing.pk, FACTS, "patrol")
    assert problem.source_text == "XC-2026-001"
    assert Entry.objects.get(event="finding_released").after["problem"] == problem.number


def test_a_finding_without_a_unit_is_not_released_and_nothing_stays(city: City) -> None:
    visit = plant_visit(city)
    one, two = plant_reported(city, visit), plant_reported(city, visit, unit_id=None)
    with pytest.raises(DomainError, match=f"{two.number} 没有责任单位"):
        services.release_findings(actor=city.actor(city.office), findings=[one, two], at=NOW)
    assert not Problem.objects.exists()
    assert Finding.objects.get(pk=one.pk).state == FindingState.REPORTED


def test_only_the_office_releases(city: City) -> None:
    finding = plant_reported(city)
    for account, error in ((city.patroller, Refused), (city.head, Missing), (city.discipline, Missing)):
        with pytest.raises(error):
            services.release_finding(actor=city.actor(account), finding=finding, release=Release(), at=NOW)


def test_what_did_not_stand_is_annulled(city: City) -> None:
    finding = plant_reported(city)
    office = city.actor(city.office)
    services.release_finding(actor=office, finding=finding, release=Release(), at=NOW)
    services.annul_finding(actor=office, finding=finding, reason="复核认定事实不清。", at=NOW)
    assert Finding.objects.get().state == FindingState.ANNULLED


def test_a_clue_goes_over_sealed(city: City) -> None:
    finding = plant_reported(city)
    office, receiver = city.actor(city.office), city.actor(city.discipline)
    clue = services.hand_over_clue(
        actor=office, finding=finding, receiver_id=city.discipline.pk, account="疑似虚报工程量。", at=NOW
    )
    stored = Finding.objects.get()
    assert (stored.facts, stored.state) == (SEALED_FACTS, FindingState.HANDED_OVER)
    assert FACTS not in HandOver.objects.get().sealed
    assert services.open_clue(actor=receiver, clue=clue, at=NOW).facts == FACTS
    assert services.open_clue(actor=office, clue=clue, at=NOW).account == "疑似虚报工程量。"
    assert Entry.objects.filter(event="clue_read").count() == 2
    with pytest.raises(DomainError, match="回执"):
        services.receive_clue(actor=receiver, clue=clue, receipt="", at=NOW)
    with pytest.raises(DomainError, match="接收人自己签收"):
        services.receive_clue(actor=office, clue=clue, receipt="收到", at=NOW)
    services.receive_clue(actor=receiver, clue=clue, receipt="收到，按程序办理。", at=NOW)
    assert HandOver.objects.get().received_at == NOW


def test_a_clue_is_for_its_two_ends_alone(city: City, make_account: Callable[..., Account]) -> None:
    colleague = make_account("he2", "何二", city.office_unit, Role.OFFICE, city.city)
    watcher = make_account("yan2", "严二", city.office_unit, Role.DISCIPLINE, city.city)
    clue = services.hand_over_clue(
        actor=city.actor(city.office), finding=plant_reported(city), receiver_id=city.discipline.pk,
        account="虚报。", at=NOW,
    )  # fmt: skip
    for account in (colleague, watcher, city.leader, city.patroller, city.head):
        with pytest.raises(Missing):
            clue_for(city.actor(account), clue.pk)
    with pytest.raises(Missing):
        clue_for(replace(city.actor(city.discipline), acting_for="严明"), clue.pk)


def test_an_urgent_report_goes_past_the_office(city: City, make_account: Callable[..., Account]) -> None:
    other = make_account("zhao", "赵市长", city.city, Role.LEADER, city.city)
    finding, liang = plant_finding(city), city.actor(city.patroller)
    assert not visible_findings(city.actor(city.leader), TODAY).exists()
    with pytest.raises(DomainError, match="为什么"):
        services.urge_finding(actor=liang, finding=finding, leader_id=city.leader.pk, reason="", at=NOW)
    services.urge_finding(
        actor=liang, finding=finding, leader_id=city.leader.pk, reason="有坍塌危险。", at=NOW
    )
    assert finding_for(city.actor(city.leader), finding.pk, TODAY)[0].state == FindingState.REPORTED
    assert not visible_findings(city.actor(other), TODAY).exists()
    told = Notice.objects.filter(title=f"督导巡查急报：发现 {finding.number}")
    assert set(told.values_list("account_id", flat=True)) == {city.leader.pk, city.office.pk}
    services.read_urgent(actor=city.actor(city.leader), finding=finding, at=NOW)
    assert finding.urgent_reports.get().read_at == NOW


def test_an_instruction_becomes_a_matter_in_the_offices_words(city: City) -> None:
    city.leader.person = Person.objects.create(name="周行")
    city.leader.save()
    finding = plant_reported(city, plant_visit(city, plant_issued(city, reader_ids=(city.leader.pk,))))
    with pytest.raises(Refused, match="知悉领导"):
        services.instruct_finding(actor=city.actor(city.office), finding=finding, text="办。", at=NOW)
    instruction = services.instruct_finding(
        actor=city.actor(city.leader), finding=finding, text="请住建局一周内排查。", at=NOW
    )
    errand = Errand(
        title="外墙保温层排查", field_id=WorkField.objects.values_list("pk", flat=True)[0],
        lead_unit_id=city.housing.pk, text="一周内排查在建外墙保温并报结果。",
    )  # fmt: skip
    services.carry_out_instruction(
        actor=city.actor(city.office), instruction=instruction, errand=errand, at=NOW
    )
    matter = Matter.objects.get()
    assert (matter.title, matter.lead_unit_id) == ("外墙保温层排查", city.housing.pk)
    assert matter.paragraph is not None
    assert matter.paragraph.decision.kind == "instruction"
    assert FACTS not in f"{matter.path}{matter.paragraph.text}"
    with pytest.raises(DomainError, match="已经立项"):
        services.carry_out_instruction(
            actor=city.actor(city.office), instruction=instruction, errand=errand, at=NOW
        )


def test_what_a_leader_is_told_at_once_waits_on_the_landing_page(city: City) -> None:
    task = plant_issued(city, reader_ids=(city.leader.pk,))
    finding = plant_finding(city, plant_visit(city, task))
    leader, patroller = city.actor(city.leader), city.actor(city.patroller)
    services.urge_finding(
        actor=patroller, finding=finding, leader_id=city.leader.pk, reason="有人身危险。", at=NOW
    )
    waiting = [one for one in todos(leader, NOW) if one.title == f"急报：发现 {finding.number}"]
    assert [(one.due_at is not None, one.url) for one in waiting] == [
        (True, f"/patrols/findings/{finding.pk}/")
    ]
    services.read_urgent(actor=leader, finding=finding, at=NOW)
    assert not [one for one in todos(leader, NOW) if one.title.startswith("急报")]


def test_an_instruction_waits_for_the_office_and_is_read_where_it_is_carried_out(
    city: City, client: Client
) -> None:
    city.leader.person = Person.objects.create(name="周行")
    city.leader.save()
    task = plant_issued(city, reader_ids=(city.leader.pk,))
    finding = plant_reported(city, plant_visit(city, task))
    text = "市住建局三日内排查。"
    said = services.instruct_finding(actor=city.actor(city.leader), finding=finding, text=text, at=NOW)
    with pytest.raises(DomainError, match="已经作出"):
        services.instruct_finding(actor=city.actor(city.leader), finding=finding, text=f"{text} ", at=NOW)
    office = city.actor(city.office)
    (waiting,) = [one for one in todos(office, NOW) if one.title == f"批示立项：发现 {finding.number}"]
    client.force_login(city.office)
    assert text in client.get(waiting.url).content.decode()
    errand = Errand("危房排查", WorkField.objects.order_by("pk")[0].pk, city.housing.pk, "三日内报排查结果。")
    services.carry_out_instruction(actor=office, instruction=said, errand=errand, at=NOW)
    assert not [one for one in todos(office, NOW) if one.title.startswith("批示立项")]


def test_nobody_is_chosen_by_standing_first(
    city: City, client: Client, make_account: Callable[..., Account]
) -> None:
    """An urgent report goes to whom the group names, not to the leader whose name comes first."""
    make_account("mayor", "安首长", city.city, Role.LEADER)
    finding = plant_finding(city)
    client.force_login(city.patroller)
    address = f"/patrols/findings/{finding.pk}/urge/"
    page = client.get(address).content.decode()
    assert '<option value="" selected>请选择</option>' in page
    assert FACTS in page
    assert client.post(address, {"leader_id": "", "reason": "有人身危险。"}).status_code == 422
    assert not finding.urgent_reports.exists()
