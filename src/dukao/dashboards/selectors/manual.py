"""The manual as it is shipped: the pages of docs/guide, to be read beside the work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from dukao.kernel.errors import Missing

#: The first page; it names the others.
FIRST = "README"
#: In the order in which the first page speaks of them to whoever does the daily work.
NAMES = (
    "reporting", "review", "scores", "ledger", "decisions", "matters", "documents", "schemes", "office",
    "leader", "problems", "checks", "patrols", "field", "oversight", "account", "notices", "privacy",
    "officers",
)  # fmt: skip
_LINK = re.compile(r"(\w+)\.md(#.*)?")
#: Chinese lines that break in the file go on without a space.
_LEFT_OUT = ("image", "softbreak")


@dataclass(frozen=True, slots=True)
class ManualPage:
    name: str
    title: str
    text: Markup

    @property
    def url(self) -> str:
        return _url(self.name)


def manual() -> list[ManualPage]:
    """Every page but the first."""
    return [_read(name) for name in NAMES]


def manual_page(name: str) -> ManualPage:
    """The page of that name; "" is the first."""
    if name and name not in NAMES:
        raise Missing("手册里没有这一页。")
    return _read(name or FIRST)


def _url(name: str) -> str:
    return reverse("dashboards:manual") if name == FIRST else reverse("dashboards:manual_page", args=[name])


@cache
def _read(name: str) -> ManualPage:
    """Headings get the ids that links name; links lead within the product; pictures are left out."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse((_folder() / f"{name}.md").read_text(encoding="utf-8"))
    title = tokens[1].content
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", _anchor(inside.content))
        elif opening.type == "table_open":
            opening.attrSet("class", "dk-table")
    for token in tokens:
        token.children = _within(token.children or []) if token.children is not None else None
    # What was just rendered from our own files, in which raw HTML is off.
    return ManualPage(name, title, Markup(reader.renderer.render(tokens[3:], reader.options, {})))  # noqa: S704


def _folder() -> Path:
    packaged = Path(str(files("dukao"))) / "guide"
    return packaged if packaged.is_dir() else Path(__file__).parents[4] / "docs" / "guide"


def _within(tokens: Sequence[Token]) -> list[Token]:
    kept = [token for token in tokens if token.type not in _LEFT_OUT]
    for token in kept:
        found = _LINK.fullmatch(str(token.attrGet("href"))) if token.type == "link_open" else None
        if found:
            token.attrSet("href", _url(found[1]) + (found[2] or ""))
    return kept


def _anchor(heading: str) -> str:
    """As repositories show them: letters stay, spaces become hyphens, everything else goes."""
    return re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
