"""What is done with a document: sent, recalled, sent back, signed, voided, received."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dukao.documents import services
from dukao.documents.selectors import document_for, receipt_for
from dukao.documents.web.forms import SendForm
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.ui.forms import OnceForm, said


@require_POST
def send(request: Request, document_id: int) -> HttpResponse:
    sent = SendForm(request.POST).accepted()
    return _done(request, document_id, services.send_document, "已送签，签发人会收到消息。", **sent)


@require_POST
def recall(request: Request, document_id: int) -> HttpResponse:
    return _done(request, document_id, services.recall_document, "已撤回，可以继续修改。")


@require_POST
def send_back(request: Request, document_id: int) -> HttpResponse:
    reason = said(request.POST, "reason", "原因", 300)
    return _done(request, document_id, services.send_back_document, "已退回修改。", reason=reason)


@require_POST
def issue(request: Request, document_id: int) -> HttpResponse:
    sent = OnceForm(request.POST).accepted()
    return _done(request, document_id, services.issue_document, "已签发，收文单位会收到消息。", **sent)


@require_POST
def void(request: Request, document_id: int) -> HttpResponse:
    reason = said(request.POST, "reason", "原因", 300)
    return _done(request, document_id, services.void_document, "已作废，字号保留在册。", reason=reason)


@require_POST
def receive(request: Request, receipt_id: int) -> HttpResponse:
    receipt = receipt_for(request.actor, receipt_id)
    services.receive_document(actor=request.actor, receipt=receipt, at=clock.now())
    messages.success(request, "已签收。")
    return redirect("official:show", receipt.document_id)


def _done(
    request: Request, document_id: int, act: Callable[..., Any], words: str, **more: Any
) -> HttpResponse:
    at = clock.now()
    document = document_for(request.actor, document_id, clock.local_day(at))
    act(actor=request.actor, document=document, at=at, **more)
    messages.success(request, words)
    return redirect("official:show", document_id)
