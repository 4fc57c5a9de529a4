"""The inbox."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel.clock import now
from dukao.kernel.request import Request
from dukao.notifications import selectors, services
from dukao.notifications.kinds import all_kinds
from dukao.ui.numbers import numbers_in
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

COLUMNS = (Column("title", "消息"), Column("kind", "种类"), Column("at", "时间"))
STATES = Choice("state", "状态", (("unread", "未读"), ("read", "已读")))
VIEWS = (SavedView("全部", ""), SavedView("未读", "state=unread"))


@require_GET
def inbox(request: Request) -> HttpResponse:
    kinds = Choice("kind", "种类", tuple((kind.name, kind.label) for kind in all_kinds()), many=True)
    listing = Listing(request.GET, columns=COLUMNS, choices=(STATES, kinds), views=VIEWS)
    only = "".join(listing.chosen.get("state", []))
    listing.show(selectors.inbox(request.actor, only=only, kinds=listing.chosen.get("kind", [])))
    sent = selectors.deliveries_of(notice.pk for notice in listing.rows)
    return render(request, "notifications/inbox.html", {"listing": listing, "sent": sent})


@require_GET
def open_notice(request: Request, notice_id: int) -> HttpResponse:
    """To what the notice is about; going there reads it."""
    notice = selectors.notice_for(request.actor, notice_id)
    services.mark_read(actor=request.actor, notice_ids=[notice.pk], at=now())
    return redirect(notice.url or "notifications:inbox")


@require_POST
def read(request: Request) -> HttpResponse:
    """The ticked notices, or all of them when the button says so."""
    if "all" in request.POST:
        count = services.mark_all_read(actor=request.actor, at=now())
    else:
        picked = numbers_in(request.POST, "picked")
        count = services.mark_read(actor=request.actor, notice_ids=picked, at=now())
    messages.success(request, f"{count} 条已标为已读。" if count else "选中的消息已经读过。")
    return redirect("notifications:inbox")
