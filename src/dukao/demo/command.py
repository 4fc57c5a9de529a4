"""``dukao demo``: the example city, loaded once and served at once."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from dukao.demo.home import DemoHome
from dukao.kernel.errors import DomainError
from dukao.scoring.commands.running import Parser

if TYPE_CHECKING:
    from dukao.operations.serving import Address


def main(arguments: list[str]) -> int:
    """Prepare what is missing, then serve until Ctrl+C; 1 with a sentence when something is in the way."""
    options = _options(arguments)
    console = Console()
    home = DemoHome(Path(os.environ.setdefault("DUKAO_HOME", ".demo")).resolve())
    os.environ["DUKAO_DEMO"] = "1"
    try:
        with home.claimed():
            if options.reset or home.was_interrupted:
                home.empty()
            was_loaded = home.is_loaded
            _run(options, home, console)
        if not was_loaded and not options.no_serve:
            _serve_afresh(options)
    except DomainError as refusal:
        sys.stderr.write(f"{refusal.sentence}\n")
        return 1
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = Parser(prog="dukao demo", description="装入虚构的示例市并启动。")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只对本机开放")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--workers", type=int, default=2, help="网页进程数，默认 2")
    parser.add_argument("--reset", action="store_true", help="先清空，从头装入")
    parser.add_argument("--no-serve", action="store_true", help="只装入，不启动")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace, home: DemoHome, console: Console) -> None:
    """Everything after the environment is set: from here on the settings may be read."""
    import django

    django.setup()
    from django.core.management import call_command

    from dukao.operations import assets, readiness, serving

    address = serving.Address(options.host, options.port)
    if not options.no_serve:
        serving.require_free(address)
    was_loaded = home.is_loaded
    if not was_loaded:
        _load(home, console)
    elif readiness.missing_migrations():
        call_command("migrate", interactive=False, verbosity=0)
    assets.collect()
    if was_loaded and not options.no_serve:
        serving.serve(address, options.workers, announce=lambda: _announce(address, console))


def _serve_afresh(options: argparse.Namespace) -> None:
    """In this process's place: what set papers while loading has threads that web workers, being forks, would
    wait for without end when they set a PDF.
    """
    given = ["--host", options.host, "--port", str(options.port), "--workers", str(options.workers)]
    os.execv(sys.executable, [sys.executable, "-m", "dukao", "demo", *given])  # noqa: S606 - our own words


def _load(home: DemoHome, console: Console) -> None:
    from django.core.management import call_command

    from dukao.demo.load import TODAY, load_city

    began = time.monotonic()
    home.begin_loading(TODAY)
    with _steps(console) as step:
        step("数据库")
        call_command("migrate", interactive=False, verbosity=0)
        load_city(step)
    home.finish_loading()
    console.print(f"示例市装好了，用时 {time.monotonic() - began:.0f} 秒。")


class _Step:
    """Names the step under way and ticks off the one before it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status = console.status("")
        self._name = ""
        self._began = 0.0

    def __call__(self, name: str) -> None:
        self.tick()
        self._name, self._began = name, time.monotonic()
        self._status.update(f"{name} …")
        self._status.start()

    def stop(self) -> None:
        self._status.stop()

    def tick(self) -> None:
        self.stop()
        if self._name:
            seconds = time.monotonic() - self._began
            self._console.print(f"[green]✓[/] {self._name} [dim]{seconds:.1f} 秒[/]", highlight=False)
            self._name = ""


@contextmanager
def _steps(console: Console) -> Iterator[_Step]:
    step = _Step(console)
    try:
        yield step
        step.tick()
    finally:
        step.stop()


def _announce(address: Address, console: Console) -> None:
    from dukao.demo.city import PERSONAS
    from dukao.demo.support import SUPPORT
    from dukao.kernel.roles import Role

    table = Table(
        "姓名", "角色", "来做什么", title="登录页上点一下就能以他们的身份进入", title_justify="left"
    )
    for _, name, _, role, purpose in PERSONAS:
        table.add_row(name, Role(role).label, purpose)
    table.add_row(SUPPORT[1], "支持人员", SUPPORT[2])
    console.print(table)
    console.print(f"督考示例市（数据虚构）：[bold]{address.url}[/]　按 Ctrl+C 停止。")
