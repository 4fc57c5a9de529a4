"""The first steps of a new installation: led through, ticked off by facts, and gone once done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dukao.dashboards.selectors.beginning import DAYS_SHOWN, first_steps, is_beginning
from dukao.identity.models import Account
from dukao.reporting.models import UnitReport
from tests.conftest import NOW, City

pytestmark = pytest.mark.django_db


def standing(city: City, account: Account) -> dict[str, bool]:
    beginning = first_steps(city.actor(account), NOW)
    return {step.title: step.is_done for step in beginning.steps} if beginning else {}


def test_the_office_reads_what_is_there_and_what_comes_next(city: City, client: Client) -> None:
    steps = standing(city, city.office)
    assert steps["建单位"]
    assert steps["开账户"]
    assert not steps["督办：交办第一件事项"]
    client.force_login(city.office)
    page = client.get("/home/beginning/").content.decode()
    assert "登记事项" in page
    assert "导入单位" not in page, "what is done has no button"
    assert page.count("btn-primary") == 1


def test_a_step_is_ticked_off_by_what_is_there(city: City, report: UnitReport) -> None:
    steps = standing(city, city.office)
    assert steps["考核：发布考评办法"]
    assert steps["考核：开始第一个月的填报"]


def test_officers_read_their_own_steps(city: City, client: Client) -> None:
    assert standing(city, city.system_admin) == {"建账户": True, "接通知渠道": False}
    assert standing(city, city.security_admin) == {}, "roles were granted: nothing is left to do"
    client.force_login(city.security_admin)
    assert "hm-steps" not in client.get("/home/beginning/").content.decode()


@pytest.mark.parametrize("name", ["reporter", "head", "leader", "discipline", "audit_admin"])
def test_nobody_else_is_led(city: City, client: Client, name: str) -> None:
    account: Account = getattr(city, name)
    assert not is_beginning(city.actor(account), NOW)
    client.force_login(account)
    assert client.get("/home/beginning/").status_code == 404


def test_the_steps_go_when_the_place_is_no_longer_young(city: City) -> None:
    office = city.actor(city.office)
    assert is_beginning(office, NOW + timedelta(days=DAYS_SHOWN - 1))
    assert not is_beginning(office, NOW + timedelta(days=DAYS_SHOWN))
