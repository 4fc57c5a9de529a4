"""No door takes a file past the check for marks of state secrets."""

from __future__ import annotations

import importlib
import re
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dukao.ui.forms import Form
from tests.conftest import City

SOURCES = Path(__file__).parents[2] / "src" / "dukao"
#: Views that take a file without a form, each with the check it hands the file to.
WITHOUT_FORM = {
    "reporting/web/views/evidence.py": "services.attach_evidence",
    "patrols/web/views/field.py": "services.attach_photo",
    "matters/web/views/decisions.py": "check_upload",
}


def _modules(mark: str) -> list[Path]:
    return [path for path in SOURCES.rglob("web/**/*.py") if mark in path.read_text(encoding="utf-8")]


def test_every_form_with_a_file_is_one_that_looks_into_it() -> None:
    found = 0
    for path in _modules("File"):
        name = ".".join(("dukao", *path.relative_to(SOURCES).with_suffix("").parts))
        for kind in vars(importlib.import_module(name)).values():
            if isinstance(kind, type) and issubclass(kind, forms.BaseForm):
                files = [field for field in kind.base_fields.values() if isinstance(field, forms.FileField)]
                assert not files or issubclass(kind, Form), f"{name}.{kind.__name__} takes files unseen"
                found += bool(files)
    assert found >= 10


def test_views_without_a_form_are_known() -> None:
    loose = re.compile(r"request\.FILES(?!\)| or None| if )")
    taking = {
        str(path.relative_to(SOURCES)): path.read_text(encoding="utf-8")
        for path in _modules("request.FILES")
        if loose.search(path.read_text(encoding="utf-8").replace("request.FILES,", "request.FILES)"))
    }
    assert set(taking) == set(WITHOUT_FORM)
    for path, source in taking.items():
        assert WITHOUT_FORM[path] in source


class Upload(Form):
    file = forms.FileField(label="文件")


@pytest.mark.parametrize(("mark", "taken"), [("机 密★10年", False), ("工作秘密", True)])
def test_a_form_looks_into_the_file_and_leaves_it_whole(mark: str, taken: bool) -> None:
    content = f"事项,{mark}".encode()
    form = Upload({}, {"file": SimpleUploadedFile("清单.csv", content)})
    assert form.is_valid() is taken
    if taken:
        assert form.cleaned_data["file"].read() == content
    else:
        assert "本系统不处理国家秘密" in form.errors["file"][0]


def test_a_marked_workbook_is_told_at_its_field(city: City) -> None:
    with xlsxwriter.Workbook(out := BytesIO()) as book:
        book.add_worksheet("单位").write(0, 0, "秘密★1年")
    browser = Client()
    browser.force_login(city.office)
    sent = SimpleUploadedFile("单位表.xlsx", out.getvalue())
    answer = browser.post("/units/import/", {"file": sent})
    assert answer.status_code == 422
    assert "“单位表.xlsx”里标有“秘密”" in answer.content.decode()
