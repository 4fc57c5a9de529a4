"""现场走访: a page that works without a signal; here its devices fetch tasks and leave their records."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.patrols import services
from dukao.patrols.policies import can_use_field
from dukao.patrols.selectors.field import field_key, field_sheets, finding_marked, split_count, split_records
from dukao.patrols.vocabulary import Severity, VisitManner
from dukao.patrols.web.field_reading import change_of, changes_in
from dukao.ui.rendering import render

WORKER = "dist/field-worker.js"
#: Who looks at the address without a device gets a key that opens nothing.
NO_DEVICE = "00000000-0000-4000-8000-000000000000"
BYTES = "文件没有传上来，请再传一次；照片还在本机。"


@require_GET
@never_cache
def show(request: Request) -> HttpResponse:
    """The same page for every member: what a device shows on it comes from the device."""
    require(can_use_field(request.actor))
    context = {"severities": Severity.choices, "manners": VisitManner.choices}
    return render(request, "patrols/field.html", context)


@require_GET
def worker(request: Request) -> HttpResponse:
    """The service worker. Served here, it reaches this page alone and no other address of the product."""
    script = Path(str(finders.find(WORKER))).read_bytes()
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_GET
@never_cache
def tasks(request: Request) -> JsonResponse:
    """The tasks of one's groups, and the key with which this device shuts what it holds."""
    require(can_use_field(request.actor))
    at = clock.now()
    day = clock.local_day(at)
    key = field_key(request.actor, _uuid(request.GET.get("device", NO_DEVICE)))
    return _json({
        "account": request.actor.account_id, "key": base64.b64encode(key).decode(),
        "tasks": field_sheets(request.actor, day), "splits": split_count(request.actor, day),
        "now": at.isoformat(),
    })  # fmt: skip


@require_POST
def changes(request: Request) -> JsonResponse:
    """Each change is taken or refused by itself; what was taken stays."""
    require(can_use_field(request.actor))
    return _json({"outcomes": [_received(request, sent) for sent in changes_in(request)]})


def _received(request: Request, sent: Mapping[str, Any]) -> dict[str, Any]:
    try:
        outcome = services.receive_change(actor=request.actor, change=change_of(sent), at=clock.now())
    except DomainError as refusal:
        return {"uid": sent.get("uid"), "state": "refused", "sentence": refusal.sentence, "kept": False}
    return {
        "uid": str(outcome.uid), "state": outcome.state, "sentence": outcome.sentence, "kept": True,
        "split": outcome.is_split, "heads": [str(head) for head in outcome.heads],
    }  # fmt: skip


@require_POST
def photo(request: Request) -> JsonResponse:
    """A picture by its own mark: sent twice it is there once. 404 while its finding has not arrived."""
    require(can_use_field(request.actor))
    at = clock.now()
    file = request.FILES.get("file")
    if file is None:
        raise DomainError("file_missing", BYTES)
    finding = finding_marked(request.actor, _uuid(request.POST.get("finding")), clock.local_day(at))
    if finding is None:
        raise Missing("照片所属的记录还没有上传。")
    kept = services.attach_photo(
        actor=request.actor, finding=finding, name=file.name or "照片", content=file, at=at,
        uid=_uuid(request.POST.get("uid")),
    )  # fmt: skip
    return _json({"uid": str(kept.uid)})


@require_GET
def splits(request: Request) -> HttpResponse:
    require(can_use_field(request.actor))
    rows = split_records(request.actor, clock.today())
    return render(request, "patrols/splits.html", {"rows": rows})


@require_POST
def settle(request: Request, record_id: int) -> HttpResponse:
    require(can_use_field(request.actor))
    chosen = _uuid(request.POST.get("version"))
    services.settle_record(actor=request.actor, record_id=record_id, chosen=chosen, at=clock.now())
    messages.success(request, "已核定，没有采用的版本仍留有记录。")
    return redirect("patrols:field_splits")


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise DomainError("unreadable", "缺少标识，请刷新后再试；记录还在本机。") from None


def _json(answer: Mapping[str, Any]) -> JsonResponse:
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
