"""The house keeps its own laws: layers between rooms, and front doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "dukao"

#: Rooms are entered through these modules only.
FRONT_DOORS = {"services", "selectors", "policies", "vocabulary"}
#: And through the registries that rooms fill at start-up.
REGISTRIES = {
    "journal.sentences", "journal.watching", "background.registry", "documents.access", "notifications.kinds", "matters.scores",
    "patrols.sampling", "identity.support_watch",
    "issues.finders", "issues.origins", "issues.peers",
    "checks.burden", "checks.evidence", "checks.fieldwork", "checks.participants",
}  # fmt: skip
#: And for form fields that a room lends to the pages of others.
LENT = {"organisations.fields"}
#: No rooms: what everybody may use as they like, and the roots that put everything together.
OPEN = {"kernel", "scoring", "ui"}
ROOTS = {"cli.py", "__main__.py", "config", "demo", "operations"}
ROOMS = {path.relative_to(SOURCE).parts[0] for path in SOURCE.glob("*/models*")} | {"dashboards"}


def test_the_layers_hold() -> None:
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    result = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def _room_files() -> list[Path]:
    files = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
    return [path for path in files if path.relative_to(SOURCE).parts[0] not in ROOTS]


@pytest.mark.parametrize("path", _room_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_other_rooms_are_entered_by_their_front_doors(path: Path) -> None:
    room = path.relative_to(SOURCE).parts[0]
    for line, module in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        _, other, *inside = [*module.split("."), "", ""][:4] if module.startswith("dukao.") else ["", room]
        if other == room or other in OPEN:
            continue
        door = inside[0]
        assert door in FRONT_DOORS or f"{other}.{door}" in REGISTRIES | LENT, (
            f"{path.relative_to(ROOT)}:{line} enters {other} through {door or 'the wall'}"
        )


@pytest.mark.parametrize("path", sorted(SOURCE.glob("*/models.py")) + sorted(SOURCE.glob("*/models/*.py")))
def test_foreign_keys_to_other_rooms_are_written_as_text(path: Path) -> None:
    """So a model file needs no other room's models to be read."""
    room = path.relative_to(SOURCE).parts[0]
    modules = [module for _, module in _imports(ast.parse(path.read_text(encoding="utf-8")))]
    assert [
        m for m in modules if m.startswith("dukao.") and ".models" in m and not m.startswith(f"dukao.{room}.")
    ] == []


def test_the_laws_know_every_room() -> None:
    apps = {path.parent.name for path in SOURCE.glob("*/apps.py")}
    assert apps - OPEN - ROOTS <= ROOMS


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and module of every import that runs; what only the type checker sees is left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            # "from dukao.schemes import selectors" enters by selectors.
            if node.module.count(".") == 1:
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        else:
            yield from _imports(node)
