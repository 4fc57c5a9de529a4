"""One box that finds what every room knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dukao.checks.selectors import search_checks
from dukao.documents.selectors import search_documents
from dukao.issues.selectors.waiting import search_problems
from dukao.kernel.actor import Actor
from dukao.matters.selectors.waiting import search_matters
from dukao.organisations.selectors import search_units
from dukao.reporting.selectors.waiting import search_lines
from dukao.schemes.selectors import search_items
from dukao.schemes.selectors.versions import visible_versions

#: (title, detail, address), as every room answers.
Answer = tuple[str, str, str]
#: The list that unrolls below the box shows fewer than the page.
ON_PAGE = 30
IN_LIST = 5


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class HitGroup:
    """What one room found."""

    label: str
    icon: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    label: str
    icon: str
    find: Callable[[Actor, str, int, datetime], list[Answer]]


def _schemes(actor: Actor, text: str, limit: int, at: datetime) -> list[Answer]:
    """Schemes by name, each in the newest version the actor may open."""
    found: dict[int, Answer] = {}
    versions = visible_versions(actor).filter(scheme__name__icontains=text).select_related("scheme")
    for version in versions.defer("document").order_by(
        "-scheme__scheme_set__year", "scheme__code", "-number"
    ):
        detail = f"{version.scheme.code}·第 {version.number} 版·{version.get_state_display()}"
        found.setdefault(
            version.scheme_id, (version.scheme.name, detail, reverse("schemes:show", args=[version.pk]))
        )
    return list(found.values())[:limit]


_SOURCES = (
    _Source("单位", "building", lambda actor, text, limit, at: search_units(actor, text, limit)),
    _Source("督办事项", "list-check", search_matters),
    _Source("问题", "checklist", search_problems),
    _Source("检查", "calendar-event", search_checks),
    _Source("指标", "target", lambda actor, text, limit, at: search_items(actor, text, limit)),
    _Source("考评办法", "books", _schemes),
    _Source("公文", "file-text", search_documents),
    _Source("填报项", "table", search_lines),
)


def search(actor: Actor, text: str, at: datetime, *, limit: int) -> list[HitGroup]:
    """What the actor may see and find under ``text``, room by room; rooms without a hit are left out."""
    wanted = " ".join(text.split())
    if not wanted:
        return []
    groups = (
        HitGroup(source.label, source.icon, tuple(Hit(*hit) for hit in source.find(actor, wanted, limit, at)))
        for source in _SOURCES
    )
    return [group for group in groups if group.hits]
