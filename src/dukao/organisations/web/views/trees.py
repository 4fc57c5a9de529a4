"""The trees of units: opened branch by branch, or as a list when somebody looks for something."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations import selectors
from dukao.organisations.policies import can_change_structure, can_change_whole_place, can_see_structure
from dukao.organisations.vocabulary import Category, Level, Tree
from dukao.organisations.web.viewing import Viewing, viewing
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing

#: So many units of one branch are sent at a time.
BRANCH = 100
COLUMNS = (
    Column("name", "单位", sort="name"),
    Column("code", "代码", sort="unit__code"),
    Column("level", "层级"),
    Column("category", "类别"),
    Column("parent", "上级"),
)


@require_GET
def tree(request: Request, tree: str = Tree.ADMINISTRATIVE) -> HttpResponse:
    """A whole tree from its top, one unit and what is below it, or what meets the conditions."""
    require(can_see_structure(request.actor))
    if tree not in Tree.values:
        raise Missing("没有这棵机构树，请从上面的页签里选。")
    seen = viewing(request)
    listing = _listing(request, tree, seen)
    context = {
        "tree": Tree(tree), "viewing": seen, "listing": listing, "sizes": selectors.tree_sizes(seen.day),
        "trees": Tree, "may_change": can_change_structure(request.actor),
        "may_add": can_change_whole_place(request.actor),
    }  # fmt: skip
    return render(request, "organisations/tree.html", {**context, **_shown(request, tree, seen, listing)})


@require_GET
def below(request: Request, unit_id: int) -> HttpResponse:
    """The next units directly below one: a fragment for its tree, or a page of its own."""
    require(can_see_structure(request.actor))
    seen = viewing(request)
    children = selectors.children_of(unit_id, seen.day)
    total = children.count()
    after = min(number_in(request.GET, "after") or 0, total)
    context = {
        "version": selectors.unit_on(unit_id, seen.day), "viewing": seen,
        "nodes": selectors.branches(children[after : after + BRANCH], seen.day),
        "shown": after + BRANCH, "total": total,
    }  # fmt: skip
    return render(request, "organisations/below.html", context, fragment="branches")


@require_GET
def suggest(request: Request) -> HttpResponse:
    """Options for a field that takes a unit."""
    require(can_see_structure(request.actor))
    text = request.GET.get(request.GET.get("field", ""), "")
    found = selectors.suggestions(text, viewing(request).day, request.GET.get("tree", Tree.ADMINISTRATIVE))
    return render(request, "organisations/suggestions.html", {"found": found})


def _listing(request: Request, tree: str, seen: Viewing) -> Listing:
    """The conditions in the address; another day than today is one of them."""
    choices = [Choice("level", "层级", tuple(Level.choices), many=True)]
    if tree == Tree.ADMINISTRATIVE:
        choices.append(Choice("category", "类别", tuple(Category.choices), many=True))
    if not seen.is_today:
        choices.append(Choice("day", "日期", ((seen.day.isoformat(), seen.day.isoformat()),)))
    return Listing(request.GET, columns=COLUMNS, choices=choices, searchable="名称或代码", per_page=50)


def _shown(request: Request, tree: str, seen: Viewing, listing: Listing) -> dict[str, Any]:
    """Rows of the list when there is a condition, else the branches of the tree."""
    levels, categories = listing.chosen.get("level"), listing.chosen.get("category")
    if listing.search or levels or categories:
        listing.show(
            selectors.units_matching(
                seen.day, tree, search=listing.search, levels=levels, categories=categories
            )
        )
        return {"parents": selectors.parents_of(list(listing.rows), seen.day), "nodes": None}
    tops = selectors.tops_of(tree, seen.day)
    nodes = selectors.branches(tops[:BRANCH], seen.day)
    return {"nodes": nodes, "open": _opened(nodes, seen)}


def _opened(nodes: list[Any], seen: Viewing) -> list[Any]:
    """A tree with one top shows its first branch at once."""
    if len(nodes) != 1:
        return []
    return selectors.branches(selectors.children_of(nodes[0].version.unit_id, seen.day)[:BRANCH], seen.day)
