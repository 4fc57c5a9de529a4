"""The journal as auditors and discipline supervision read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from dukao.journal import proofs, selectors, services
from dukao.journal.export import csv_lines
from dukao.journal.policies import can_read_journal, can_receive
from dukao.journal.sentences import changes, sentence
from dukao.journal.vocabulary import EXPORT_LIMIT
from dukao.journal.web.forms import ConditionsForm
from dukao.kernel.clock import now
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.downloads import download, streamed
from dukao.ui.forms import said
from dukao.ui.numbers import number_in
from dukao.ui.qr import qr_svg
from dukao.ui.rendering import render


@require_GET
def entry_list(request: Request) -> HttpResponse:
    require(can_read_journal(request.actor))
    form = ConditionsForm(request.GET)
    number = number_in(request.GET, "before")
    page = selectors.page(request.actor, form.conditions(), before=number)
    context = {
        "form": form,
        "page": page,
        "sentence": sentence,
        "is_first": number is None,
        "query": _query(request.GET),
        "standing": selectors.standing(),
        "limit": EXPORT_LIMIT,
    }
    return render(request, "journal/list.html", context)


@require_GET
def show(request: Request, entry_id: int) -> HttpResponse:
    require(can_read_journal(request.actor))
    entry = selectors.entry_numbered(request.actor, entry_id)
    proof = selectors.proof_of(entry)
    context = {
        "entry": entry,
        "sentence": sentence,
        "changes": changes(entry),
        "proof": proof,
        "is_attested": bool(proof.checkpoint and selectors.attestation_over(proof.checkpoint)),
        "others": selectors.same_request(entry, request.actor),
    }
    return render(request, "journal/show.html", context)


@require_POST
def export(request: Request) -> HttpResponse | StreamingHttpResponse:
    """The entries found, newest first, as a table; that they were taken out is an entry itself.

    A condition that makes no sense is not left out as on the page: the file would hold more than was asked.
    """
    require(can_read_journal(request.actor))
    form = ConditionsForm(request.POST)
    if not form.is_valid():
        faults = "；".join(
            f"{form.fields[name].label or '条件'}：{words[0]}" for name, words in form.errors.items()
        )
        raise DomainError("conditions", f"没有导出，条件写得不对：{faults.rstrip('。')}。请改好后再导出。")
    found = selectors.matching(request.actor, form.conditions())[:EXPORT_LIMIT]
    services.note_export(
        actor=request.actor, conditions=form.in_words(), count=found.count(),
        purpose=said(request.POST, "purpose", "用途", 200, one_line=True), at=now(),
    )  # fmt: skip
    return streamed(csv_lines(found.iterator(chunk_size=1000)), f"journal-{now():%Y%m%d-%H%M}.csv")


@require_GET
def proof(request: Request, entry_id: int) -> HttpResponse:
    """What proves this entry to somebody without the product."""
    require(can_read_journal(request.actor))
    found = proofs.prove_entry(selectors.entry_numbered(request.actor, entry_id))
    return JsonResponse(
        found, json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": f'attachment; filename="dukao-entry-{entry_id}.json"'},
    )  # fmt: skip


@require_GET
def attestations(request: Request) -> HttpResponse:
    require(can_read_journal(request.actor))
    context = {"rows": selectors.attestations(), "standing": selectors.standing()}
    return render(request, "journal/attestations.html", context)


@require_GET
def attestation(request: Request, number: int) -> HttpResponse:
    """One attestation to read, print and keep."""
    require(can_read_journal(request.actor))
    found = selectors.attestation_numbered(number)
    receipts = list(found.receipts.all())
    context = {
        "attestation": found,
        "receipts": receipts,
        "code": qr_svg(found.text, "日志存证的二维码"),
        "may_receive": can_receive(request.actor).allowed
        and request.actor.account_id not in {receipt.account_id for receipt in receipts},
    }
    return render(request, "journal/attestation.html", context)


@require_GET
def attestation_file(request: Request, number: int) -> HttpResponse:
    require(can_read_journal(request.actor))
    found = selectors.attestation_numbered(number)
    return download(found.text, f"dukao-{found.head_id:09d}.txt")


@require_POST
def receive(request: Request, number: int) -> HttpResponse:
    services.receive_attestation(
        actor=request.actor, attestation=selectors.attestation_numbered(number), at=now()
    )
    messages.success(request, "已签收。请把存证文件或打印件留存在本系统之外。")
    return redirect("journal:attestation", number)


def _query(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("before", None)
    return kept.urlencode()
