"""In the field with a phone: no signal, a page opened again, a line that breaks, a second device."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from dukao.documents import storage
from dukao.patrols.models import ChecklistAnswer, FieldRecord, Finding, Informant, Visit
from tests.browser import Visitor, assert_accessible, photograph
from tests.conftest import City
from tests.patrols.planting import plant_issued

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GPS, LATITUDE = 0x8825, (36.0, 27.0, 24.0)


def picture_with_its_place() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(GPS).update({1: "N", 2: LATITUDE, 3: "E", 4: (115.0, 58.0, 48.0)})
    out = BytesIO()
    Image.new("RGB", (1600, 1200), "#a59a8b").save(out, "JPEG", exif=exif)
    return out.getvalue()


def ready(page: Page) -> None:
    """The page, its worker and its assets are on the device."""
    expect(page.get_by_role("status").filter(has_text="没有信号也能用")).to_be_visible()


def write_finding(page: Page, facts: str) -> None:
    page.get_by_label("事实").fill(facts)
    page.get_by_role("button", name="保存到本机").click()
    expect(page.locator("[data-log]").get_by_text(facts)).to_be_visible()


def test_a_visit_without_a_signal(city: City, visitor: Visitor) -> None:
    task = plant_issued(city)
    page = visitor(city.patroller, "phone", "/patrols/field/")
    ready(page)
    photograph(page, "field-home-phone")
    page.get_by_role("link", name=task.title).click()
    assert_accessible(page)

    page.context.set_offline(True)
    question = page.get_by_role("radiogroup", name="外墙保温是否空鼓")
    question.get_by_role("radio", name="不符合").click()
    expect(page.get_by_text("无信号", exact=True)).to_be_visible()
    page.locator("[data-photo-input]").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture_with_its_place()}
    )
    expect(page.get_by_role("img", name="照片 1")).to_be_visible()
    page.get_by_role("radio", name="严重", exact=True).click()
    write_finding(page, "6 号楼外墙保温层空鼓 12 处。")
    page.get_by_label("称呼").fill("群众")
    page.get_by_label("反映的情况").fill("一直没人来修。")
    page.get_by_role("button", name="加一位反映人").click()
    expect(page.get_by_text("4 条记录、1 张照片存在本机")).to_be_visible()
    page.get_by_label("事实").fill("写到一半的事实")
    expect(page.locator("[data-draft-saved]")).to_contain_text("已存本机")
    photograph(page, "field-offline-phone")
    assert_accessible(page)
    assert not Visit.objects.exists()

    page.reload()
    expect(page.get_by_label("事实")).to_have_value("写到一半的事实")
    expect(page.get_by_text("4 条记录、1 张照片存在本机")).to_be_visible()
    expect(question.get_by_role("radio", name="不符合")).to_be_checked()

    page.context.set_offline(False)
    expect(page.get_by_role("status").filter(has_text="本机没有待传的记录")).to_be_visible()
    assert ChecklistAnswer.objects.get().mark == "no"
    finding = Finding.objects.get()
    assert (finding.severity, Informant.objects.count(), Visit.objects.count()) == ("grave", 1, 1)
    photo = finding.photos.get()
    assert photo.location == ""
    with Image.open(BytesIO(storage.read(photo.file.digest))) as kept:
        assert dict(kept.getexif().get_ifd(GPS)) == {}
    photograph(page, "field-sent-phone")


def test_a_line_that_breaks_and_a_second_device(city: City, visitor: Visitor) -> None:
    task = plant_issued(city)
    phone = visitor(city.patroller, "phone", "/patrols/field/")
    ready(phone)
    phone.get_by_role("link", name=task.title).click()

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.context.route("**/field/changes/", lose_the_answer)
    write_finding(phone, "围挡缺夜间警示。")
    expect(phone.get_by_text("2 条记录存在本机")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("2 条记录存在本机")).to_be_visible()
    phone.context.unroute("**/field/changes/")
    phone.get_by_role("button", name="现在上传").click()
    expect(phone.get_by_role("status").filter(has_text="本机没有待传的记录")).to_be_visible()
    assert (Visit.objects.count(), Finding.objects.count()) == (1, 1)

    desk = visitor(city.patroller, "desk", f"/patrols/field/#task-{task.pk}")
    ready(desk)
    photograph(desk, "field-task-desk")
    for device, facts in ((phone, "围挡缺警示灯 2 处。"), (desk, "围挡缺警示灯 3 处。")):
        device.context.set_offline(True)
        device.get_by_role("button", name="改：围挡缺夜间警示").click()
        write_finding(device, facts)
    for device in (phone, desk):
        device.context.set_offline(False)
        expect(device.get_by_role("status").filter(has_text="本机没有待传的记录")).to_be_visible()
    assert Finding.objects.count() == 1
    expect(desk.get_by_text("两份都留着，等本组核定")).to_be_visible()
    desk.get_by_role("link", name="核定", exact=True).click()
    assert_accessible(desk)
    photograph(desk, "field-splits-desk")
    chosen = desk.locator("form").filter(has_text="围挡缺警示灯 2 处。")
    chosen.get_by_role("button", name="用这一份").click()
    expect(desk.get_by_text("没有要核定的记录")).to_be_visible()
    assert Finding.objects.get().facts == "围挡缺警示灯 2 处。"
    assert not FieldRecord.objects.filter(is_split=True).exists()


def test_whoever_logs_out_shuts_the_box(city: City, visitor: Visitor) -> None:
    """What was not uploaded waits for the same person; without a log-in nobody reads it."""
    task = plant_issued(city)
    page = visitor(city.patroller, "phone", "/patrols/field/")
    ready(page)
    page.get_by_role("link", name=task.title).click()
    page.context.route("**/field/changes/", lambda route: route.abort())
    write_finding(page, "围挡缺夜间警示。")
    expect(page.get_by_text("2 条记录存在本机")).to_be_visible()
    session = page.context.cookies()
    page.context.clear_cookies()
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.context.unroute("**/field/changes/")
    page.context.add_cookies(session)
    page.goto(f"/patrols/field/#task-{task.pk}")
    expect(page.locator("[data-log]").get_by_text("围挡缺夜间警示。")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="本机没有待传的记录")).to_be_visible()
    assert Finding.objects.get().facts == "围挡缺夜间警示。"
