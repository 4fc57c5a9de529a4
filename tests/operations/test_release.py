"""What is handed out is signed, and whoever installs it finds a changed byte with the tools of any machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: As docs/operations.md tells it.
VERIFY = (
    "ssh-keygen -Y verify -f release-signers -I dukao -n dukao -s SHA256SUMS.sig < SHA256SUMS"
    " && sha256sum --check --strict SHA256SUMS"
)

pytestmark = pytest.mark.ssh


def run(command: str, place: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", command], cwd=place, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Signed by a key of this test; whoever verifies has the public half beside it."""
    place = tmp_path / "dist"
    place.mkdir()
    (place / "dukao-0.1.0-py3-none-any.whl").write_bytes(b"a wheel")
    assert run("ssh-keygen -q -t ed25519 -N '' -C '' -f key", tmp_path).returncode == 0
    made = run(f"make --no-print-directory signed DIST={place} KEY={tmp_path / 'key'}", ROOT)
    assert made.returncode == 0, made.stderr
    (place / "release-signers").write_text(f"dukao {(tmp_path / 'key.pub').read_text()}")
    return place


def test_the_command_of_the_manual_verifies_it(release: Path) -> None:
    assert VERIFY in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").replace("\\\n  ", "")
    done = run(VERIFY, release)
    assert done.returncode == 0, done.stderr
    assert "dukao-0.1.0-py3-none-any.whl: OK" in done.stdout
    assert "requirements.txt: OK" in done.stdout


@pytest.mark.parametrize("name", ["dukao-0.1.0-py3-none-any.whl", "requirements.txt", "SHA256SUMS"])
def test_a_changed_byte_is_found(release: Path, name: str) -> None:
    (release / name).write_bytes((release / name).read_bytes() + b" ")
    assert run(VERIFY, release).returncode != 0


def test_another_key_is_not_the_one_that_is_trusted(release: Path, tmp_path: Path) -> None:
    assert run("ssh-keygen -q -t ed25519 -N '' -C '' -f other", tmp_path).returncode == 0
    run(f"make --no-print-directory signed DIST={release} KEY={tmp_path / 'other'}", ROOT)
    assert run(VERIFY, release).returncode != 0


def test_without_a_key_nothing_is_called_signed(tmp_path: Path) -> None:
    done = run(f"make --no-print-directory signed DIST={tmp_path}", ROOT)
    assert done.returncode != 0
    assert "KEY=" in done.stdout
