"""The journal as auditors and discipline supervision read it."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.views.decorators.http import require_GET, require_POST

from dukao.journal import selectors, services
from dukao.journal.export import csv_lines
from dukao.journal.policies import can_read_journal
from dukao.journal.sentences import changes, sentence
from dukao.journal.vocabulary import EXPORT_LIMIT
from dukao.journal.web.forms import ConditionsForm
from dukao.kernel.clock import now
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.numbers import number_in
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
    context = {
        "entry": entry,
        "sentence": sentence,
        "changes": changes(entry),
        "proof": selectors.proof_of(entry),
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
        purpose=request.POST.get("purpose", ""), at=now(),
    )  # fmt: skip
    return StreamingHttpResponse(
        csv_lines(found.iterator(chunk_size=1000)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="journal-{now():%Y%m%d-%H%M}.csv"'},
    )


def _query(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("before", None)
    return kept.urlencode()
