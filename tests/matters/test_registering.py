"""The form of a matter over HTTP: what it takes, what it says is wrong, what it keeps."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from dukao.identity.models import Account
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.matters import services
from dukao.matters.models import Decision, Matter, Paragraph, WorkField
from dukao.matters.services import MatterDraft, Part
from dukao.matters.vocabulary import DecisionKind, DecisionLevel, Disposition
from dukao.organisations.models import Person, Unit
from tests.conftest import NOW, TODAY, City
from tests.matters.conftest import DUE

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, city: City) -> Client:
    client.force_login(city.office)
    return client


def sent(**changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "key": str(uuid.uuid4()), "title": "背街小巷路灯补点 640 盏", "kind": "key_task", "due_on": "2026-12-20",
        "field_id": WorkField.objects.get(name="城建民生").pk, "lead_unit_id": "B01", "owner_id": "S",
        "assisting_ids": "市水利局、B02", "leader_id": "", "regime": "government", "label": "internal",
        "legal_basis": "《政府督查工作条例》第十一条", "path": "", "standard": "",
        "node_on": ["2026-10-31", ""], "node_percent": ["40", ""], "node_title": ["完成招标", ""],
    }  # fmt: skip
    return usual | changes


def text(answer: Any) -> str:
    return answer.content.decode()


def test_a_matter_is_registered_and_revised(office: Client, city: City) -> None:
    Person.objects.create(name="徐明远")
    assert "今天交办到" in text(office.get("/matters/add/"))
    answer = office.post("/matters/add/", sent(leader_id="徐明远"))
    made = Matter.objects.get()
    assert answer["Location"] == f"/matters/{made.pk}/"
    assert (made.lead_unit_id, made.owner_id) == (city.housing.pk, city.city.pk)
    assert made.leader is not None
    assert made.leader.name == "徐明远"
    assert set(made.assisting.values_list("pk", flat=True)) == {city.other.pk, city.planning.pk}
    assert [(n.due_on.isoformat(), n.percent) for n in made.milestones.all()] == [("2026-10-31", 40)]
    page = text(office.get(f"/matters/{made.pk}/edit/"))
    assert "B01 市住建局" in page
    assert 'value="完成招标"' in page
    office.post(
        f"/matters/{made.pk}/edit/",
        sent(
            title="路灯补点 600 盏",
            revision="0",
            due_on="",
            kind="minutes",
            node_on=[],
            node_percent=[],
            node_title=[],
        ),
    )
    revised = Matter.objects.get()
    assert (revised.title, revised.due_on.isoformat(), revised.milestones.count()) == (
        "路灯补点 600 盏",
        "2026-10-19",  # 18 日是星期日
        0,
    )


def test_the_same_form_registers_once(office: Client) -> None:
    form = sent()
    office.post("/matters/add/", form)
    assert office.post("/matters/add/", form).status_code == 302
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "请写明事项"),
        ({"lead_unit_id": "没有的局"}, "没有“没有的局”这个单位"),
        ({"assisting_ids": "没有的局"}, "没有“没有的局”这个单位"),
        ({"leader_id": "没有的人"}, "没有叫“没有的人”的人"),
        ({"assisting_ids": "B01"}, "牵头单位不能同时是协办单位"),
        ({"due_on": "2026-09-01"}, "完成时限已经过去"),
        ({"node_on": ["十月"], "node_percent": ["40"], "node_title": ["完成招标"]}, "日期看不懂"),
        ({"node_on": ["2026-10-31"], "node_percent": ["四成"], "node_title": ["完成招标"]}, "填 1 到 100 的整数"),
        ({"node_on": ["2026-10-31"], "node_percent": ["40"], "node_title": [""]}, "的节点没有名称"),
        ({"node_on": ["2027-10-31"], "node_percent": ["40"], "node_title": ["完成招标"]}, "节点日期不能晚于完成时限"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: Client, city: City, changes: dict[str, Any], sentence: str
) -> None:
    answer = office.post("/matters/add/", sent(path="先主干后支线。", **changes))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "先主干后支线。" in text(answer)
    if "node_title" not in changes:
        assert 'value="完成招标"' in text(answer)
    assert not Matter.objects.exists()


def test_who_was_faster_is_said_in_the_form(office: Client, matter: Matter) -> None:
    office.post(f"/matters/{matter.pk}/edit/", sent(title="先改的", revision="0"))
    answer = office.post(f"/matters/{matter.pk}/edit/", sent(title="后改的", revision="0"))
    assert answer.status_code == 409
    assert "有人刚刚改过这个事项" in text(answer)
    assert "后改的" in text(answer)
    assert Matter.objects.get().title == "先改的"


def test_what_is_assigned_is_not_revised(office: Client, assigned: Matter) -> None:
    assert office.get(f"/matters/{assigned.pk}/edit/").status_code == 409


def test_a_paragraph_fills_in_the_beginning(office: Client, city: City) -> None:
    decision = Decision.objects.create(
        kind=DecisionKind.MEETING, level=DecisionLevel.CITY, title="第 18 次常务会议纪要", decided_on=TODAY,
        decided_by="市政府常务会议", owner=city.city, regime="party", legal_basis="市委督查工作规定",
        registered_at=NOW,
    )  # fmt: skip
    paragraph = Paragraph.objects.create(
        decision=decision, position=1, heading="第三条", text="加快老旧小区加装电梯。"
    )
    page = text(office.get(f"/matters/add/?paragraph={paragraph.pk}"))
    assert "加快老旧小区加装电梯。" in page
    assert "市委督查工作规定" in page
    office.post("/matters/add/", sent(paragraph_id=paragraph.pk))
    assert Paragraph.objects.get().disposition == Disposition.DECOMPOSED
    assert office.get("/matters/add/?paragraph=999999").status_code == 404


def test_a_county_charges_its_own_units_and_no_others(
    city: City, client: Client, make_unit: Callable[..., Unit], make_account: Callable[..., Account]
) -> None:
    """《政府督查工作条例》第五条. A bureau of the city is refused at its field, and what was typed stays."""
    make_unit("X01-01", "青石镇", city.county)
    client.force_login(make_account("county", "县督考办", city.county, Role.OFFICE, city.county))
    own = {"owner_id": "X01", "lead_unit_id": "X01-01", "assisting_ids": "X01"}
    for field, named in (("lead_unit_id", "市住建局"), ("assisting_ids", "市水利局")):
        refused = client.post("/matters/add/", sent(**{**own, field: named}))
        assert (refused.status_code, Matter.objects.count()) == (422, 0)
        assert f"{named}不归东岭县督办" in text(refused)
        assert "请报上级督考办登记、交办" in text(refused)
        assert "背街小巷路灯补点 640 盏" in text(refused)
    assert client.post("/matters/add/", sent(**own)).status_code == 302
    assert Matter.objects.get().lead_unit.code == "X01-01"


def test_nor_does_it_hand_them_what_it_has(
    city: City,
    draft: Callable[..., MatterDraft],
    make_unit: Callable[..., Unit],
    make_account: Callable[..., Account],
) -> None:
    """Later acts name units too: revising, splitting, handing on, carrying into the next year."""
    town = make_unit("X01-01", "青石镇", city.county)
    county = city.actor(make_account("county", "县督考办", city.county, Role.OFFICE, city.county))
    own = draft(owner_id=city.county.pk, lead_unit_id=town.pk, assisting_ids=())
    matter = services.register_matter(actor=county, draft=own, at=NOW)
    assert matter is not None
    parts = [Part("一半", town.pk, DUE), Part("另一半", town.pk, DUE, assisting_ids=(city.housing.pk,))]
    december = NOW.replace(month=12, day=1)
    acts: list[Callable[[], object]] = [
        lambda: services.revise_matter(
            actor=county, matter=matter, revision=0, draft=replace(own, lead_unit_id=city.housing.pk), at=NOW
        ),
        lambda: services.split_matter(actor=county, matter=matter, parts=parts, reason="分段。", at=NOW),
        lambda: services.transfer_matter(
            actor=county, matter=matter, lead_unit_id=city.housing.pk, reason="转办。", at=NOW
        ),
        lambda: services.carry_over(
            actor=county, matter=matter, year=2027, reason="未完。", lead_unit_id=city.housing.pk, at=december
        ),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(DomainError, match="市住建局不归东岭县督办"):
            act()
    matter.refresh_from_db()
    assert (matter.lead_unit, matter.revision, Matter.objects.count()) == (town, 0, 1)
