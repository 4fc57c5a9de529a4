"""The very first command on a machine: no database yet, as a process of its own."""

from __future__ import annotations

from pathlib import Path

from tests.operations import processes

PEOPLE = (
    *("--system-admin", "shiguan", "石管"), *("--security-admin", "anguan", "安管"),
    *("--audit-admin", "shenguan", "沈管"), *("--office", "hezheng", "何正"),
)  # fmt: skip


def test_setting_up_makes_the_database_and_serving_before_leads_there(tmp_path: Path) -> None:
    early = processes.dukao(tmp_path, "serve", "--port", str(processes.free_port()))
    assert early.returncode == 1
    assert "先运行 dukao setup" in early.stderr
    done = processes.dukao(tmp_path, "setup", "--place", "示例市", *PEOPLE, "--generate")
    assert (done.returncode, done.stderr) == (0, "")
    assert "正在建库" in done.stdout
    assert "dukao serve" in done.stdout
    assert (tmp_path / "place").read_text(encoding="utf-8") == "示例市"
    again = processes.dukao(tmp_path, "setup", "--place", "示例市", *PEOPLE, "--generate")
    assert "只能做一次" in again.stderr
