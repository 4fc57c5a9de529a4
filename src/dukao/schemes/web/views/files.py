"""Loading a file into a draft: first what it would change, then the change."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.schemes import services
from dukao.schemes.differences import compare
from dukao.schemes.selectors.findings import report_with
from dukao.schemes.selectors.names import day_of
from dukao.schemes.selectors.versions import document
from dukao.schemes.uploads import FileRefused, scheme_in
from dukao.schemes.web.editor.answers import draft_for, seen_revision
from dukao.schemes.web.forms import UploadForm
from dukao.ui.rendering import go_on, render


@require_http_methods(["GET", "POST"])
def upload(request: Request, version_id: int) -> HttpResponse:
    """The page, the preview, or the draft with the file's content."""
    version = draft_for(request, version_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"version": version, "form": form, "found": None, "problems": []}
    if request.method == "POST" and form.is_valid():
        try:
            scheme = scheme_in(form.cleaned_data["file"].read())
            if "apply" in request.POST:
                services.save_draft(
                    actor=request.actor, version=version, document=scheme, revision=seen_revision(request),
                    sentence=f"从文件“{form.cleaned_data['file'].name[:60]}”载入", at=clock.now(),
                )  # fmt: skip
                return go_on(
                    request, reverse("schemes:edit", args=[version.pk]), "已载入文件。可用“撤销”退回。"
                )
            services.refuse_other_scheme(version, scheme)
            context["found"] = compare(document(version), scheme)
            context["report"] = report_with(version, scheme, day_of(version, clock.today()))
        except FileRefused as refusal:
            context["problems"] = refusal.problems
        except DomainError as refusal:
            if refusal.status == 409:
                raise
            context["problems"] = [refusal.sentence]
    status = 422 if context["problems"] or form.errors else 200
    return render(request, "schemes/upload.html", context, fragment="outcome", status=status)
