"""Commands that work on the database: Django's management commands, with help and refusals in Chinese."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from dukao.scoring.commands.running import WRONG_INPUT, Parser


class CommandParser(Parser):
    """What does not parse is refused like everything else, so that callers in Python can catch it."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(self.refusal(message), returncode=WRONG_INPUT)


class Command(BaseCommand):
    """Takes Django's own options, and tells in its help of its own alone.

    A refusal is left to the edge (``dukao.cli``), which has one way to say them all.
    """

    def create_parser(self, prog_name: str, subcommand: str, **_: Any) -> CommandParser:  # type: ignore[override]
        parser = CommandParser(prog=f"dukao {subcommand}", description=self.help)
        parser.set_defaults(traceback=True)
        for option in ("--settings", "--pythonpath"):
            parser.add_argument(option, help=argparse.SUPPRESS)
        for option in ("--no-color", "--force-color", "--skip-checks"):
            parser.add_argument(option, action="store_true", help=argparse.SUPPRESS)
        parser.add_argument("-v", "--verbosity", type=int, default=1, help=argparse.SUPPRESS)
        self.add_arguments(parser)  # type: ignore[arg-type]
        return parser
