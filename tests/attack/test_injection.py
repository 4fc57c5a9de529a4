"""Every text field of every model holds an attack, and every page and export is looked at: none of it acts.

The words are planted past the services, for a lock on one door says nothing of the others. They are written
as HTML, as a formula, and as an escape sequence of a terminal, all in one.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser

import openpyxl
import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from dukao.identity.models import Account
from dukao.kernel.spreadsheets import RUNNABLE
from tests.access import Rows, addresses, tables
from tests.architecture.test_access import CHARACTERS
from tests.browser import Visitor
from tests.conftest import City

pytestmark = pytest.mark.once

#: Begins as a formula, closes attributes and elements, and opens an element nothing else in the product has.
ATTACK = "=1+1\"'></textarea></title></script><x-attack onclick=attack() title=a>"
SHORT = "=<x-attack>"
#: Fields the product itself writes and reads back: codes, digests, periods, paths, kinds. No form takes them
#: as free text, and with an attack in them a page would not be found rather than be attacked.
WRITTEN_BY_THE_PRODUCT = {
    "algorithm", "address_name", "code", "colour", "content_digest", "derived", "digest", "engine", "event", "fact_key",
    "facts_digest", "fingerprint", "group", "item", "key", "kind", "media_type", "medium", "mobile", "month", "number",
    "path", "password", "period", "public_key", "query", "resident_id", "result_digest", "new_result_digest", "revision",
    "listing", "members", "rule", "salt", "seal", "sealed", "sealed_secret", "session_key", "state", "stratum", "per_stratum", "subject_type",
    "subject_id", "subject_ref", "ticket", "total", "unit_path", "uscc", "username", "value", "weight", "hard_share",
    "grade", "spread", "address", "hashed", "text_digest", "docx_digest", "root", "previous", "request_id", "source_key",
    "docx", "area_code", "subject", "url", "source_url", "subject_url", "disputed", "proposed", "level", "remind_workdays",
}  # fmt: skip
#: Texts with a form of their own that is checked where they are written.
SIGNED = {"journal.Attestation.text"}
FOLDERS = sorted(set(addresses().values()))


class Elements(HTMLParser):
    """What a browser would make of a page, as far as the attack goes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "x-attack" or {name for name in names if name.startswith("on")}:
            self.found.append(f"<{tag}> at {self.getpos()}")
        for name, value in attrs:
            if name in {"href", "src", "action", "formaction", "hx-get", "hx-post"} and (
                value or ""
            ).strip().lower().startswith(("javascript:", "data:text", "vbscript:")):
                self.found.append(f"{name}={value}")


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_that_was_typed_acts(folder: str, city: City) -> None:
    rows = next(rows for rows in tables() if rows.app == folder)
    objects = rows.objects(city)
    planted = plant()
    assert planted > 10, "an attack that stands nowhere shows nothing"
    seen, wrong = 0, []
    for who, name, answer in _answers(rows, city, objects):
        assert answer.status_code < 500, f"{name} as {who}"
        if answer.status_code >= 300:
            continue
        content, kind = _content(answer), answer.headers["Content-Type"]
        seen += b"x-attack" in content
        wrong += [f"{name} as {who}: {found}" for found in _acting(content, kind)]
    assert wrong == []
    assert seen or folder in {"ui", "operations"}, "no page showed what was planted"


def plant() -> int:
    """The attack into every free text of every row; returns how many fields took it."""
    taken = 0
    for model in apps.get_models():
        if not model.__module__.startswith("dukao."):
            continue
        for field in model._meta.concrete_fields:
            if not _is_free(field) or f"{model._meta.label}.{field.name}" in SIGNED:
                continue
            room = field.max_length or 10_000
            text = ATTACK if room >= len(ATTACK) else SHORT[:room]
            filled = model._base_manager.exclude(**{field.name: ""})
            try:
                with transaction.atomic():
                    taken += bool(models.QuerySet.update(filled, **{field.name: text}))
            except IntegrityError:
                continue  # the database itself knows the form of this text
    return taken


def _is_free(field: models.Field) -> bool:  # type: ignore[type-arg]
    is_text = type(field) in {models.CharField, models.TextField}
    return is_text and not field.choices and not field.unique and field.name not in WRITTEN_BY_THE_PRODUCT


def _asked(rows: Rows) -> Iterator[tuple[str, str]]:
    """Every address once, with somebody who may open it."""
    for name, roles in sorted(rows.access.items()):
        who = next((who for role, who in CHARACTERS.items() if role in roles), None)
        if who is not None:
            yield who, name


def _answers(rows: Rows, city: City, objects: object) -> Iterator[tuple[str, str, HttpResponse]]:
    assert isinstance(objects, dict)
    clients: dict[str, Client] = {}
    for who, name in _asked(rows):
        if who not in clients:
            clients[who] = Client()
            account: Account = getattr(city, who)
            clients[who].force_login(account)
        with transaction.atomic():
            answer = clients[who].get(reverse(name, args=objects.get(name, ())))
            yield who, name, answer
            transaction.set_rollback(True)


def _content(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def _acting(content: bytes, kind: str) -> list[str]:
    """What in this answer would act: elements of the attack, formulas, links that lead out."""
    if "html" in kind:
        return Elements(content.decode()).found
    if "csv" in kind:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        return [f"cell {cell[:20]!r}" for row in rows for cell in row if cell.startswith(RUNNABLE)]
    if "spreadsheetml" in kind:
        return list(_formulas(content))
    return []


def _formulas(content: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" or cell.hyperlink:
                    yield f"{sheet.title}!{cell.coordinate} {str(cell.value)[:30]}"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        outside = [name for name in packed.namelist() if "externalLink" in name]
    yield from outside


@pytest.mark.nightly
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_acts_in_the_browser(folder: str, city: City, visitor: Visitor) -> None:
    """The same pages with their scripts: what those write into the page is text as well.

    The window's own check adds that the content policy had nothing to stop.
    """
    rows = next(rows for rows in tables() if rows.app == folder)
    objects = rows.objects(city)
    assert plant() > 10
    windows: dict[str, Page] = {}
    for who, name in _asked(rows):
        page = windows.get(who) or visitor(getattr(city, who), "desk", "/account/")
        windows[who] = page
        address = reverse(name, args=objects.get(name, ()))
        answer = page.request.get(address, max_redirects=0)
        if not answer.ok or not answer.text().lstrip().lower().startswith("<!doctype"):
            continue  # a download, a fragment, an act
        page.goto(address, wait_until="networkidle")
        for menu in page.locator("details > summary").all()[:6]:
            menu.evaluate("summary => summary.parentElement.open = true")
        assert page.locator("x-attack").count() == 0, f"{name} as {who}"
        assert page.evaluate("window.attack === undefined")


def test_the_look_finds_what_acts() -> None:
    """The check can fail."""
    assert Elements("<p>" + ATTACK).found
    assert Elements("<a href=' javascript:x'>").found
    assert _acting(b"a,=1+1", "text/csv") == ["cell '=1+1'"]
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = ATTACK  # type: ignore[index]
    book.save(out)
    assert list(_formulas(out.getvalue()))
