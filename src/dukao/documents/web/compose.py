"""Writing a document: new, changed, and as it will look."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from dukao.documents import services
from dukao.documents.official.kinds import Layout, default_mark, is_upward, layout_of
from dukao.documents.official.outlines import OUTLINES
from dukao.documents.official.paper import Paper, Paragraph, day_in_words, paragraphs_typed, typed_from
from dukao.documents.official.pdf import render_pictures
from dukao.documents.policies import can_draft
from dukao.documents.selectors.composing import number_to_come, printed_label
from dukao.documents.selectors.issuers import issuers_of
from dukao.documents.selectors.sheet import Sheet, sheet_for
from dukao.documents.vocabulary import DocumentKind, RecipientRole
from dukao.documents.web.forms import ComposeForm
from dukao.kernel import clock
from dukao.kernel.characters import count_characters
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render

#: Pages shown beside the form while one types; the rest is seen once it is saved.
SHOWN = 6


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    require(can_draft(request.actor))
    at = clock.now()
    kind = request.GET.get("kind", "")
    kind = kind if kind in DocumentKind.values else DocumentKind.CIRCULAR.value
    title, body = OUTLINES[kind]
    start = {"kind": kind, "title": title, "body": body, "regime": "government",
             "label": "internal", "nature": "special"}  # fmt: skip
    form = ComposeForm(request.actor, clock.local_day(at), request.POST or None, initial=start)
    if form.is_bound and form.carry_out(services.draft_document, actor=request.actor, at=at):
        messages.success(request, "草稿已保存。看过版面后可以送签。")
        return redirect("official:show", form.result.pk)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
def edit(request: Request, document_id: int) -> HttpResponse:
    at = clock.now()
    sheet = sheet_for(request.actor, document_id, at)
    require(sheet.may_revise)
    sent = _fixed(request.POST, sheet) if request.method == "POST" else None
    form = ComposeForm(request.actor, clock.local_day(at), sent, anew=True, initial=_written(sheet))
    about = {"actor": request.actor, "document": sheet.document, "at": at}
    if form.is_bound and form.carry_out(services.revise_document, **about):
        messages.success(request, "已保存。")
        return redirect("official:show", sheet.document.pk)
    return _page(request, form, sheet)


@require_POST
def preview(request: Request) -> HttpResponse:
    """What is in the form right now, whether it may be saved or not."""
    require(can_draft(request.actor))
    day = clock.today()
    paper = _paper(request.POST, request.actor, day)
    pictures = [base64.b64encode(page).decode() for page in render_pictures(paper)]
    count = sum(count_characters(paragraph.text) for paragraph in paper.paragraphs)
    context = {"pictures": pictures[:SHOWN], "pages": len(pictures), "characters": count}
    return render(request, "official/preview.html", context)


def _page(request: Request, form: ComposeForm, sheet: Sheet | None = None) -> HttpResponse:
    context = {"form": form, "sheet": sheet, "kinds": list(DocumentKind)}
    return render(request, "official/compose.html", context, status=form.status)


def _fixed(data: Any, sheet: Sheet) -> Any:
    """Kind and issuer of a draft are settled; the form need not send them."""
    fixed = data.copy()
    fixed["kind"], fixed["issuer"] = sheet.document.kind, str(sheet.document.issuer_id)
    return fixed


def _written(sheet: Sheet) -> dict[str, Any]:
    document, content = sheet.document, sheet.document.content
    names: dict[str, list[str]] = {RecipientRole.MAIN: [], RecipientRole.COPY: []}
    for row in sheet.receipts:
        names[row.receipt.role].append(f"{row.place.unit.code} {row.place.short_name}")
    return {
        "kind": document.kind, "issuer": document.issuer_id, "title": document.title,
        "main": "\n".join(names[RecipientRole.MAIN]), "copies": "\n".join(names[RecipientRole.COPY]),
        "body": typed_from(Paragraph(**paragraph) for paragraph in content["paragraphs"]),
        "addressee": content["addressee"], "attachments": "\n".join(content["attachments"]),
        "basis": document.basis, "note": content["note"], "urgency": content["urgency"],
        "nature": document.nature, "regime": document.regime, "label": document.label,
        "revision": document.revision, "mark": content["mark"],
        **{name: content.get(name, "") for name in ("post", "signatory", "present", "absent", "observers")},
    }  # fmt: skip


def _paper(data: Any, actor: Any, day: Any) -> Paper:
    """A paper from whatever was typed so far; names of recipients are shown as typed."""
    kind = data.get("kind", "")
    kind = kind if kind in DocumentKind.values else DocumentKind.CIRCULAR.value
    issuers = {str(place.unit_id): place.name for place in issuers_of(actor, day)}
    issuer_id = data.get("issuer", "") if data.get("issuer", "") in issuers else next(iter(issuers))
    issuer = issuers[issuer_id]
    signer = "　　　" if is_upward(kind) else data.get("signatory", "").strip()
    return Paper(
        kind=kind, mark=data.get("mark", "").strip()[:40] or default_mark(kind, issuer),
        number=number_to_come(kind, int(issuer_id), day), signer=signer,
        title=data.get("title", "").strip()[:120] or "（标题）",
        addressee=data.get("addressee", "").strip().rstrip("：:") or _typed_names(data.get("main", "")),
        paragraphs=paragraphs_typed(data.get("body", "")[:60_000]),
        attachments=tuple(filter(None, map(str.strip, data.get("attachments", "").splitlines()))),
        issuer=issuer, day=day_in_words(day), note=data.get("note", "").strip().strip("（）()"),
        copies=_typed_names("\n".join(data.get(name, "") for name in _at_foot(kind))),
        printer=issuer, printed_on=day_in_words(day),
        label=printed_label(data.get("label", "")), urgency=data.get("urgency", ""),
        **{name: data.get(name, "").strip()[:2000] for name in ("post", "present", "absent", "observers")},
    )  # fmt: skip


def _at_foot(kind: str) -> tuple[str, ...]:
    """Whom 版记 names; minutes name there all they go to."""
    return ("main", "copies") if layout_of(kind) == Layout.MINUTES else ("copies",)


def _typed_names(text: str) -> str:
    """ "B01 市住建局" is written 市住建局."""
    names = (line.strip().rpartition(" ")[2] for line in text.splitlines())
    return "、".join(name for name in names if name)
