"""Log-in, accounts and roles on a desk and on a phone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from dukao.identity import services
from dukao.identity.models import AccessRules, Account, LinkedIdentity, SecurityKey
from dukao.identity.vocabulary import LAST_SEEN_KEY
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, PASSWORD, TODAY, City
from tests.identity import oidc_provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def travel() -> None:
    """A browser and a server talk on the machine's real clock."""


@pytest.fixture
def personas(city: City, settings: Settings) -> None:
    settings.DUKAO_DEMO, settings.DUKAO_PLACE = True, "示例市"
    for account, purpose in (
        (city.reporter, "填 9 月月报，看为什么丢分"), (city.head, "审签月报，签收交办单"), (city.reviewer, "逐项审核"),
        (city.office, "办法、台账、结果公示"), (city.leader, "看亮灯，作批示，定约谈"),
        (city.discipline, "只读全过程，提监督意见"), (city.system_admin, "账户与授权，看不到业务"),
    ):  # fmt: skip
        account.is_demo, account.demo_purpose = True, purpose
        account.save()


def picture(page: Page, name: str) -> None:
    photograph(page, name)
    assert_accessible(page)


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_door(city: City, visitor: Visitor, screen: str) -> None:
    page = visitor(None, screen, "/account/login/?idle=1&next=/account/roles/")
    page.get_by_label("用户名").fill("reporter")
    page.get_by_label("密码").fill("falsch")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("还可以试 4 次")).to_be_visible()
    picture(page, f"login-{screen}")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="角色说明")).to_be_visible()
    picture(page, f"roles-{screen}")


@pytest.mark.parametrize("screen", WIDTHS)
def test_the_door_of_a_demo(city: City, personas: None, visitor: Visitor, screen: str) -> None:
    page = visitor(None, screen, "/account/login/?next=/account/")
    picture(page, f"login-demo-{screen}")
    page.get_by_role("button", name="陈立").click()
    expect(page.get_by_role("heading", name="我的账户")).to_be_visible()


@pytest.mark.parametrize("screen", WIDTHS)
def test_one_s_own_account(city: City, visitor: Visitor, screen: str) -> None:
    services.lend_role(
        actor=city.actor(city.head), grant=city.head.grants.get(), borrower=city.reporter, since=TODAY,
        to=TODAY + timedelta(days=7), reason="出差", at=NOW,
    )  # fmt: skip
    lender = visitor(city.head, screen, "/account/")
    picture(lender, f"me-lender-{screen}")
    page = visitor(city.reporter, screen, "/account/")
    picture(page, f"me-{screen}")
    page.get_by_role("button", name="开始代办").click()
    page.goto("/account/")
    expect(page.get_by_text("现在代方远办理。办理的事项")).to_be_visible()
    picture(page, f"me-acting-{screen}")
    page.get_by_role("button", name="结束代办").click()
    expect(page.get_by_role("button", name="开始代办")).to_be_visible()
    page.goto("/account/password/")
    field = page.get_by_label("新密码", exact=True)
    field.press_sequentially("Zwoelfte-1")
    expect(page.get_by_text("密码强度：符合要求")).to_be_visible()
    page.get_by_role("button", name="显示").nth(1).click()
    expect(field).to_have_attribute("type", "text")
    picture(page, f"password-{screen}")
    field.press_sequentially("-Nacht")
    expect(page.get_by_text("密码强度：强")).to_be_visible()
    page.get_by_role("button", name="隐藏").click()
    expect(field).to_have_attribute("type", "password")


@pytest.mark.parametrize("screen", WIDTHS)
def test_administering_accounts(city: City, visitor: Visitor, screen: str) -> None:
    for _ in range(5):
        Client().post("/account/login/", {"username": "stranger", "password": "falsch"})
    page = visitor(city.system_admin, screen, "/account/all/")
    picture(page, f"accounts-{screen}")
    page.goto("/account/new/")
    page.get_by_label("姓名").fill("王芳")
    page.get_by_label("用户名").fill("wangfang")
    page.get_by_role("combobox", name="单位").fill("市住建局")
    picture(page, f"account-new-{screen}")
    page.get_by_role("button", name="建立账户").click()
    expect(page.get_by_role("heading", name="王芳的一次性密码")).to_be_visible()
    picture(page, f"one-time-{screen}")
    page.goto(f"/account/{city.stranger.pk}/")
    picture(page, f"account-locked-{screen}")
    page.get_by_role("button", name="解锁").click()
    expect(page.get_by_text("已解锁")).to_be_visible()
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    picture(page, f"account-disable-{screen}")


@pytest.mark.parametrize("screen", WIDTHS)
def test_granting(city: City, visitor: Visitor, screen: str) -> None:
    page = visitor(city.security_admin, screen, f"/account/{city.stranger.pk}/grant/")
    picture(page, f"grant-{screen}")
    page.get_by_label("牵头审核").check()
    page.get_by_role("textbox", name="依据").fill("任职通知（2026）12 号")
    page.get_by_role("button", name="授予").click()
    expect(page.get_by_text("已授予路人：牵头审核")).to_be_visible()
    page.get_by_role("row", name="牵头审核").get_by_role("button", name="收回").click()
    page.get_by_role("dialog").get_by_label("原因").fill("调岗")
    page.get_by_role("dialog").get_by_role("button", name="收回").click()
    expect(page.get_by_text("已收回路人的牵头审核")).to_be_visible()
    picture(page, f"account-{screen}")


def fall_asleep() -> None:
    """Every session was last used longer ago than is allowed."""
    for session in Session.objects.all():
        values = session.get_decoded()
        values[LAST_SEEN_KEY] = (timezone.now() - timedelta(minutes=31)).timestamp()
        session.session_data = Session.objects.encode(values)
        session.save()


def test_what_was_typed_outlives_the_session(city: City, visitor: Visitor) -> None:
    address = f"/account/grants/{city.head.grants.get().pk}/lend/"
    page = visitor(city.head, "desk", address)
    page.get_by_label("委托给").select_option(label="陈立")
    page.get_by_label("至").fill("2026-10-05")
    page.get_by_label("原因").fill("赴省里学习一周")
    fall_asleep()
    page.get_by_role("button", name="委托").click()
    expect(page.get_by_text("超过 30 分钟没有操作，已自动退出")).to_be_visible()
    page.get_by_label("用户名").fill("head")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_label("原因")).to_have_value("赴省里学习一周")
    page.get_by_role("button", name="委托").click()
    expect(page.get_by_text("已委托给陈立")).to_be_visible()


def test_nobody_else_finds_it(city: City, visitor: Visitor, make_account) -> None:  # type: ignore[no-untyped-def]
    second: Account = make_account("head2", "副局长", city.housing, "unit_head")
    page = visitor(city.system_admin, "desk", "/account/new/")
    page.get_by_label("姓名").fill("王芳")
    page.get_by_label("用户名").fill("wangfang")
    page.get_by_role("combobox", name="单位").fill("市住建局")
    fall_asleep()
    page.get_by_role("button", name="建立账户").click()
    second.grants.update(role="system_admin")
    AccessRules.objects.update(second_factor_roles=[])
    page.get_by_label("用户名").fill("head2")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="新建账户")).to_be_visible()
    expect(page.get_by_label("姓名")).to_have_value("")


def virtual_key(page: Page) -> None:
    """A security key in the slot of this browser, whose owner touches it whenever it is asked."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {
            "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False,
            "automaticPresenceSimulation": True,
        }},
    )  # fmt: skip


@pytest.mark.parametrize("screen", WIDTHS)
def test_a_security_key(city: City, visitor: Visitor, screen: str) -> None:
    """Registered on one's own page, then asked at the door, by the browser's own WebAuthn."""
    page = visitor(city.reporter, screen, "/account/second-factor/")
    virtual_key(page)
    page.locator("#key-present").fill(PASSWORD)
    page.get_by_role("button", name="登记安全密钥").click()
    page.get_by_label("名称").fill("办公室的 U 盾")
    picture(page, f"key-register-{screen}")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    page.get_by_role("link", name="已经收好").click()
    expect(page.get_by_role("cell", name="办公室的 U 盾")).to_be_visible()
    picture(page, f"factors-{screen}")
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_label("用户名").fill("reporter")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="安全密钥")).to_be_visible()
    picture(page, f"key-door-{screen}")
    page.get_by_role("button", name="用安全密钥登录").click()
    expect(page.get_by_role("heading", name="安全密钥")).to_be_hidden()
    page.goto("/account/second-factor/")
    expect(page.get_by_text("还没有用过")).to_be_hidden()


@pytest.mark.parametrize("screen", WIDTHS)
def test_closing_unused_accounts(city: City, visitor: Visitor, screen: str) -> None:
    Account.objects.update(logged_in_at=NOW)
    idle = [city.reporter.pk, city.stranger.pk]
    Account.objects.filter(pk__in=idle).update(logged_in_at=NOW - timedelta(days=120))
    page = visitor(city.system_admin, screen, "/account/stale/")
    picture(page, f"stale-{screen}")
    page.get_by_label("选中陈立").check()
    expect(page.get_by_text("已选 1 个账户")).to_be_visible()
    page.get_by_role("button", name="停用选中的").click()
    page.get_by_role("button", name="停用", exact=True).click()
    expect(page.get_by_text("已停用 1 个闲置账户")).to_be_visible()


@pytest.mark.parametrize("screen", WIDTHS)
def test_support_looks_and_the_unit_follows(city: City, visitor: Visitor, screen: str) -> None:
    """Let in by the head, begun by support, seen page by page, ended by the head."""
    Account.objects.filter(pk=city.stranger.pk).update(is_support=True)
    AccessRules.objects.update(second_factor_roles=[])
    SecurityKey.objects.create(
        account=city.stranger, name="U 盾", credential_id="x", credential="AA==", added_at=NOW
    )
    city.stranger.refresh_from_db()
    unit = visitor(city.head, screen, "/account/support/grant/")
    unit.get_by_label("支持人员").select_option(label="路人")
    unit.get_by_label("事由").fill("9 月月报保存后不显示，请协助排查")
    picture(unit, f"support-grant-{screen}")
    unit.get_by_role("button", name="允许查看").click()
    expect(unit.get_by_text("正在允许")).to_be_visible()
    outside = visitor(city.stranger, screen, "/account/visits/")
    picture(outside, f"support-visits-{screen}")
    outside.get_by_role("button", name="开始查看").click()
    outside.goto("/reports/")
    expect(outside.get_by_text("支持访问：市住建局，只能看").first).to_be_visible()
    unit.goto("/account/support/")
    expect(unit.get_by_text("月度填报（/reports/）")).to_be_visible()
    picture(unit, f"support-{screen}")
    unit.get_by_role("button", name="结束").click()
    unit.get_by_role("dialog").get_by_role("button", name="结束").click()
    expect(unit.get_by_text("已结束", exact=True)).to_be_visible()
    outside.goto("/account/visits/")
    expect(outside.get_by_text("现在没有单位允许查看")).to_be_visible()


def test_log_in_through_a_provider(city: City, visitor: Visitor, settings: Settings) -> None:
    """To a real provider's page and back, in the browser; first unknown, then by the mapping."""
    with oidc_provider.running() as provider:
        settings.DUKAO_OIDC_ISSUER, settings.DUKAO_OIDC_CLIENT_ID = provider.url, oidc_provider.CLIENT
        settings.DUKAO_OIDC_CLIENT_SECRET = oidc_provider.SECRET
        page = visitor(None, "desk", "/account/login/")
        picture(page, "sso-door")
        page.get_by_role("link", name="用统一身份认证登录").click()
        page.get_by_label("工号").fill("1024")
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_text("还没有关联这里的账户")).to_be_visible()
        LinkedIdentity.objects.create(
            account=city.reporter, source=f"oidc:{provider.url}", subject="1024", linked_at=NOW
        )
        page.get_by_role("link", name="用统一身份认证登录").click()
        page.get_by_label("工号").fill("1024")
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/")
        page.goto("/account/")
        expect(page.get_by_role("button", name="解除关联")).to_be_visible()
        picture(page, "sso-me")


@pytest.mark.saml
@pytest.mark.parametrize("screen", WIDTHS)
def test_log_in_by_saml(
    city: City, visitor: Visitor, settings: Settings, tmp_path: Path, screen: str
) -> None:
    """The provider's form comes from another site, without our cookies; ours brings them, with script or without."""
    from tests.identity import saml_idp

    with saml_idp.running(tmp_path) as idp:
        settings.DUKAO_SAML_IDP, settings.DUKAO_SAML_METADATA = idp.entity, str(idp.described)
        LinkedIdentity.objects.create(
            account=city.reporter, source=f"saml:{idp.entity}", subject="1024", linked_at=NOW
        )
        page = visitor(None, screen, "/account/login/")
        idp.meet(page.request.get("/account/sso/saml/metadata/").body())

        def to_the_provider() -> None:
            page.get_by_role("link", name="用统一身份认证（SAML）登录").click()
            expect(page).to_have_url(re.compile(re.escape(idp.address)))
            page.get_by_role("button", name="登录").click()

        page.route("**/*.js", lambda route: route.abort())
        to_the_provider()
        expect(page.get_by_role("heading", name="正在回到督考")).to_be_visible()
        assert {urlsplit(page.url).hostname, urlsplit(idp.address).hostname} == {"localhost", "127.0.0.1"}
        picture(page, f"saml-{screen}")
        page.get_by_role("button", name="继续").click()
        page.wait_for_url("**/")
        page.unroute("**/*.js")
        page.context.clear_cookies()
        page.goto("/account/login/")
        to_the_provider()
        page.wait_for_url("**/")
        page.goto("/account/")
        expect(page.get_by_role("button", name="解除关联")).to_be_visible()
