"""A unit objects, a reviewer is kept out, another upholds, everybody sees the difference, and it is proven."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django import Settings

from dukao.assessments.models import Objection, ObjectionRule, Round
from dukao.assessments.services import freeze_round, post_round
from dukao.identity.models import Account, Grant
from dukao.journal.jobs import seal_waiting
from dukao.journal.models import Entry
from dukao.journal.services import attest
from dukao.journal.statements import parsed
from dukao.kernel.roles import Role
from tests.assessments.conftest import (
    NEW_YEAR,
    OCTOBER,
    Field,
    accept,
    field,
    notice_policy,
    reported,
    september,
    version,
)
from tests.browser import Visitor, photograph
from tests.e2e.conftest import Clock
from tests.e2e.rooms import Sheet, told

__all__ = ["accept", "field", "notice_policy", "reported", "september", "version"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ITEM = "老旧小区改造完成"
GROUNDS, REASONS = "9 月 30 日已验收 86 个小区，验收单随附。", "验收单属实，按第九条更正为 86 个。"


@pytest.fixture
def handler(field: Field, make_account: Callable[..., Account]) -> Account:
    """Of the office, without a hand in anything so far."""
    return make_account("office2", "唐棠", field.city.office_unit, Role.OFFICE, field.city.city)


@pytest.fixture
def posted(field: Field, september: Round, notice_policy: object) -> Round:
    """On notice; the reviewer of the lines has moved to the office since."""
    Grant.objects.create(
        account=field.city.reviewer, role=Role.OFFICE, unit=field.city.city, since=NEW_YEAR,
        granted_at=OCTOBER,
    )  # fmt: skip
    ObjectionRule.objects.create(
        effective_on=NEW_YEAR, window_days=3, decide_days=10, source="《考评办法》第二十七条"
    )
    office = field.city.actor(field.city.office)
    freeze_round(actor=office, assessment=september, at=OCTOBER)
    return post_round(actor=office, assessment=september, at=OCTOBER)


def test_from_the_objection_to_the_proof(
    visitor: Visitor, field: Field, posted: Round, handler: Account, set_clock: Clock, settings: Settings,
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    settings.HOME = tmp_path
    set_clock(OCTOBER)
    before = the_unit_objects(visitor, field, posted)
    objection = Objection.objects.get()
    the_reviewer_is_kept_out(visitor, field, objection)
    another_is_named_and_upholds(visitor, field, handler, objection)
    the_total_is_another_for_all_to_see(visitor, field, posted, before)
    the_discipline_side_sees_all_of_it(visitor, field)
    the_checkpoint_it_took_home_verifies(visitor, field, tmp_path, capsys)


def the_unit_objects(visitor: Visitor, field: Field, posted: Round) -> str:
    """Returns the total as it was."""
    page = visitor(field.city.head, path=f"/results/{posted.pk}/units/{field.city.housing.pk}/")
    before = page.locator(".sc-eq .sum b").inner_text()
    page.get_by_role("link", name=ITEM).click()
    page.get_by_role("link", name="提出异议").click()
    page.get_by_role("textbox", name="理由").fill(GROUNDS)
    page.get_by_role("textbox", name="请求").fill("按 86 个计")
    photograph(page, "objection-1-raised")
    page.get_by_role("button", name="提出异议").click()
    told(page, "异议已提出，督考办会指定没有参与过的人办理。")
    return before


def the_reviewer_is_kept_out(visitor: Visitor, field: Field, objection: Objection) -> None:
    own = visitor(field.city.reviewer, path=f"/results/objections/{objection.pk}/")
    expect(own.get_by_text("你审核过这一项，应当回避（《政府督查工作条例》第十七条）")).to_be_visible()
    expect(own.get_by_role("button", name="办结")).to_have_count(0)
    # Nor does an answer that is sent past the page get through.
    tried = own.evaluate(
        """async (address) => {
            const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
            const body = new URLSearchParams({csrfmiddlewaretoken: token, key: "x", outcome: "refused", reasons: "x"});
            return (await fetch(address, {method: "POST", body})).status;
        }""",
        f"/results/objections/{objection.pk}/decide/",
    )
    assert tried == HTTPStatus.FORBIDDEN
    office = visitor(field.city.office, path=f"/results/objections/{objection.pk}/")
    expect(office.get_by_text("林岚：审核过这一项")).to_be_visible()
    names = office.get_by_label("办理人").locator("option").all_inner_texts()
    assert "唐棠" in names
    assert "林岚" not in names
    # Whoever puts the name into the form all the same gets no further.
    office.get_by_label("办理人").evaluate(
        "(select, id) => select.add(new Option('林岚', id, true, true))", str(field.city.reviewer.pk)
    )
    office.get_by_role("button", name="指定").click()
    expect(office.get_by_text("还没有指定。")).to_be_visible()
    photograph(office, "objection-2-kept-out")


def another_is_named_and_upholds(
    visitor: Visitor, field: Field, handler: Account, objection: Objection
) -> None:
    office = visitor(field.city.office, path=f"/results/objections/{objection.pk}/")
    office.get_by_label("办理人").select_option(label="唐棠")
    office.get_by_role("button", name="指定").click()
    told(office, "已指定办理人，并发消息通知。")
    page = visitor(handler, path=f"/results/objections/{objection.pk}/")
    page.get_by_label("成立", exact=True).check()
    page.get_by_role("textbox", name="理由").fill(REASONS)
    page.get_by_label(re.compile("更正为")).first.fill("86")
    photograph(page, "objection-3-decided")
    page.get_by_role("button", name="办结").click()
    told(page, "已办结，单位已收到通知。")


def the_total_is_another_for_all_to_see(visitor: Visitor, field: Field, posted: Round, before: str) -> None:
    page = visitor(field.city.head, path=f"/results/{posted.pk}/units/{field.city.housing.pk}/")
    after = page.locator(".sc-eq .sum b").inner_text()
    assert float(after) > float(before)
    assert Sheet(page).total() > 0
    peer = visitor(field.city.reporter, path=f"/results/{posted.pk}/changes/")
    row = peer.get_by_role("row").filter(has_text="市住建局")
    expect(row).to_contain_text(before)
    expect(row).to_contain_text(after)
    expect(peer.get_by_text(REASONS)).to_be_visible()
    photograph(peer, "objection-4-difference")


def the_discipline_side_sees_all_of_it(visitor: Visitor, field: Field) -> None:
    page: Page = visitor(field.city.discipline, path="/oversight/")
    for words in ("提出异议", "指定异议办理人", "办结异议", "更正考核结果"):
        expect(page.locator(".ov-s").get_by_text(words, exact=True).first).to_be_visible()
    expect(page.get_by_text("林岚：审核过这一项")).to_be_visible()
    expect(page.get_by_text(re.compile("得分变化：市住建局 .* → "))).to_be_visible()
    photograph(page, "objection-5-oversight")


def _checked_elsewhere(file: Path, key: str, empty: Path) -> str:
    """What the command says in a place that has neither this database nor a server."""
    empty.mkdir(exist_ok=True)
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("DUKAO_")}
    command = [sys.executable, "-m", "dukao", "journal", "check", str(file), "--key", key]
    done = subprocess.run(
        command, env=surroundings | {"DUKAO_HOME": str(empty)}, capture_output=True, text=True, check=False
    )
    return done.stdout


def the_checkpoint_it_took_home_verifies(
    visitor: Visitor, field: Field, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the file alone on one side and the database alone on the other; a rewritten row is found."""
    seal_waiting()
    assert attest(at=OCTOBER)
    page = visitor(field.city.discipline, path="/journal/attestations/")
    page.locator("main td a.title").first.click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="下载存证").click()
    kept = home / "kept.txt"
    downloading.value.save_as(kept)
    page.get_by_role("button", name="签收").click()
    told(page, "已签收。请把存证文件或打印件留存在本系统之外。")
    call_command("journal", "verify", checkpoint=str(kept))
    assert "与留存的存证相符" in capsys.readouterr().out
    decided = Entry.objects.get(event="objection_decided")
    proof = home / "proof.json"
    call_command("journal", "prove", str(decided.pk), out=str(proof))
    key = parsed(kept.read_text(encoding="utf-8")).public_key
    for file in (kept, proof):
        assert "相符" in _checked_elsewhere(file, key, home / "elsewhere")
    proof.write_text(proof.read_text(encoding="utf-8").replace("验收单属实", "验收单不实"), encoding="utf-8")
    assert "相符" not in _checked_elsewhere(proof, key, home / "elsewhere")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET reason = '改' WHERE id = %s", [decided.pk])
    with pytest.raises(SystemExit):
        call_command("journal", "verify", checkpoint=str(kept))
    assert f"日志 {decided.pk}：" in capsys.readouterr().out
