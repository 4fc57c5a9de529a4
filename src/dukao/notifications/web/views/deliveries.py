"""投递记录: what became of what was sent, without what it said."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.notifications import selectors, services
from dukao.notifications.kinds import all_kinds
from dukao.notifications.policies import can_manage_channels
from dukao.notifications.vocabulary import DeliveryState
from dukao.ui.numbers import numbers_in
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

COLUMNS = (
    Column("created_at", "产生"), Column("channel", "渠道"), Column("kind", "种类"), Column("whom", "收件"),
    Column("state", "状态"), Column("when", "发送时间"), Column("sentence", "说明"),
)  # fmt: skip
STATES = Choice("state", "状态", tuple(DeliveryState.choices), many=True)
VIEWS = (
    SavedView("全部", ""), SavedView("要处理", "state=failed&state=uncertain"),
    SavedView("待发", "state=waiting&state=sending"),
)  # fmt: skip


@require_GET
def deliveries(request: Request) -> HttpResponse:
    require(can_manage_channels(request.actor))
    kinds = [kind for kind in all_kinds() if not kind.is_discreet]
    choices = (
        STATES,
        Choice("channel", "渠道", selectors.channel_names(request.actor), many=True),
        Choice("kind", "种类", tuple((kind.name, kind.label) for kind in kinds), many=True),
    )
    listing = Listing(request.GET, columns=COLUMNS, choices=choices, views=VIEWS, searchable="收件人")
    chosen = listing.chosen
    listing.show(
        selectors.matching_deliveries(
            request.actor, states=chosen.get("state", []), channels=chosen.get("channel", []),
            kinds=chosen.get("kind", []), search=listing.search,
        )
    )  # fmt: skip
    rows = selectors.delivery_rows(listing.rows, today())
    return render(request, "notifications/deliveries.html", {"listing": listing, "rows": rows})


@require_POST
def decide(request: Request) -> HttpResponse:
    """Send the ticked ones again, or no more."""
    picked = numbers_in(request.POST, "picked")
    if "drop" in request.POST:
        count = services.drop_deliveries(actor=request.actor, delivery_ids=picked, at=now())
        messages.success(request, f"{count} 条不再发，站内消息还在。")
    else:
        count = services.resend_deliveries(actor=request.actor, delivery_ids=picked, at=now())
        messages.success(request, f"{count} 条已重新排队发送。")
    return redirect("notifications:deliveries")
