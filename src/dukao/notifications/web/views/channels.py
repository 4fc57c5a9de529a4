"""通知渠道: the ways out of the house."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel.clock import now, today
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.notifications import selectors, services
from dukao.notifications.policies import can_manage_channels
from dukao.notifications.transports import Fate
from dukao.notifications.web.forms import ChannelForm
from dukao.ui.forms import said
from dukao.ui.rendering import render


@require_GET
def channels(request: Request) -> HttpResponse:
    listed = list(selectors.channels_with_figures(request.actor, now()))
    places = selectors.places_of_channels(listed, today())
    return render(request, "notifications/channels.html", {"channels": listed, "places": places})


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    require(can_manage_channels(request.actor))
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.carry_out(services.add_channel, actor=request.actor, at=now()):
        messages.success(request, "渠道已新增。请先试发一条，确认收到。")
        return redirect("notifications:channels")
    return render(request, "notifications/channel_form.html", {"form": form}, status=form.status)


@require_http_methods(["GET", "POST"])
def change(request: Request, channel_id: int) -> HttpResponse:
    channel = selectors.channel_numbered(request.actor, channel_id)
    place = selectors.places_of_channels([channel], today()).get(channel.unit_id or 0)
    form = ChannelForm(request.POST if request.method == "POST" else None, channel=channel, place=place)
    if form.is_bound and form.carry_out(
        services.change_channel, actor=request.actor, channel=channel, at=now()
    ):
        messages.success(request, "渠道已保存。")
        return redirect("notifications:channels")
    context = {"form": form, "channel": channel}
    return render(request, "notifications/channel_form.html", context, status=form.status)


@require_POST
def try_out(request: Request, channel_id: int) -> HttpResponse:
    """One fixed sentence through the channel; what came back is told in words."""
    channel = selectors.channel_numbered(request.actor, channel_id)
    try:
        recipient = said(request.POST, "recipient", "收件的邮箱或手机号", 120, one_line=True)
        outcome = services.try_channel(actor=request.actor, channel=channel, recipient=recipient, at=now())
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        if outcome.fate is Fate.SENT:
            messages.success(request, f"“{channel.name}”已接收试发，请到那一头看是否收到。")
        else:
            messages.error(request, f"“{channel.name}”试发没有成功：{outcome.sentence}")
    return redirect("notifications:channels")


@require_POST
def pause(request: Request, channel_id: int) -> HttpResponse:
    channel = selectors.channel_numbered(request.actor, channel_id)
    services.pause_channel(actor=request.actor, channel=channel, at=now())
    messages.success(request, f"“{channel.name}”已暂停，要发的先留着。")
    return redirect("notifications:channels")


@require_POST
def resume(request: Request, channel_id: int) -> HttpResponse:
    channel = selectors.channel_numbered(request.actor, channel_id)
    services.resume_channel(actor=request.actor, channel=channel, at=now())
    messages.success(request, f"“{channel.name}”已恢复，留着的陆续发出。")
    return redirect("notifications:channels")
