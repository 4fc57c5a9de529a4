"""Laws of the source that keep whole kinds of attacks out, whoever writes the next page or table."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models

pytestmark = pytest.mark.once

SOURCE = Path(__file__).parents[2] / "src" / "dukao"
FILES = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
#: Tables that programs read back cell by cell: a ' before a cell would be another cell. They hold codes and
#: figures, and what people typed only under "name".
READ_BACK = {
    "scoring/formats/files.py", "scoring/ballots/writing.py", "scoring/commands/weights.py", "operations/tools/lines.py",
}  # fmt: skip
#: SQL put together of the source's own names, of names the database gave, and of statements the ORM wrote, whose values stay parameters.
PUT_TOGETHER = {
    "journal/triggers.py", "kernel/prepared.py", "kernel/counting.py", "operations/backup/databases.py",
    "demo/last_year.py",
}  # fmt: skip
#: Writes every cell with the call for its kind, so that no text is guessed to be a formula.
WRITES_BY_KIND = {"scoring/formats/excel.py", "scoring/formats/workbook/sheets.py"}


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(_text(path))


def _calls(path: Path, name: str) -> list[ast.Call]:
    """Calls of that name in the file; one that nowhere has its last word need not be read."""
    if name.rpartition(".")[2] not in _text(path):
        return []
    return [
        node
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name
    ]


def _named(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", [path for path in FILES if _calls(path, "csv.writer")], ids=_named)
def test_tables_for_people_hold_no_formula(path: Path) -> None:
    assert _named(path) in READ_BACK or _calls(path, "harmless"), "pass every cell through harmless()"


@pytest.mark.parametrize("path", [path for path in FILES if _calls(path, "xlsxwriter.Workbook")], ids=_named)
def test_workbooks_take_no_text_for_a_formula_or_a_link(path: Path) -> None:
    if _named(path) in WRITES_BY_KIND:
        guessed = [
            node
            for node in ast.walk(_tree(path))
            if isinstance(node, ast.Attribute) and node.attr in {"write", "write_row"}
        ]
        assert guessed == []
    else:
        assert "INERT" in ast.unparse(_tree(path))


def test_no_form_takes_its_fields_from_a_model() -> None:
    """What a request may set is written out field by field (mass assignment)."""
    made = [
        _named(path)
        for path in FILES
        for node in ast.walk(_tree(path))
        if "ModelForm" in getattr(node, "id", getattr(node, "attr", ""))
        or "modelform" in getattr(node, "id", "")
    ]
    assert made == []
    assert not [form for form in _subclasses(forms.ModelForm) if form.__module__.startswith("dukao.")]


def _subclasses(kind: type) -> list[type]:
    return [one for below in kind.__subclasses__() for one in (below, *_subclasses(below))]


def test_no_request_is_poured_into_a_call() -> None:
    """``**request.POST`` would set whatever somebody adds to a form."""
    poured = [
        f"{_named(path)}:{node.value.lineno}"
        for path in FILES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.keyword) and node.arg is None
        and any(word in ast.unparse(node.value) for word in ("request.POST", "request.GET", ".data"))
        and not any(word in ast.unparse(node.value) for word in ("cleaned_data", "accepted("))
    ]  # fmt: skip
    assert poured == []


def test_nothing_is_run_or_unpickled() -> None:
    forbidden = (
        "eval",
        "exec",
        "pickle.loads",
        "pickle.load",
        "marshal.loads",
        "yaml.load",
        "yaml.unsafe_load",
        "os.system",
        "os.popen",
    )
    found = [
        f"{_named(path)}:{call.lineno} {name}"
        for path in FILES
        for name in forbidden
        for call in _calls(path, name)
        if not (name == "yaml.load" and "Safe" in ast.unparse(call))
    ]
    assert found == []


def test_no_program_is_started_through_a_shell() -> None:
    shells = [
        f"{_named(path)}:{node.value.lineno}"
        for path in FILES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert shells == []


def test_the_database_is_asked_with_parameters() -> None:
    """SQL is a text of the source; a value in it stands for itself behind a placeholder."""
    built = {
        _named(path)
        for path in FILES
        for name in ("cursor.execute", "cursor.executemany", "RawSQL", "connection.execute")
        for call in _calls(path, name)
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    }
    assert built <= PUT_TOGETHER


def test_templates_trust_no_text() -> None:
    """``|safe`` stands behind literals only; everything else is escaped where it is written out."""
    trusted = []
    for path in sorted(SOURCE.rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for piece in line.split("|safe")[:-1]:
                if not piece.rstrip().endswith(("'", '"')):
                    trusted.append(f"{path.relative_to(SOURCE)}:{number}")
            assert "autoescape false" not in line, path
    assert trusted == []


def test_every_model_text_has_a_limit_or_is_prose() -> None:
    """A field of one line has a length; what has none is prose, counted where it is written."""
    for model in apps.get_models():
        if model.__module__.startswith("dukao."):
            for field in model._meta.concrete_fields:
                assert not isinstance(field, models.CharField) or field.max_length, (
                    f"{model.__name__}.{field.name}"
                )
