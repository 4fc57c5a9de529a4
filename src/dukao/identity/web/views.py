"""Views of lists that somebody keeps and forgets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from dukao.identity import services
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.ui.rendering import came_from


@require_POST
def keep(request: Request) -> HttpResponse:
    """The conditions on a page become a tab of one's own."""
    page = request.POST.get("page", "")
    try:
        home = reverse(page)
    except NoReverseMatch as error:
        raise DomainError("no_page", "不知道是哪个页面的视图，请回到列表再存。") from error
    kept = services.keep_view(
        actor=request.actor, page=page, name=request.POST.get("name", ""), query=request.POST.get("query", "")
    )
    messages.success(request, f"已存为视图“{kept.name}”。")
    return redirect(came_from(request, home))


@require_POST
def forget(request: Request, view_id: int) -> HttpResponse:
    services.forget_view(actor=request.actor, view_id=view_id)
    messages.success(request, "已删除这个视图。")
    return redirect(came_from(request, reverse("identity:me")))
