"""过程监督: the stream, one entry before and after, and the table to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from dukao.journal.selectors import entry_numbered, is_readable
from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.oversight import services
from dukao.oversight.policies import can_oversee
from dukao.oversight.selectors import stream as reading
from dukao.oversight.vocabulary import EXPORT_LIMIT, KIND_OF, SHARED
from dukao.oversight.web.exports import workbook, workbook_answer
from dukao.oversight.web.stream_list import StreamListing
from dukao.ui.forms import said
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render


@require_GET
def stream(request: Request) -> HttpResponse:
    at = clock.now()
    services.note_looking(actor=request.actor, page="过程监督", at=at)
    listing, before = StreamListing(request.GET), number_in(request.GET, "before")
    chain, hits, letters = reading.beside(request.actor)
    context = {
        "listing": listing,
        "stream": reading.stream(request.actor, listing.asked, at, before=before),
        "is_first": before is None,
        "chain": chain,
        "scope": reading.scope_in_words(request.actor),
        "hits": hits,
        "letters": letters,
        "limit": EXPORT_LIMIT,
        "at": at,
    }
    return render(request, "oversight/stream.html", context)


@require_GET
def entry(request: Request, entry_id: int) -> HttpResponse:
    """One entry before and after, with the way to its proof and to a question about it."""
    require(can_oversee(request.actor))
    found = entry_numbered(request.actor, entry_id, SHARED)
    told = reading.told(request.actor, [found]) if found.event in KIND_OF else []
    if not told:
        raise Missing("这一条不在过程监督里，请到日志查看。")
    services.note_looking(actor=request.actor, page="前后对照", at=clock.now())
    context = {"told": told[0], "entry": found, "in_journal": is_readable(request.actor, found)}
    return render(request, "oversight/entry.html", context)


@require_GET
def news(request: Request) -> HttpResponse:
    """For a page that stays open: how much has happened since it was read."""
    listing, after = StreamListing(request.GET), number_in(request.GET, "after") or 0
    count = reading.news(request.actor, listing.asked, clock.now(), after=after)
    context = {"listing": listing, "news": count, "newest": after}
    return render(request, "oversight/parts/news.html", context)


@require_POST
def export(request: Request) -> HttpResponse:
    """What was found as a table; that it was taken out is an entry itself, with its purpose."""
    at = clock.now()
    listing = StreamListing(request.POST)
    found = reading.entries(request.actor, listing.asked, at)[:EXPORT_LIMIT]
    rows = list(found)
    services.note_export(
        actor=request.actor, conditions=listing.in_words, count=len(rows),
        purpose=said(request.POST, "purpose", "用途", 200, one_line=True), at=at,
    )  # fmt: skip
    note = f"{listing.in_words}；{request.actor.name}导出于 {at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    return workbook_answer(workbook(reading.told(request.actor, rows), note), "过程监督", at)
