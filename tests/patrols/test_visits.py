"""Visits and findings: sent twice, from two devices, late, or over somebody else's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Missing, Refused, Stale
from dukao.patrols import services
from dukao.patrols.models import ChecklistAnswer, Finding, FindingPhoto, Visit
from dukao.patrols.services import Answer
from dukao.patrols.vocabulary import FindingState
from tests.conftest import NOW, City
from tests.patrols.planting import (
    FACTS,
    finding_draft,
    plant_finding,
    plant_issued,
    plant_reported,
    plant_visit,
    visit_draft,
)

pytestmark = pytest.mark.django_db


def test_a_visit_sent_twice_is_one(city: City) -> None:
    task, liang, draft = plant_issued(city), city.actor(city.patroller), visit_draft(city)
    first = services.record_visit(actor=liang, task=task, draft=draft, at=NOW)
    again = services.record_visit(actor=liang, task=task, draft=draft, at=NOW + timedelta(hours=2))
    assert first.pk == again.pk
    assert Visit.objects.count() == Entry.objects.filter(event="visit_recorded").count() == 1


def test_a_visit_over_an_older_one_is_shown_the_newer(city: City) -> None:
    visit, liang = plant_visit(city), city.actor(city.patroller)
    draft = visit_draft(city, uid=visit.uid, place="胜利小区")
    services.revise_visit(actor=liang, visit=visit, revision=0, draft=draft, at=NOW)
    with pytest.raises(Stale):
        services.revise_visit(actor=liang, visit=visit, revision=0, draft=draft, at=NOW)
    assert Visit.objects.get().place == "胜利小区"


def test_only_the_group_records(city: City) -> None:
    task = plant_issued(city)
    for account, error in ((city.office, Refused), (city.leader, Missing), (city.head, Missing)):
        with pytest.raises(error):
            services.record_visit(actor=city.actor(account), task=task, draft=visit_draft(city), at=NOW)
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": " "}, "地点"),
        ({"ended_at": NOW - timedelta(hours=4)}, "晚于开始"),
        ({"ended_at": NOW + timedelta(hours=1)}, "走访结束以后"),
        ({"minutes": {0: 60}}, "派出的人员"),
    ],
)
def test_what_no_visit_can_be(city: City, changes: dict[str, object], sentence: str) -> None:
    task, draft = plant_issued(city), visit_draft(city, **changes)
    with pytest.raises(DomainError, match=sentence):
        services.record_visit(actor=city.actor(city.patroller), task=task, draft=draft, at=NOW)


def test_answers_are_kept_once_and_changed_with_a_revision(city: City) -> None:
    visit, liang = plant_visit(city), city.actor(city.patroller)
    item = visit.task.checklist.first()
    assert item is not None
    for mark in ("no", "no", "yes"):
        services.answer_checklist(actor=liang, visit=visit, answers=[Answer(item.pk, mark)], at=NOW)
    assert (ChecklistAnswer.objects.get().mark, ChecklistAnswer.objects.get().revision) == ("yes", 1)
    assert Entry.objects.filter(event="checklist_answered").count() == 2
    with pytest.raises(Missing):
        services.answer_checklist(actor=liang, visit=visit, answers=[Answer(0, "yes")], at=NOW)


def test_a_finding_sent_twice_is_one_and_numbered_in_its_task(city: City) -> None:
    visit, liang, draft = plant_visit(city), city.actor(city.patroller), finding_draft(city)
    first = services.record_finding(actor=liang, visit=visit, draft=draft, at=NOW)
    again = services.record_finding(actor=liang, visit=visit, draft=draft, at=NOW)
    other = plant_finding(city, visit)
    assert first.pk == again.pk
    assert (first.number, other.number) == ("XC-2026-001-01", "XC-2026-001-02")


def test_facts_have_their_limit(city: City) -> None:
    with pytest.raises(DomainError, match="最多 300 字"):
        plant_finding(city, facts="空" * 301)


def test_a_finding_over_an_older_one_is_shown_the_newer(city: City) -> None:
    finding, liang = plant_finding(city), city.actor(city.patroller)
    draft = finding_draft(city, uid=finding.uid, facts="补充：共 14 处。")
    services.revise_finding(actor=liang, finding=finding, revision=0, draft=draft, at=NOW)
    with pytest.raises(Stale):
        services.revise_finding(actor=liang, finding=finding, revision=0, draft=draft, at=NOW)


def test_a_reported_finding_is_the_offices(city: City) -> None:
    finding, liang = plant_reported(city), city.actor(city.patroller)
    assert finding.settle_by is not None
    draft = finding_draft(city, uid=finding.uid)
    with pytest.raises(DomainError, match="已上报"):
        services.revise_finding(actor=liang, finding=finding, revision=0, draft=draft, at=NOW)
    services.send_back_finding(actor=city.actor(city.office), finding=finding, reason="写清楼号。", at=NOW)
    services.revise_finding(actor=liang, finding=finding, revision=0, draft=draft, at=NOW)


def test_the_journal_does_not_say_what_was_found(city: City) -> None:
    plant_reported(city)
    for entry in Entry.objects.filter(event__startswith="finding_"):
        assert FACTS[:6] not in f"{entry.subject_label}{entry.before}{entry.after}{entry.reason}"
    assert Entry.objects.filter(event="finding_reported").exists()


def test_settling_is_the_offices_and_needs_its_reason(city: City) -> None:
    finding = plant_reported(city)
    with pytest.raises(Refused, match="只对上负责"):
        services.decline_finding(actor=city.actor(city.patroller), finding=finding, reason="x", at=NOW)
    with pytest.raises(DomainError, match="写明原因"):
        services.decline_finding(actor=city.actor(city.office), finding=finding, reason=" ", at=NOW)
    services.decline_finding(actor=city.actor(city.office), finding=finding, reason="重复。", at=NOW)
    with pytest.raises(DomainError, match="不采纳"):
        services.decline_finding(actor=city.actor(city.office), finding=finding, reason="重复。", at=NOW)


def test_two_of_the_same_become_one(city: City) -> None:
    visit = plant_visit(city)
    one, two = plant_reported(city, visit), plant_reported(city, visit)
    office = city.actor(city.office)
    with pytest.raises(DomainError, match="并入自己"):
        services.merge_finding(actor=office, finding=one, into=one, reason="同一处。", at=NOW)
    services.merge_finding(actor=office, finding=two, into=one, reason="同一处。", at=NOW)
    assert Finding.objects.get(pk=two.pk).merged_into_id == one.pk
    assert Finding.objects.get(pk=one.pk).state == FindingState.REPORTED


def picture(gps: bool = False) -> BytesIO:
    out, exif = BytesIO(), Image.Exif()
    if gps:
        exif[0x8825] = {1: "N", 2: (36.0, 27.0, 24.12), 3: "E", 4: (115.0, 58.0, 48.0)}
    Image.new("RGB", (40, 30), "white").save(out, "JPEG", exif=exif)
    out.seek(0)
    return out


def test_a_photo_has_no_place_unless_the_task_needs_it(city: City) -> None:
    finding, liang = plant_finding(city), city.actor(city.patroller)
    photo = services.attach_photo(
        actor=liang, finding=finding, name="a.jpg", content=picture(gps=True), at=NOW
    )
    assert photo.location == ""
    with Image.open(BytesIO(_stored(photo))) as stored:
        assert 0x8825 not in stored.getexif()


def test_a_photo_of_a_task_that_needs_it_keeps_its_place_beside_it(city: City) -> None:
    task = plant_issued(city, keeps_location=True, location_reason="核对占地边界。")
    finding = plant_finding(city, plant_visit(city, task))
    photo = services.attach_photo(
        actor=city.actor(city.patroller), finding=finding, name="a.jpg", content=picture(gps=True), at=NOW
    )
    assert photo.location == "36.45670,115.98000"


def test_photos_are_few_and_sent_twice_are_one(city: City) -> None:
    finding, liang = plant_finding(city), city.actor(city.patroller)
    uid = replace(finding_draft(city)).uid
    for _ in range(2):
        services.attach_photo(actor=liang, finding=finding, name="a.jpg", content=picture(), uid=uid, at=NOW)
    assert FindingPhoto.objects.count() == 1
    for _ in range(2):
        services.attach_photo(actor=liang, finding=finding, name="b.jpg", content=picture(), at=NOW)
    with pytest.raises(DomainError, match="最多 3 张"):
        services.attach_photo(actor=liang, finding=finding, name="c.jpg", content=picture(), at=NOW)


def _stored(photo: FindingPhoto) -> bytes:
    from dukao.documents.selectors import content_of

    return content_of(photo.file)


def photo_of(city: City, finding: Finding) -> FindingPhoto:
    liang = city.actor(city.patroller)
    return services.attach_photo(actor=liang, finding=finding, name="a.jpg", content=picture(), at=NOW)


def test_a_picture_is_taken_out_on_the_page_while_the_finding_is_a_draft(client: Client, city: City) -> None:
    finding = plant_finding(city)
    photo = photo_of(city, finding)
    page, viewed = (
        reverse("patrols:finding", args=[finding.pk]),
        reverse("documents:view", args=[photo.file_id]),
    )
    remove = reverse("patrols:photo_remove", args=[finding.pk, photo.pk])
    client.force_login(city.office)
    assert client.post(remove).status_code == 404  # a draft is the group's own
    client.force_login(city.patroller)
    assert client.get(remove).status_code == 405
    assert remove in client.get(page).content.decode()
    assert client.get(viewed).status_code == 200
    for _ in range(2):  # pressed twice it is gone once
        assert client.post(remove).status_code == 302
    assert not finding.photos.exists()
    assert client.get(viewed).status_code == 404
    assert remove not in client.get(page).content.decode()
    assert Entry.objects.filter(event="photo_removed").count() == 1


def test_no_picture_leaves_what_was_reported(client: Client, city: City) -> None:
    finding = plant_finding(city)
    photo = photo_of(city, finding)
    services.report_findings(actor=city.actor(city.patroller), findings=[finding], at=NOW)
    remove = reverse("patrols:photo_remove", args=[finding.pk, photo.pk])
    client.force_login(city.patroller)
    assert remove not in client.get(reverse("patrols:finding", args=[finding.pk])).content.decode()
    answer = client.post(remove)
    assert answer.status_code == 409
    assert "发现现在是“已上报”，不能再改" in answer.content.decode()
    client.force_login(city.office)
    assert client.post(remove).status_code == 403
    assert finding.photos.count() == 1


def test_a_picture_of_another_finding_stays(client: Client, city: City) -> None:
    visit = plant_visit(city)
    mine, other = plant_finding(city, visit), plant_finding(city, visit)
    photo = photo_of(city, other)
    client.force_login(city.patroller)
    assert client.post(reverse("patrols:photo_remove", args=[mine.pk, photo.pk])).status_code == 302
    assert other.photos.count() == 1
