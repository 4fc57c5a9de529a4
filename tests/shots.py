"""``make shots``: pictures of the main pages of the example city, for the README and for people's eyes.

Loads the city into a folder of its own (or ``DUKAO_HOME``, to be quicker the second time), comes in as one
persona after another, and writes ``docs/images/<name>.png`` (1366 × 768) and ``<name>-390.png`` (a phone).
``python -m tests.shots wall loop`` takes only those.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from tests.needs import CHROMIUM
from tests.operations import processes

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
#: Seconds the city may take to load on a busy machine.
LOADING = 900
#: By the ending of the file: width, height, and pixels for each.
Screens = Mapping[str, tuple[int, int, int]]
SCREENS: Screens = MappingProxyType({"": (1366, 768, 1), "-390": (390, 844, 2)})
#: The wall hangs in one size.
WALL: Screens = MappingProxyType({"": (1920, 1080, 1)})


@dataclass(frozen=True)
class Shot:
    """A page as a persona sees it; ``follow`` names links to press once there, one after the other."""

    name: str
    persona: str
    path: str
    follow: tuple[str, ...] = ()
    screens: Screens = field(default_factory=lambda: SCREENS)


SHOTS = (
    Shot("login", "", "/account/login/"),
    Shot("home-unit", "陈立", "/"),
    Shot("report", "陈立", "/reports/"),
    Shot("review", "林岚", "/reports/review/"),
    Shot("score", "陈立", "/results/mine/"),
    Shot("home-office", "何正", "/"),
    Shot("overview", "何正", "/reports/overview/"),
    Shot("schemes", "何正", "/schemes/"),
    Shot("ranking", "何正", "/results/", follow=("table a.title",)),
    Shot("ledger", "何正", "/matters/"),
    Shot("board", "何正", "/matters/board/"),
    Shot("matter", "陈立", "/matters/mine/", follow=("table a.title",)),
    Shot("loop", "何正", "/decisions/", follow=("table a.title", "a[href$='/loop/']")),
    Shot("wall", "何正", "/wall/", screens=WALL),
    Shot("home-leader", "周行", "/"),
    Shot("units", "何正", "/units/"),
    Shot("journal", "沈默", "/journal/"),
)


def main(wanted: Sequence[str] = ()) -> None:
    """All pictures, or those named."""
    if not CHROMIUM:
        sys.exit("Chromium is missing: apt-get install chromium-headless-shell, or name it in DUKAO_CHROMIUM")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dukao-shots-") as folder:
        shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
        serve_and_take(Path(os.environ.get("DUKAO_HOME", folder)), shots)


def serve_and_take(home: Path, shots: Sequence[Shot]) -> None:
    port = processes.free_port()
    demo = subprocess.Popen(
        [sys.executable, "-m", "dukao", "demo", "--port", str(port)],
        env={**os.environ, "DUKAO_HOME": str(home)}, start_new_session=True,
    )  # fmt: skip
    try:
        processes.eventually(lambda: processes.is_up(port) or demo.poll() is not None, seconds=LOADING)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for shot in shots:
                take(chromium, shot, f"http://127.0.0.1:{port}")
            chromium.close()
    finally:
        os.killpg(demo.pid, signal.SIGTERM)
        demo.wait()


def take(chromium: Browser, shot: Shot, address: str) -> None:
    for suffix, (width, height, scale) in shot.screens.items():
        context = chromium.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=scale, locale="zh-CN",
            base_url=address,
        )  # fmt: skip
        page = context.new_page()
        if shot.persona:
            enter(page, shot.persona)
        page.goto(shot.path)
        for link in shot.follow:
            page.locator(link).first.click()
        page.wait_for_load_state("networkidle")
        path = IMAGES / f"{shot.name}{suffix}.png"
        page.screenshot(path=str(path))
        context.close()
        Console().print(f"{path.relative_to(ROOT)}  {shot.persona} {shot.path}")


def enter(page: Page, persona: str) -> None:
    """Come in through the demo's own door."""
    page.goto("/account/login/")
    page.get_by_role("button", name=re.compile(persona)).first.click()
    page.wait_for_url(re.compile(r"^(?!.*login).*$"))


if __name__ == "__main__":
    main(sys.argv[1:])
