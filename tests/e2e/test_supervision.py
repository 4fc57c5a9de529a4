"""One decision becomes three matters: one is done, one gets more time and help, one climbs the ladder."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dukao.assessments import services as assessments
from dukao.assessments.models import ScoreEvent
from dukao.documents import services as documents
from dukao.documents.models import OfficialDocument
from dukao.documents.vocabulary import DocumentKind
from dukao.identity.models import Account
from dukao.kernel.clock import at_time
from dukao.matters import services as matters
from dukao.matters.models import Matter, Rung
from dukao.matters.vocabulary import RungKind, RungState
from dukao.schemes import services as schemes
from dukao.scoring import scheme_from_yaml
from tests.browser import Visitor
from tests.conftest import NOW, City
from tests.documents import samples
from tests.e2e.conftest import Clock
from tests.e2e.rooms import told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "一、更新改造城市燃气管网 70 公里。\n\n二、餐饮场所燃气报警装置全覆盖。\n\n三、居民用户燃气入户安检。"
DONE, EXTENDED, CLIMBING = ("燃气管网更新改造 70 公里", "餐饮场所报警装置全覆盖", "居民用户入户安检")
LIMITS = {DONE: "2026-12-20", EXTENDED: "2026-11-20", CLIMBING: "2026-10-12"}
SCHEME = (Path(__file__).parents[1] / "assessments" / "occasions.yaml").read_text(encoding="utf-8")


def test_a_decision_from_its_paragraphs_to_the_score(visitor: Visitor, city: City, set_clock: Clock) -> None:
    a_scheme_scores_circulars_and_talks(city)
    the_office_registers_the_decision(visitor, city)
    the_office_assigns_its_matters(visitor, city)
    the_unit_receives_them(visitor, city)
    one_is_done_and_signed_off(visitor, city)
    one_gets_more_time(visitor, city)
    and_help_that_becomes_a_matter(visitor, city)
    one_climbs_to_a_talk(visitor, city, set_clock)
    the_unit_receives_the_circular(visitor, city)
    the_talk_is_scored(visitor, city)


def a_scheme_scores_circulars_and_talks(city: City) -> None:
    office, leader = city.actor(city.office), city.actor(city.leader)
    made = schemes.add_scheme(actor=office, document=scheme_from_yaml(SCHEME), at=NOW)
    schemes.submit_version(actor=office, version=made, at=NOW)
    schemes.publish_version(actor=leader, version=made, effective_on=date(2026, 1, 1), at=NOW)
    assessments.open_rounds(at=NOW)


def the_office_registers_the_decision(visitor: Visitor, city: City) -> None:
    page = visitor(city.office, path="/decisions/add/")
    page.locator("main [name=text]").fill(TEXT)
    page.locator("main [name=title]").fill("市政府第 18 次常务会议纪要")
    page.locator("main [name=decided_by]").fill("市政府常务会议")
    page.locator("main [name=legal_basis]").fill("《政府督查工作条例》第四条")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name="市政府第 18 次常务会议纪要")).to_be_visible()
    for part, title in zip(("城市燃气管网", "餐饮场所", "居民用户"), LIMITS, strict=True):
        page.get_by_role("link", name=part).first.click()
        page.locator("main [name=title]").fill(title)
        page.locator("main [name=lead]").fill("市住建局")
        page.locator("main [name=field]").select_option(label="城建民生")
        page.locator("main [name=due]").fill(LIMITS[title])
        page.get_by_role("button", name="登记为拟办").click()
        expect(page.get_by_role("link", name=title)).to_be_visible()


def the_office_assigns_its_matters(visitor: Visitor, city: City) -> None:
    page = visitor(city.office, path="/matters/")
    for title in LIMITS:
        act(page, title, "交办")


def the_unit_receives_them(visitor: Visitor, city: City) -> None:
    page = visitor(city.reporter, path="/matters/")
    for title in LIMITS:
        act(page, title, "签收")


def one_is_done_and_signed_off(visitor: Visitor, city: City) -> None:
    reporter = visitor(city.reporter, path="/matters/")
    open_act(reporter, DONE, "反馈进展")
    reporter.locator("main [name=percent]").fill("60")
    reporter.locator("main [name=text]").fill("主干管网 42 公里已通气。")
    reporter.locator("main [name=evidence]").set_input_files(
        [{"name": "通气单.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}]
    )
    send(reporter, "反馈进展", "已反馈。灯已按新的进度重新推算。")
    head = visitor(city.head, path="/matters/")
    open_act(head, DONE, "报结")
    head.locator("main [name=text]").fill("70 公里全部通气，已验收。")
    send(head, "报结", "已报结，等待督考办销号。")
    office = visitor(city.office, path="/matters/")
    open_act(office, DONE, "销号")
    office.locator("main [name=opinion]").fill("现场抽查 6 处，与报结一致。")
    send(office, "销号", "已销号，并排定了回头看。")
    assert stored(DONE).state == "closed"


def one_gets_more_time(visitor: Visitor, city: City) -> None:
    reporter = visitor(city.reporter, path=f"/matters/{stored(EXTENDED).pk}/extend/")
    reporter.locator("main [name=new_due_on]").fill("2026-12-10")
    reporter.locator("main [name=reason]").fill("300 户正在停业装修，须等复业安装。")
    send(reporter, "申请延期", "已申请，等待督考办决定。")
    office = visitor(city.office, path="/matters/extensions/")
    office.get_by_role("button", name="同意延期").click()
    expect(office.get_by_role("button", name="同意延期")).to_have_count(0)
    assert stored(EXTENDED).due_on == date(2026, 12, 10)


def and_help_that_becomes_a_matter(visitor: Visitor, city: City) -> None:
    reporter = visitor(city.reporter, path=f"/matters/{stored(EXTENDED).pk}/help/")
    reporter.locator("main [name=difficulty]").fill("沿街商铺产权不清，无法施工。")
    reporter.locator("main [name=wanted]").fill("请市水利局 11 月底前移交管沟图纸。")
    send(reporter, "请求协调", "已提出，答复后会通知你。")
    office = visitor(city.office, path="/matters/requests/")
    office.get_by_role("link", name="待协调").click()
    office.locator("main [name=answer]").fill("市水利局 11 月 30 日前移交。")
    office.locator("main [name=title]").fill("移交沿街管沟图纸")
    office.locator("main [name=unit]").fill("市水利局")
    office.locator("main [name=due_on]").fill("2026-11-30")
    office.get_by_role("button", name="答复").click()
    told(office, "市水利局 11 月 30 日前移交。")
    assert stored("移交沿街管沟图纸").lead_unit == city.other


def one_climbs_to_a_talk(visitor: Visitor, city: City, set_clock: Clock) -> None:
    """Every working day the ladder is asked; from the slip on somebody decides each rung on its page."""
    matter, day = stored(CLIMBING), date(2026, 10, 13)
    for kind, decider in (
        (RungKind.SLIP, city.office), (RungKind.CIRCULAR, city.office), (RungKind.TALK, city.leader),
    ):  # fmt: skip
        while not matter.rungs.filter(kind=kind, state=RungState.PROPOSED).exists():
            assert day < date(2026, 12, 31)
            matters.climb_ladder(at=at_time(day, 8))
            day += timedelta(days=1)
        rung = matter.rungs.get(kind=kind)
        set_clock(at_time(rung.on, 9))
        the_unit_explains(visitor, city, rung)
        decide(visitor, decider, rung)
        day = rung.on + timedelta(days=1)


def the_unit_explains(visitor: Visitor, city: City, rung: Rung) -> None:
    page = visitor(city.head, path=f"/matters/rungs/{rung.pk}/explain/")
    page.locator("main [name=text]").fill("安检人员不足，已增派 20 人，月底完成。")
    page.get_by_role("button", name="送出说明").click()
    expect(page.get_by_text("安检人员不足")).to_be_visible()


def decide(visitor: Visitor, decider: Account, rung: Rung) -> None:
    page = visitor(decider, path=f"/matters/rungs/{rung.pk}/")
    expect(page.get_by_text("安检人员不足")).to_be_visible()
    page.locator("main [name=reason]").fill("逾期未办结，说明没有新的完成日期。")
    page.locator("main [name=basis]").fill("《政府督查工作条例》第二十一条")
    page.get_by_role("button", name=f"决定{RungKind(rung.kind).label}").click()
    expect(page.get_by_role("button", name=f"决定{RungKind(rung.kind).label}")).to_have_count(0)
    rung.refresh_from_db()
    assert (rung.state, rung.decided_by) == (RungState.DECIDED, decider)


def the_unit_receives_the_circular(visitor: Visitor, city: City) -> None:
    office, leader = city.actor(city.office), city.actor(city.leader)
    at = at_time(stored(CLIMBING).rungs.get(kind=RungKind.TALK).on, 10)
    paper = OfficialDocument.objects.get(kind=DocumentKind.CIRCULAR)
    documents.set_number_series(
        actor=office, kind=DocumentKind.CIRCULAR, issuer_id=paper.issuer_id, year=2026, prefix="示督通", at=at
    )
    documents.send_document(actor=office, document=paper, at=at)
    documents.issue_document(actor=leader, document=paper, at=at)
    page = visitor(city.reporter, path="/documents/post/")
    expect(page.get_by_text("示督通〔2026〕1 号")).to_be_visible()
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_role("button", name="签收")).to_have_count(0)
    assert paper.receipts.get().received_by == city.reporter


def the_talk_is_scored(visitor: Visitor, city: City) -> None:
    page = visitor(city.office, path="/results/occasions/?kind=talk")
    page.get_by_role("link", name="市住建局").click()
    expect(page.get_by_text("单位可以说明到").first).to_be_visible()
    unit = visitor(city.head, path=page.url)
    unit.locator("main [name=words]").fill("已约谈并整改到位。")
    unit.get_by_role("button", name="提交说明").click()
    expect(unit.get_by_text("已约谈并整改到位。")).to_be_visible()
    page.reload()
    page.locator("main [name=words]").fill("约谈属实。")
    page.get_by_role("button", name="计分", exact=True).click()
    expect(page.get_by_text("已计分").first).to_be_visible()
    event = ScoreEvent.objects.get()
    assert (event.item, event.level, event.fact_key) == ("N-01", "talk", stored(CLIMBING).number)
    assert event.recorded_by == city.office


def stored(title: str) -> Matter:
    return Matter.objects.get(title=title)


def open_act(page: Page, title: str, word: str) -> None:
    page.goto(f"/matters/{stored(title).pk}/")
    page.get_by_role("link", name=word, exact=True).first.click()


def act(page: Page, title: str, word: str) -> None:
    open_act(page, title, word)
    page.locator("main").get_by_role("button", name=word, exact=True).click()
    expect(page.locator(".dk-toast")).to_contain_text("已")


def send(page: Page, word: str, said: str) -> None:
    page.locator("main").get_by_role("button", name=word, exact=True).click()
    expect(page.locator(".dk-toast")).to_contain_text(said)
