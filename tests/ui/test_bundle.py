"""The assets build from the sources of every app, and name no registry."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    if not shutil.which("npm") or not (ROOT / "node_modules/esbuild").exists():
        pytest.skip("Node or node_modules is missing: npm ci")
    subprocess.run(
        ["npm", "run", "build"],
        cwd=ROOT,
        env={**os.environ, "DUKAO_DIST": str(tmp_path)},
        check=True,
        capture_output=True,
    )
    return tmp_path


def test_three_bundles_with_every_apps_part(built: Path) -> None:
    assert {"dukao.css", "dukao.js", "charts.js"} <= {path.name for path in built.iterdir()}
    css = (built / "dukao.css").read_text()
    for name in (ROOT / "src/dukao").glob("*/assets/icons.txt"):
        for icon in name.read_text().split():
            assert f".ti-{icon}{{" in css
    for sheet in (ROOT / "src/dukao").glob("*/assets/*.css"):
        first = re.search(r"^\.([a-z][\w-]+)", sheet.read_text(), re.M)
        assert first is None or f".{first[1]}" in css, sheet
    assert "url(http" not in css


def test_the_rules_of_phones_do_not_hold_on_paper() -> None:
    """A4 is narrower than a desk's screen: a rule for narrow screens would hide columns of what is printed."""
    for sheet in (ROOT / "src/dukao").glob("*/assets/**/*.css"):
        for query in re.findall(r"@media ([^{]*max-width[^{]*)", sheet.read_text()):
            parts = query.split(",")
            assert all("screen" in part or part.strip() == "print" for part in parts), f"{sheet}: {query}"


def test_the_lock_file_names_packages_exactly_and_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert not any("resolved" in package for package in lock["packages"].values())
    wanted = json.loads((ROOT / "package.json").read_text())
    for version in [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]:
        assert re.fullmatch(r"[\d.]+", version)
