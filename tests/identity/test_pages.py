"""The pages of accounts and roles."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from dukao.identity.models import Account, Grant
from dukao.kernel.roles import DESCRIPTIONS, Role
from tests.conftest import NOW, TODAY, City

Inside = Callable[[Account], Client]


@pytest.fixture
def admin(city: City, inside: Inside) -> Client:
    return inside(city.system_admin)


@pytest.fixture
def security(city: City, inside: Inside) -> Client:
    return inside(city.security_admin)


def test_the_list_shows_and_finds_accounts(city: City, admin: Client) -> None:
    page = admin.get("/account/all/").content.decode()
    assert all(account.name in page for account in Account.objects.all())
    found = admin.get(f"/account/all/?unit={city.housing.pk}&role=reporter").content.decode()
    assert "陈立" in found
    assert "方远" not in found
    assert "没有符合条件的账户" in admin.get("/account/all/?q=没有这个人").content.decode()
    assert admin.get("/account/all/?role=boss&unit=x&state=y&page=99&sort=password").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_whatever_its_length(
    city: City, admin: Client, count: int, make_account: Callable[..., Account],
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    for n in range(count):
        make_account(f"clerk{n}", f"科员{n}", city.housing, Role.REPORTER)
    admin.get("/account/all/")
    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        admin.get("/account/all/")


def test_a_new_account_is_shown_with_its_password_once(city: City, admin: Client) -> None:
    typed = {"name": "王芳", "username": "wangfang", "unit": "B01", "key": "k"}
    page = admin.post("/account/new/", typed)
    password = re.search(r"<code>(\w{4}-\w{4}-\w{4})</code>", page.content.decode())
    assert password
    assert "no-store" in page["Cache-Control"]
    again = admin.post("/account/new/", typed)
    assert (again.status_code, "只显示一次" in again.content.decode()) == (409, True)
    account = Account.objects.get(username="wangfang")
    assert password[1] not in admin.get(f"/account/{account.pk}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"unit": "没有这个局"}, "没有“没有这个局”这个单位"), ({"username": "中文"}, "用户名用小写字母开头"),
        ({"name": ""}, "必填"), ({"username": "reporter"}, "已有人用"), ({"name": "王" * 41}, "最多 40 个字"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    city: City, admin: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = admin.post("/account/new/", {"name": "王芳", "username": "wangfang", "unit": "B01", **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "wangfang" in page or "username" in typed
    assert Account.objects.filter(name="王芳").count() == 0


def test_the_account_page_offers_each_officer_their_own_acts(
    city: City, admin: Client, security: Client
) -> None:
    address = f"/account/{city.reporter.pk}/"
    for_admin, for_security = (client.get(address).content.decode() for client in (admin, security))
    assert "重置密码" in for_admin
    assert f"/account/{city.reporter.pk}/grant/" not in for_admin
    assert f"/account/{city.reporter.pk}/grant/" in for_security
    assert f"/account/{city.reporter.pk}/reset/" not in for_security.split("<dialog")[0]


def test_granting_and_revoking(city: City, security: Client) -> None:
    address = f"/account/{city.stranger.pk}/grant/"
    assert "B03 市水利局" in security.get(address).content.decode()
    typed = {
        "role": "lead_reviewer",
        "unit": "B03",
        "since": "2026-09-28",
        "last_day": "2026-12-31",
        "reason": "任职通知",
    }
    assert security.post(address, typed)["Location"] == f"/account/{city.stranger.pk}/"
    grant = city.stranger.grants.get(role="lead_reviewer")
    assert str(grant.until) == "2027-01-01"
    assert "2026-12-31" in security.get(f"/account/{city.stranger.pk}/").content.decode()
    refused = security.post(address, {**typed, "role": "audit_admin"})
    assert "不能与其他角色由同一账户担任" in refused.content.decode()
    security.post(f"/account/grants/{grant.pk}/revoke/", {"reason": "调岗"})
    assert "已收回 2026-09-28" in security.get(f"/account/{city.stranger.pk}/").content.decode()


def test_a_role_is_only_offered_for_revoking_to_who_may_revoke_it(
    city: City, security: Client, inside: Inside, make_account: Callable[..., Account]
) -> None:
    both = make_account("both", "双岗", city.county, Role.REPORTER)
    Grant.objects.create(account=both, role=Role.OFFICE, unit=city.city, since=TODAY, granted_at=NOW)
    of_county = make_account("countysec", "县安管", city.county, Role.SECURITY_ADMIN)
    narrow = inside(of_county).get(f"/account/{both.pk}/").content.decode()
    of_all = security.get(f"/account/{both.pk}/").content.decode()
    for role, by_the_county in ((Role.REPORTER, True), (Role.OFFICE, False)):
        grant = both.grants.get(role=role)
        assert (f'"revoke-{grant.pk}"' in narrow) is by_the_county
        assert f'"revoke-{grant.pk}"' in of_all
        asked = inside(of_county).post(f"/account/grants/{grant.pk}/revoke/", {"reason": "调岗"})
        assert asked.status_code == (302 if by_the_county else 403)


@pytest.mark.parametrize("year", ["9999", "2099"])
def test_a_role_is_given_or_lent_until_a_day_that_can_be_meant(
    city: City, security: Client, inside: Inside, year: str
) -> None:
    given = {"role": "lead_reviewer", "unit": "B03", "since": "2026-09-28", "reason": "任职通知"}
    granting = f"/account/{city.stranger.pk}/grant/"
    lending = f"/account/grants/{city.head.grants.get().pk}/lend/"
    lent = {"borrower": city.reporter.pk, "since": "2026-09-28", "reason": "出差"}
    for answer in (
        security.post(granting, {**given, "last_day": f"{year}-12-31"}),
        inside(city.head).post(lending, {**lent, "to": f"{year}-12-31"}),
    ):
        assert answer.status_code == 422
        assert f"日期 {year}-12-31 不合理，请核对" in answer.content.decode()


def test_the_roles_page_says_what_each_may_do(city: City, inside: Inside) -> None:
    page = inside(city.reporter).get("/account/roles/").content.decode()
    assert all(words in page for words in DESCRIPTIONS.values())
    assert page.count("你的角色") == 1


def test_one_s_own_page_says_which_roles_where_and_how_long(city: City, inside: Inside) -> None:
    page = inside(city.reporter).get("/account/").content.decode()
    for words in ("填报员", DESCRIPTIONS[Role.REPORTER], "市住建局及所属", "2020 年 1 月 1 日起，长期"):
        assert words in page


def test_an_account_without_roles_is_told_what_to_do(
    city: City, inside: Inside, make_account: Callable[..., Account]
) -> None:
    page = inside(make_account("new", "新人", city.housing)).get("/account/").content.decode()
    assert "请单位向安全管理员申请授权" in page


def test_a_reason_that_is_too_long_is_refused_and_not_cut(city: City, admin: Client) -> None:

    refused = admin.post(reverse("identity:disable", args=[city.reporter.pk]), {"reason": "长" * 201})
    assert refused.status_code == 422
    assert "最多 200 个字，现在 201 个字" in refused.content.decode()
    assert Account.objects.get(pk=city.reporter.pk).is_active
