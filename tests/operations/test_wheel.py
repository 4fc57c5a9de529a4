"""A wheel carries everything: in a clean environment it runs without Node and without the sources."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.operations import processes

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).parent / "uv"

pytestmark = pytest.mark.nightly


def run(*command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def uv() -> str:
    found = str(UV) if UV.exists() else shutil.which("uv")
    if not found:
        pytest.skip("uv is missing: make tools")
    return found


@pytest.fixture(scope="module")
def wheel(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    run(uv, "build", "--wheel", "--quiet", "--out-dir", target)
    (built,) = target.glob("dukao-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(uv: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The interpreter of an environment that knows only the locked packages and the wheel."""
    place = tmp_path_factory.mktemp("clean") / "env"
    python = place / "bin" / "python"
    run(uv, "venv", "--quiet", "--python", sys.executable, place)
    requirements = ("--require-hashes", "--requirement", "requirements.txt")
    run(uv, "pip", "install", "--quiet", "--python", python, *requirements)
    run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel)
    return str(python)


def test_the_wheel_has_assets_templates_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for part in ("dukao.css", "dukao.js", "charts.js"):
        assert f"dukao/ui/static/dist/{part}" in names
    for page in (ROOT / "src/dukao").glob("*/jinja2/**/*.html"):
        assert str(page.relative_to(ROOT / "src")) in names
    for file in (ROOT / "src/dukao/demo/data").rglob("*.*"):
        assert str(file.relative_to(ROOT / "src")) in names


def test_it_examines_the_machine_and_serves(installed: str, tmp_path: Path) -> None:
    done = processes.dukao(tmp_path, "migrate", "--skip-checks", "--verbosity", "0", python=installed)
    assert done.returncode == 0, done.stderr

    doctor = processes.dukao(tmp_path, "doctor", python=installed)
    assert "界面文件" in doctor.stdout, doctor.stderr
    assert "Traceback" not in doctor.stderr

    port = processes.free_port()
    server = processes.start(tmp_path, "serve", "--port", str(port), python=installed)
    try:
        assert processes.health(port) == {"status": "ok"}
    finally:
        output = processes.stop(server)
    assert server.returncode == 0, output
