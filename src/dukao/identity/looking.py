"""Support from outside passes here: nothing but looking, and every page on record before it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from dukao.identity.selectors import visit_numbered
from dukao.identity.services import note_look
from dukao.identity.vocabulary import POLL_HEADER, VISIT_KEY
from dukao.kernel import clock
from dukao.ui.web.errors import refuse

#: What somebody who looks may still do: end it, and keep their own account in order.
OPEN_ACTS = frozenset({
    "identity:logout", "identity:end_support", "identity:begin_support", "identity:password",
    "identity:begin_factor", "identity:confirm_factor", "identity:begin_key", "identity:add_key",
})  # fmt: skip
#: One's own affairs, that a support person has without any unit.
OWN_AFFAIRS = frozenset(
    {
        f"privacy:{name}"
        for name in ("mine", "export_json", "export_word", "ask", "request", "withdraw", "register")
    }
)
ONLY_LOOK = "支持访问只能看，不能办理。需要改动的，请由本单位的人操作。"
NOWHERE = "现在没有单位允许你查看。请先由单位在“支持访问”里允许，再到你的“支持访问”里开始查看。"
_TITLE = re.compile(rb"<title>(.*?)(?:\xc2\xb7[^<]*)?</title>", re.S)


def only_looking_middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Acts are refused whatever the role lent could do; pages of the unit go into the journal.

    Without a visit there is nothing but one's own account: not even what everybody in the place may read.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        actor = request.actor  # type: ignore[attr-defined]
        if not actor.looking_at:
            return _outside(request) or get_response(request)
        name = resolve(request.path_info).view_name
        if request.method not in {"GET", "HEAD", "OPTIONS"} and name not in OPEN_ACTS:
            return refuse(request, 403, ONLY_LOOK, "only_look")
        response = get_response(request)
        if (
            response.status_code == 200
            and not name.startswith("identity:")
            and POLL_HEADER not in request.headers
        ):
            visit = visit_numbered(request.session[VISIT_KEY])
            note_look(actor=actor, visit=visit, page=_named(request, response), at=clock.now())
        return response

    return middleware


def _outside(request: HttpRequest) -> HttpResponseBase | None:
    """What a support person that no unit lets look is answered; ``None`` for everybody else."""
    user = request.user
    if not (user.is_authenticated and user.is_support):
        return None
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return None
    if name in OWN_AFFAIRS or name.startswith(("identity:", "notifications:")):
        return None
    if request.method == "GET" and "HX-Request" not in request.headers:
        return redirect("identity:visits")
    return refuse(request, 403, NOWHERE, "nowhere")


def _named(request: HttpRequest, response: HttpResponseBase) -> str:
    """What was opened, in words, with its address: a page by its title, a file, a part of a page."""
    if "attachment" in response.headers.get("Content-Disposition", ""):
        name = "下载文件"
    else:
        found = None if response.streaming else _TITLE.search(response.content)  # type: ignore[attr-defined]
        name = found[1].decode("utf-8", "replace").strip() if found else "页面的一部分"
    return f"{name}（{request.path}）"[:200]
