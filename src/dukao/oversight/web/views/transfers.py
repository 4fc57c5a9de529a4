"""移送与回执: handed over sealed, received with a receipt, opened by the receiver, settled in words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on
from dukao.oversight import services
from dukao.oversight.policies import can_see_transfers, can_take_transfer
from dukao.oversight.selectors.letters import names_on
from dukao.oversight.selectors.transfers import transfer_for
from dukao.oversight.vocabulary import EXPORT_LIMIT
from dukao.oversight.web.exports import workbook_answer
from dukao.oversight.web.ledger_exports import transfer_workbook
from dukao.oversight.web.transfer_forms import EndTransferForm, HandingForm, ReceiptForm, directions_of
from dukao.oversight.web.transfer_list import transfers_asked_for
from dukao.ui.forms import said
from dukao.ui.rendering import render


@require_GET
def listing(request: Request) -> HttpResponse:
    require(can_see_transfers(request.actor))
    listing, rows = transfers_asked_for(request.GET, request.actor)
    context = {"listing": listing.show(rows), "limit": EXPORT_LIMIT}
    return render(request, "oversight/transfers.html", context)


@require_POST
def export(request: Request) -> HttpResponse:
    """The ledger without what is sealed; that it was taken out is an entry itself, with its purpose."""
    at, may = clock.now(), can_see_transfers(request.actor)
    require(may)
    listing, found = transfers_asked_for(request.POST, request.actor)
    rows = list(found[:EXPORT_LIMIT])
    services.note_ledger_export(
        actor=request.actor, may=may, conditions=f"移送与回执：{listing.in_words}", count=len(rows),
        purpose=said(request.POST, "purpose", "用途", 200, one_line=True), at=at,
    )  # fmt: skip
    names = names_on((row.unit_id for row in rows), clock.local_day(at))
    return workbook_answer(transfer_workbook(rows, names), "移送", at)


@require_http_methods(["GET", "POST"])
def hand_over(request: Request) -> HttpResponse:
    require(can_see_transfers(request.actor))
    form = HandingForm(request.POST or None, directions=directions_of(request.actor))
    if form.is_bound and form.carry_out(services.send_transfer, actor=request.actor, at=clock.now()):
        messages.success(request, "已移送，内容已封存。对方签收后这里有回执。")
        made = form.result
        return redirect("oversight:transfer", made.pk) if made else redirect("oversight:transfers")
    return render(request, "oversight/hand_over.html", {"form": form}, status=form.status)


@require_GET
def show(request: Request, transfer_id: int) -> HttpResponse:
    return _sheet(request, transfer_id)


@require_POST
def receive(request: Request, transfer_id: int) -> HttpResponse:
    transfer = transfer_for(request.actor, transfer_id)
    require(can_take_transfer(request.actor, transfer))
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _sheet(request, transfer_id, receipt=form, status=422)
    services.receive_transfer(
        actor=request.actor, transfer=transfer, receipt=form.cleaned_data["receipt"], at=clock.now()
    )
    messages.success(request, "已签收，对方会收到回执。")
    return redirect("oversight:transfer", transfer_id)


@require_POST
def open_contents(request: Request, transfer_id: int) -> HttpResponse:
    """The contents on this one page; nothing of it stays in an address or in the browser's store."""
    transfer = transfer_for(request.actor, transfer_id)
    contents = services.open_transfer(actor=request.actor, transfer=transfer, at=clock.now())
    answer = _sheet(request, transfer_id, contents=contents)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def end(request: Request, transfer_id: int) -> HttpResponse:
    transfer = transfer_for(request.actor, transfer_id)
    require(can_take_transfer(request.actor, transfer))
    form = EndTransferForm(request.POST)
    if not form.is_valid():
        return _sheet(request, transfer_id, ending=form, status=422)
    text, at = form.cleaned_data["text"], clock.now()
    if form.cleaned_data["way"] == "settle":
        services.settle_transfer(actor=request.actor, transfer=transfer, outcome=text, at=at)
    else:
        services.return_transfer(actor=request.actor, transfer=transfer, reason=text, at=at)
    messages.success(request, "已办理，对方会收到消息。")
    return redirect("oversight:transfer", transfer_id)


def _sheet(
    request: Request, transfer_id: int, *, contents: str = "", receipt: ReceiptForm | None = None,
    ending: EndTransferForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    transfer = transfer_for(request.actor, transfer_id)
    context = {
        "transfer": transfer, "may_take": can_take_transfer(request.actor, transfer).allowed,
        "unit_name": unit_on(transfer.unit_id, clock.today()).short_name, "contents": contents,
        "receipt": receipt or ReceiptForm(), "ending": ending or EndTransferForm(),
    }  # fmt: skip
    return render(request, "oversight/transfer.html", context, status=status)
