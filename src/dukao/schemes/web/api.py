"""`/api/v1/`: the engine over the wire, and the OpenAPI document that says how it is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.schemes.policies import can_preview
from dukao.schemes.preview import Limits, PreviewRefused, preview
from dukao.scoring import Problem, SchemeError
from dukao.scoring.formats.json import read_json

DOCUMENT = (Path(__file__).parent / "openapi.json").read_bytes()


@login_not_required  # asks for itself: a program is told in JSON, not led to the log-in page
@require_GET
def openapi(request: Request) -> HttpResponse:
    """What may be asked below /api/ and what is answered, for programs that read OpenAPI."""
    _require_session(request)
    return HttpResponse(DOCUMENT, content_type="application/json")


@login_not_required  # asks for itself: a program is told in JSON, not led to the log-in page
@require_POST
def score_preview(request: Request) -> JsonResponse:
    """Totals, nodes, places and grades of the scheme and facts in the request; derivations if asked for."""
    _require_session(request)
    require(can_preview(request.actor))
    limits = Limits(settings.DUKAO_PREVIEW_CELLS, settings.DUKAO_PREVIEW_SECONDS)
    try:
        return _json(preview(_body(request), limits))
    except PreviewRefused as refusal:
        problems = [{"part": part, **_fault(problem)} for part, problem in refusal.problems]
        error = {"code": refusal.code, "message": refusal.sentence, "problems": problems}
        return _json({"error": error}, refusal.status)


def _require_session(request: Request) -> None:
    if not request.user.is_authenticated:
        raise Refused("请先登录，再调用这个接口。", code="log_in_required")


def _fault(problem: Problem) -> dict[str, Any]:
    place = {"key": problem.key, "line": problem.line, "column": problem.column}
    return {**place, "message": problem.sentence}


def _json(answer: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})


def _body(request: Request) -> Any:
    """The request's JSON, numbers as the text they were written in."""
    if request.content_type != "application/json":
        raise DomainError("not_json", "请求要用 JSON，并写明 Content-Type: application/json。", 415)
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > settings.DUKAO_PREVIEW_BYTES:
        raise DomainError(
            "too_large", f"请求超过 {settings.DUKAO_PREVIEW_BYTES} 字节，请分批或用 dukao score。", 413
        )
    try:
        return read_json(request.body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DomainError("not_json", "请求不是 UTF-8 文本。", 400) from error
    except SchemeError as error:
        raise PreviewRefused("not_json", [("", problem) for problem in error.problems], 400) from error


app_name = "score_api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", openapi, name="openapi"),
    path("score/preview", score_preview, name="preview"),
]
