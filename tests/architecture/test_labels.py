"""知悉范围: every room, page and file has a security label (等保 2.0 访问控制 g)."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver, reverse

from dukao.kernel.regimes import SecrecyLabel
from dukao.ui.secrecy import HEADER
from tests.conftest import City

ROOMS = [config for config in apps.get_app_configs() if config.name.startswith("dukao.")]
#: What is told upward, of others or of the process: no label below this one.
GUARDED = {"patrols", "oversight", "journal"}
#: Pages that tell of people beyond what their room does.
PERSONAL = ("identity:me", "identity:accounts", "organisations:people")


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.label)
def test_every_room_says_its_label(room: object) -> None:
    label = SecrecyLabel(room.secrecy)  # type: ignore[attr-defined]
    if room.label in GUARDED:  # type: ignore[attr-defined]
        assert label == SecrecyLabel.WORK_SECRET
    assert (label == SecrecyLabel.PUBLIC) is (room.label == "ui")  # type: ignore[attr-defined]


def test_every_view_belongs_to_a_room() -> None:
    """A page served from elsewhere would have no label, or that of another room."""
    known = {room.label for room in ROOMS}
    seen, waiting = 0, [(pattern, "config") for pattern in get_resolver().url_patterns]
    while waiting:
        pattern, folder = waiting.pop()
        if hasattr(pattern, "url_patterns"):
            waiting += [(each, pattern.urlconf_name.__name__.split(".")[1]) for each in pattern.url_patterns]
            continue
        product, room = pattern.callback.__module__.split(".")[:2]
        assert (product, room in known) == ("dukao", True), pattern
        assert folder in (room, "config"), f"{pattern} of {folder} carries the label of {room}"
        seen += 1
    assert seen > 200


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("dashboards:home", "内部"), ("matters:ledger", "内部"), ("journal:list", "工作秘密"),
        *((name, "个人敏感") for name in PERSONAL),
    ],
)  # fmt: skip
def test_a_page_says_its_label_on_screen_and_paper(city: City, name: str, label: str) -> None:
    who = {"journal:list": city.audit_admin, "identity:accounts": city.system_admin}.get(name, city.office)
    client = Client()
    client.force_login(who)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert re.findall(r"知悉范围：(\w+)", page) == [label, label]
    assert answer[HEADER] in SecrecyLabel.values


def test_files_say_it_too(city: City) -> None:
    client = Client()
    client.force_login(city.office)
    answer = client.get("/units/export/")
    assert (answer.status_code, answer[HEADER]) == (200, "internal")
    assert "text/html" not in answer["Content-Type"]


@pytest.mark.django_db
def test_the_door_says_that_the_system_is_not_classified() -> None:
    assert "非涉密系统，不得录入国家秘密" in Client().get("/account/login/").content.decode()


def test_what_has_a_label_of_its_own_keeps_it_by_the_same_words() -> None:
    labelled = {
        f"{model._meta.app_label}.{model.__name__}"
        for room in ROOMS
        for model in room.get_models()
        for field in model._meta.fields
        if field.name == "label" and field.choices == SecrecyLabel.choices
    }
    assert labelled >= {"documents.OfficialDocument", "matters.Matter", "matters.Decision", "issues.Problem"}
