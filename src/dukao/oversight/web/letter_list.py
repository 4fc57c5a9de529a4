"""Letters as the address asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.oversight.selectors.letters import VIEWS, addressee, names_on, visible_letters
from dukao.oversight.vocabulary import LetterKind
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.oversight.models import Letter

COLUMNS = ("标题", "关于", "由谁答复", "状态", "期限")


@dataclass(frozen=True)
class LetterList:
    listing: Listing
    units: dict[int, str]

    def unit(self, letter: Letter) -> str:
        return self.units[letter.unit_id]

    def addressee(self, letter: Letter) -> str:
        return addressee(letter, self.unit(letter))


def letter_list(query: QueryDict, actor: Actor, day: date) -> LetterList:
    """Saved views with their counts; drafts have no view for whoever cannot see them."""
    listing, rows = _asked(query, actor)
    listing.show(rows)
    return LetterList(listing, names_on((row.unit_id for row in listing.rows), day))


def letters_asked_for(query: QueryDict, actor: Actor) -> tuple[QuerySet[Letter], str]:
    """All that the list would show, and the conditions in words."""
    listing, rows = _asked(query, actor)
    return rows, listing.in_words


def _asked(query: QueryDict, actor: Actor) -> tuple[Listing, QuerySet[Letter]]:
    rows = visible_letters(actor)
    views = {name: view for name, view in VIEWS.items() if name != "draft" or actor.has(Role.DISCIPLINE)}
    counts = rows.order_by().aggregate(
        **{name: Count("pk", filter=where) for name, (_, where) in views.items()}
    )
    listing = Listing(
        query,
        columns=[Column(f"c{n}", label) for n, label in enumerate(COLUMNS)],
        choices=(
            Choice("view", "状态", tuple((name, words) for name, (words, _) in views.items())),
            Choice("kind", "种类", tuple(LetterKind.choices)),
        ),
        views=(
            SavedView("全部", ""),
            *(_view(name, count) for name, count in counts.items()),
        ),
        searchable="标题或编号",
    )  # fmt: skip
    for name in listing.chosen.get("view", ()):
        rows = rows.filter(views[name][1])
    for kind in listing.chosen.get("kind", ()):
        rows = rows.filter(kind=kind)
    if listing.search:
        rows = rows.filter(Q(title__icontains=listing.search) | Q(number__icontains=listing.search))
    return listing, rows


def _view(name: str, count: int) -> SavedView:
    return SavedView(VIEWS[name][0], f"view={name}", count, hot=name == "waiting" and count > 0)
