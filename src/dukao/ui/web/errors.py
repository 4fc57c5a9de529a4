"""Refusals and faults as answers: a page with a sentence, or for htmx the sentence alone."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse

from dukao.kernel.clock import ZONE
from dukao.kernel.outage import Outage, outage_behind
from dukao.ui.rendering import is_fragment, render

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
#: Below this, programs ask.
API = "/api/"
#: Without template engine, session or database: it must stand when they do not.
FAULT_PAGE = (Path(__file__).parent / "fault.html").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Words:
    title: str
    sentence: str


WORDS = {
    400: Words("这个请求不完整", "浏览器送来的内容不完整或格式不对，没有办理。请返回上一页，刷新后再试。"),
    403: Words("你没有这项权限", "这项内容不在你的职责范围内。如需办理，请联系本单位系统管理员。"),
    404: Words("没有这一页", "地址可能写错，内容也可能已移走，或不在你的查看范围。"),
    405: Words("这个地址不能直接打开", "它是办理用的，要从页面上的按钮进入。什么都没有改动，请返回上一页。"),
    409: Words("刚刚有人改过", "你看到的内容已不是最新。请返回上一页，刷新后核对再办。"),
    413: Words("内容太大", "送来的文件或文字超过上限，没有保存。请压缩或分开后再传。"),
    422: Words("还不能这样办", "填写的内容有问题，没有保存。请返回上一页修改。"),
}
#: Refusals of an act that may speak of where a thing stands, not of the person nor of somebody faster.
STATES = ("refused", "wrong_state", "locked", "page_expired")
NOT_DONE = "没有办成"


def refuse(request: HttpRequest, status: int, sentence: str = "", code: str = "") -> HttpResponse:
    """An answer of that status which says ``sentence``: JSON for programs, text for htmx, else a page."""
    words = WORDS.get(status, WORDS[400])
    title = NOT_DONE if request.method == "POST" and code in STATES else words.title
    says = sentence or words.sentence
    if request.path_info.startswith(API):
        error = {"code": code or str(status), "message": says}
        return JsonResponse({"error": error}, status=status, json_dumps_params={"ensure_ascii": False})
    if is_fragment(request):
        return HttpResponse(says, status=status, content_type="text/plain; charset=utf-8")
    return render(
        request, "ui/error.html", {"status": status, "heading": title, "sentence": says}, status=status
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refuse(
        request, 403, "这一页停留太久，安全标记已失效。请返回上一页，刷新后再试；你填的内容还在。",
        code="page_expired",
    )  # fmt: skip


def server_error(request: HttpRequest) -> HttpResponse:
    """Says when it happened, and that nothing was lost, without touching anything that may have failed.

    Django calls it while the error is being handled: what is nobody's mistake and passes is told as such,
    with 503 and the time after which to come again.
    """
    outage = outage_behind(sys.exc_info()[1])
    time = f"{datetime.now(ZONE):%Y-%m-%d %H:%M:%S}"
    answer = _fault(request, outage, time)
    if outage:
        answer.headers["Retry-After"] = str(outage.retry_after)
    return answer


def _fault(request: HttpRequest, outage: Outage | None, time: str) -> HttpResponse:
    status = 503 if outage else 500
    if outage and request.path_info.startswith(API):
        error = {"code": outage.code, "message": outage.sentence}
        return JsonResponse({"error": error}, status=status, json_dumps_params={"ensure_ascii": False})
    if is_fragment(request):
        sentence = (
            f"服务器出错，没有办成。你的内容还在，请稍后再试；仍不行请把出错时间 {time} 告诉系统管理员。"
        )
        said = f"{outage.title}。{outage.sentence}你填的内容还在。" if outage else sentence
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    title = outage.title if outage else "服务器出错"
    sentence = outage.sentence if outage else "这一步没有办成，已记入日志。已保存的内容不受影响。"
    page = FAULT_PAGE
    for name, value in (("title", title), ("sentence", sentence), ("time", time)):
        page = page.replace(f"{{{{ {name} }}}}", value)
    return HttpResponse(page, status=status)
