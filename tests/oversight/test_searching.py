"""Searches: idempotent, with their parameters; verdicts stay, and count against the rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from PIL import Image, ImageDraw

from dukao.documents.fingerprints import distance, fingerprint
from dukao.documents.models import StoredFile
from dukao.documents.services import fingerprint_pictures, store_file
from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.roles import Role
from dukao.matters.models import Extension
from dukao.notifications.models import Notice
from dukao.oversight import services
from dukao.oversight.models import Hit, PatternRule, Search
from dukao.oversight.selectors.hits import records, visible_hits
from dukao.schemes.services.targets import set_targets
from tests.conftest import NOW, TODAY, City
from tests.matters.access import _planted
from tests.oversight.planting import plant_hit
from tests.reporting.planting import plant_version

pytestmark = pytest.mark.django_db
#: The look, counts of the views, how many are shown, the leads, the last search; above them every page's.
HIT_QUERIES = 8


def search(at=NOW) -> Search:  # type: ignore[no-untyped-def]
    return services.search_patterns(year=2026, by="系统", at=at)


@pytest.fixture
def late_extension(city: City) -> Extension:
    """Granted nine days after the limit."""
    matter = _planted(city, 2)
    return Extension.objects.create(
        matter=matter, old_due_on=date(2026, 9, 19), new_due_on=date(2026, 11, 30), reason="管线未迁",
        state="granted", asked_by=city.head, asked_at=NOW, decided_by=city.office, decided_at=NOW,
    )  # fmt: skip


def test_real_rows_give_leads_with_the_parameters_they_were_found_by(
    city: City, late_extension: Extension
) -> None:
    version = plant_version(city)
    office, cell = city.actor(city.office), (city.housing.pk, "Z-02", "2026-12")
    set_targets(actor=office, version=version, values={cell: Decimal(100)}, reason="定目标。", at=NOW)
    set_targets(actor=office, version=version, values={cell: Decimal(90)}, reason="两个点位核减。", at=NOW)
    found = search()
    hits = {hit.rule: hit for hit in Hit.objects.all()}
    assert set(hits) == {"late_extensions", "lowered_targets"}
    assert hits["late_extensions"].finding == "批准晚于到期日 9 日，申请晚于到期 9 日"
    assert hits["lowered_targets"].finding == "9 月以来 2 次下调，平均下调 10.4%；此前 0 次"
    assert hits["lowered_targets"].entry is not None
    assert hits["lowered_targets"].unit == city.housing
    assert found.parameters["lowered_targets"]["from_month"] == "9"
    assert found.found == 2


def test_a_second_search_finds_the_same_and_leaves_verdicts(city: City, late_extension: Extension) -> None:
    search()
    hit = Hit.objects.get()
    services.dismiss_hit(actor=city.actor(city.discipline), hit=hit, reason="汛期停工，有会议纪要。", at=NOW)
    search(NOW + timedelta(days=1))
    again = Hit.objects.get()
    assert (again.pk, again.state, again.opinion) == (hit.pk, "dismissed", "汛期停工，有会议纪要。")
    assert again.is_current
    late_extension.delete()
    search(NOW + timedelta(days=2))
    assert not Hit.objects.get().is_current


def test_the_discipline_side_over_the_unit_is_told_how_many_are_new(
    city: City, late_extension: Extension, make_account: Callable[..., Account]
) -> None:
    """Once for what is new, without whom it is about; nobody else, and nobody over another place."""
    county = make_account("county", "县纪委", city.county, Role.DISCIPLINE)
    search()
    search(NOW + timedelta(days=1))
    notice = Notice.objects.get(kind="lead")
    assert (notice.account, notice.title) == (city.discipline, "新查到 1 条值得看的线索")
    assert city.housing.code not in notice.title + notice.body
    assert not Notice.objects.filter(account=county).exists()


def test_a_pattern_that_is_not_used_is_not_looked_for(city: City, late_extension: Extension) -> None:
    discipline, tomorrow = city.actor(city.discipline), TODAY + timedelta(days=1)
    with pytest.raises(Refused):
        services.set_pattern_rule(
            actor=city.actor(city.office), code="late_extensions", effective_on=tomorrow,
            parameters={"least_days": "1"}, is_used=False, source="自定", at=NOW,
        )  # fmt: skip
    services.set_pattern_rule(
        actor=discipline, code="late_extensions", effective_on=tomorrow, parameters={"least_days": "10"},
        is_used=True, source="试用三个月，九日以内多为手续", at=NOW,
    )  # fmt: skip
    search()
    assert Hit.objects.count() == 1, "today the former parameters hold"
    search(NOW + timedelta(days=1))
    assert not Hit.objects.get().is_current
    assert PatternRule.objects.filter(code="late_extensions").count() == 2


def test_a_verdict_needs_its_reason_and_counts_beside_the_rule(city: City) -> None:
    discipline = city.actor(city.discipline)
    first, second = plant_hit(city), plant_hit(city)
    with pytest.raises(DomainError, match="要写明原因"):
        services.dismiss_hit(actor=discipline, hit=first, reason=" ", at=NOW)
    services.dismiss_hit(actor=discipline, hit=first, reason="属实，有文件。", at=NOW)
    record = next(row for row in records(discipline, NOW, TODAY) if row.pattern.code == "late_extensions")
    assert (record.waiting, record.asked, record.dismissed, record.dismissed_share) == (1, 0, 1, 1.0)
    services.reopen_hit(actor=discipline, hit=first, reason="文件日期有误。", at=NOW)
    assert Hit.objects.filter(state="open").count() == 2
    assert second.state == "open"


def test_leads_are_seen_within_one_s_scope_by_the_discipline_side_alone(
    city: City, client: Client, make_account: Callable[..., Account]
) -> None:
    own = plant_hit(city)
    county = make_account("county", "县纪检", city.county, Role.DISCIPLINE)
    assert set(visible_hits(city.actor(city.discipline))) == {own}
    assert set(visible_hits(city.actor(county))) == set()
    for account in (city.office, city.leader, city.head, city.reviewer, city.audit_admin):
        assert set(visible_hits(city.actor(account))) == set()
        client.force_login(account)
        assert client.get(f"/oversight/hits/{own.pk}/").status_code in (403, 404)
    with pytest.raises(Refused):
        services.dismiss_hit(actor=city.actor(county), hit=own, reason="……", at=NOW)


def test_leads_are_taken_away_with_their_verdicts_for_a_purpose(city: City, client: Client) -> None:
    hit = plant_hit(city, finding="=1+1")
    plant_hit(city, rule="jumps")
    client.force_login(city.discipline)
    assert client.post("/oversight/hits/export/", {"rule": "late_extensions"}).status_code == 422
    asked = {"rule": "late_extensions", "purpose": "四季度监督例会"}
    answer = client.post("/oversight/hits/export/", asked)
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert (sheet.max_row, sheet.cell(2, 2).value, sheet.cell(2, 3).data_type) == (2, hit.who, "s")
    entry = Entry.objects.get(event="oversight_exported")
    assert (entry.reason, entry.after) == ("四季度监督例会", {"count": 1})
    assert "过期后批延期" in entry.subject_label


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_leads_costs_the_same_for_many(
    rows: int, city: City, client: Client, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(rows):
        plant_hit(city)
    client.force_login(city.discipline)
    client.get("/oversight/hits/")
    with django_assert_num_queries(HIT_QUERIES):  # type: ignore[attr-defined]
        client.get("/oversight/hits/")


def picture(size: int, shift: int = 0, kind: str = "PNG", **options: int) -> bytes:
    """A street with houses, larger or smaller, saved in one way or another."""
    image = Image.new("RGB", (400, 300), (200, 220, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((30 + shift, 90, 160 + shift, 260), fill=(120, 60, 40))
    draw.polygon(((200, 260), (380, 260), (290, 60 + shift)), fill=(40, 90, 50))
    draw.ellipse((320, 20, 370, 70), fill=(250, 220, 90))
    out = BytesIO()
    image.resize((size, size * 3 // 4)).save(out, kind, **options)
    return out.getvalue()


def test_the_same_picture_keeps_its_fingerprint_whatever_it_is_saved_as() -> None:
    original = fingerprint(picture(400))
    assert distance(original, fingerprint(picture(220))) <= 4
    assert distance(original, fingerprint(picture(400, kind="JPEG", quality=40))) <= 4
    turned = Image.open(BytesIO(picture(400))).rotate(90, expand=True)
    out = BytesIO()
    turned.save(out, "PNG")
    assert distance(original, fingerprint(out.getvalue())) > 12
    plain = BytesIO()
    Image.new("L", (50, 50), 200).save(plain, "PNG")
    assert fingerprint(plain.getvalue()) == ""


def test_fingerprints_are_taken_once_when_somebody_asks(db: None) -> None:
    file = store_file(name="a.png", content=BytesIO(picture(200)), max_bytes=1024**2, at=NOW)
    assert StoredFile.objects.get(pk=file.pk).fingerprint is None
    assert fingerprint_pictures([file.pk]) == 1
    assert len(StoredFile.objects.get(pk=file.pk).fingerprint or "") == 16
    assert fingerprint_pictures([file.pk]) == 0


def test_a_search_on_demand_is_a_task_with_its_outcome(
    city: City,
    client: Client,
    late_extension: Extension,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    client.force_login(city.discipline)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        answer = client.post("/oversight/patterns/search/")
    assert answer.status_code == 302
    assert Hit.objects.count() == 1
    page = client.get("/oversight/hits/").content.decode()
    assert "过期后批延期" in page
    assert "线索，不是结论" in page
