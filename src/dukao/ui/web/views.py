"""The component gallery: every component in every state, on one page that tests and people look at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from dukao.kernel.clock import now
from dukao.ui.rendering import render
from dukao.ui.web import gallery as sample

PROGRESS_TOTAL = 2914


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    return _gallery(request, sample.SampleForm(auto_id="live-%s"))


@require_POST
def gallery_form(request: HttpRequest) -> HttpResponse:
    """The sample form: back with its errors (422), or taken with a toast."""
    form = sample.SampleForm(request.POST, auto_id="live-%s")
    if not form.is_valid():
        return _gallery(request, form, status=422)
    messages.success(request, "已保存。")
    return _gallery(request, sample.SampleForm(auto_id="live-%s"))


@require_POST
def gallery_autosave(request: HttpRequest) -> HttpResponse:
    """Takes anything and keeps nothing: it shows how saving is told."""
    return HttpResponse(status=204)


@require_GET
def gallery_progress(request: HttpRequest) -> HttpResponse:
    """Long work that finishes after a few looks."""
    seen = request.GET.get("done", "")
    done = min((int(seen) if seen.isdecimal() and len(seen) < 10 else 0) + 780, PROGRESS_TOTAL)
    return render(request, "ui/gallery/progress.html", {"done": done, "total": PROGRESS_TOTAL})


def _gallery(request: HttpRequest, live_form: sample.SampleForm, status: int = 200) -> HttpResponse:
    context = {
        "sample": sample,
        "listing": sample.listing(request.GET),
        "form": sample.sample_form(),
        "live_form": live_form,
        "at": localtime(now()),
    }
    return render(request, "ui/gallery.html", context, fragment="live_form", status=status)
