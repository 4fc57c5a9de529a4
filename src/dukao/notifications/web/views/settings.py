"""通知设置: how one wants to be reached, and the address of one's calendar."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dukao.kernel.clock import now, today
from dukao.kernel.request import Request
from dukao.notifications import selectors, services
from dukao.notifications.web.forms import PreferenceForm
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def preference(request: Request) -> HttpResponse:
    chosen = selectors.preference_of(request.actor)
    media, policy = selectors.open_media(), selectors.policy_on(today())
    data = request.POST if request.method == "POST" else None
    form = PreferenceForm(data, chosen=chosen, media=media, policy=policy)
    if form.is_bound and form.carry_out(services.set_preference, actor=request.actor):
        messages.success(request, "通知设置已保存，以后的消息照此发送。")
        return redirect("notifications:settings")
    context = {"form": form, "media": media, "link": selectors.calendar_link_of(request.actor)}
    return render(request, "notifications/settings.html", context, status=form.status)


@never_cache
@require_POST
def make_calendar(request: Request) -> HttpResponse:
    """The address is shown this once."""
    secret = services.make_calendar_link(actor=request.actor, at=now())
    path = reverse("calendar:feed", args=[secret])
    address = f"{settings.DUKAO_URL}{path}" if settings.DUKAO_URL else request.build_absolute_uri(path)
    return render(request, "notifications/calendar_link.html", {"address": address})


@require_POST
def revoke_calendar(request: Request) -> HttpResponse:
    services.revoke_calendar_link(actor=request.actor, at=now())
    messages.success(request, "日历订阅链接已停用，日历软件不再更新。")
    return redirect("notifications:settings")
