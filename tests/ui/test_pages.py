"""Whole pages, fragments, refusals and faults."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

SRC = Path(__file__).parents[2] / "src/dukao"
HTMX = {"HX-Request": "true"}


def test_the_gallery_shows_every_component(browse: Client) -> None:
    response = browse.get("/gallery/")
    assert response.status_code == 200
    used = "".join(path.read_text() for path in (SRC / "ui/jinja2/ui").rglob("*.html"))
    for source in (SRC / "ui/jinja2/ui/components").glob("*.html"):
        for name in re.findall(r"{% macro ([a-z]\w*)\(", source.read_text()):
            assert f"ui.{name}(" in used, f"{name} is in no gallery chapter"


@pytest.mark.parametrize("done", ["9" * 5000, "²", "-1", "x"])
def test_progress_that_never_was_begins_anew(browse: Client, done: str) -> None:
    assert (
        browse.get("/gallery/progress/", {"done": done}).content == browse.get("/gallery/progress/").content
    )


def test_no_page_carries_inline_style_or_script() -> None:
    for template in SRC.glob("*/jinja2/**/*.html"):
        source = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|\shx-on|javascript:", source), template
        for script in re.findall(r"<script([^>]*)>", source):
            assert "src=" in script or "application/json" in script, template


def test_every_icon_in_use_is_baked() -> None:
    listed = {name for path in SRC.glob("*/assets/icons.txt") for name in path.read_text().split()}
    for path in [*SRC.glob("*/jinja2/**/*.html"), *SRC.rglob("*.py")]:
        source = path.read_text(encoding="utf-8")
        named = re.findall(r'(?:ui\.icon\(|\bicon=)"([a-z0-9-]+)"', source) + re.findall(
            r"ti ti-([a-z0-9-]+)[\s\"]", source
        )
        assert set(named) <= listed, f"{path.name}: {set(named) - listed}"


def test_answers_to_acts_carry_the_time_of_the_product(
    browse: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DUKAO_CLOCK_OFFSET = 3600
    moment = datetime(2026, 9, 28, 6, 30, 5, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    assert browse.post("/gallery/form/", {"value": "1"})["X-Dukao-Clock"] == "15:30:05"
    assert "X-Dukao-Clock" not in browse.get("/gallery/")


def test_a_list_sorts_filters_and_turns_pages(browse: Client) -> None:
    html = browse.get("/gallery/?lamp=red&lamp=yellow&sort=score").content.decode()
    assert "城市燃气管网更新改造" in html
    assert "农村危房动态清零率" not in html
    assert 'aria-sort="ascending"' in html
    assert 'aria-label="去掉条件：灯"' in html
    assert "没有符合条件的事项" in browse.get("/gallery/?q=不存在").content.decode()


def test_a_form_answers_with_its_fragment_alone_and_keeps_what_was_typed(browse: Client) -> None:
    response = browse.post("/gallery/form/", {"value": "四十四"}, headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 422
    assert html.lstrip().startswith("<form")
    assert "只能填数字，例如 44.16" in html
    assert 'value="四十四"' in html
    assert "csrfmiddlewaretoken" in html


def test_without_javascript_the_same_form_gives_the_whole_page(browse: Client) -> None:
    response = browse.post("/gallery/form/", {"value": "四十四"})
    assert response.status_code == 422
    assert "<!doctype html>" in response.content.decode()
    assert 'value="四十四"' in response.content.decode()


def test_messages_become_toasts_on_both_ways(browse: Client) -> None:
    good = {"value": "44.16", "due_on": "2026-09-30", "unit": "zj", "decision": "accept"}
    toasts = json.loads(browse.post("/gallery/form/", good, headers=HTMX)["HX-Trigger"])
    assert toasts == {"toasts": [{"text": "已保存。", "bad": False}]}
    assert "<span>已保存。</span>" in browse.post("/gallery/form/", good).content.decode()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/stale/", 409, "林岚刚刚改过这一项。你的内容还在，核对后再存。"),
        ("/refused/", 403, "公示期内不能改分（《考评办法》第二十六条）。"),
        ("/nowhere/", 404, "地址可能写错"),
        ("/gallery/form/", 405, "要从页面上的按钮进入"),
        ("/broken/", 500, "没有办成"),
    ],
)
def test_a_refusal_has_words_on_the_page_and_alone_for_htmx(
    browse: Client, path: str, status: int, words: str
) -> None:
    page: HttpResponse = browse.get(path)
    assert page.status_code == status
    assert words in page.content.decode()
    if status == 500:
        assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", page.content.decode())
    assert "<h1>" in page.content.decode()
    alone: HttpResponse = browse.get(path, headers=HTMX)
    assert alone.status_code == status
    assert alone["Content-Type"] == "text/plain; charset=utf-8"
    assert words in alone.content.decode()


def test_too_much_at_once_is_told_as_such(browse: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = browse.post("/gallery/form/", {"value": "x" * 200})
    assert response.status_code == 413
    assert "超过上限" in response.content.decode()


def test_a_stale_security_mark_is_explained(kit: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/gallery/form/", {})
    assert response.status_code == 403
    assert "安全标记已失效" in response.content.decode()


def test_a_refused_act_is_not_headed_as_a_missing_right(browse: Client) -> None:
    """The sentence may speak of where a thing stands; only a page one may not see is a matter of rights."""
    assert "<h1>没有办成</h1>" in browse.post("/refused/").content.decode()
    assert "<h1>你没有这项权限</h1>" in browse.get("/refused/").content.decode()
