"""An address that does one journalled thing and orders long work in one transaction; and one that takes long."""

from __future__ import annotations

import time

from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from dukao.background.services import start_task
from dukao.config.urls import handler400, handler403, handler404, handler500
from dukao.config.urls import urlpatterns as product
from dukao.journal.services import record
from dukao.kernel import clock
from dukao.kernel.actor import SYSTEM

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@csrf_exempt
@login_not_required
def act(request: HttpRequest, key: str) -> HttpResponse:
    """Asked again for the same key, it answers that it is done: it was."""
    now = clock.now()
    try:
        with transaction.atomic():
            record(actor=SYSTEM, event="task_done", subject=None, label=key, at=now, key=f"act-{key}")
            if "work" in request.GET:
                start_task(actor=SYSTEM, kind="tally", label=key, arguments={"key": key}, at=now)
    except IntegrityError:
        return HttpResponse("done before")
    return HttpResponse("done")


@login_not_required
def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(2)
    return HttpResponse("slow and whole")


urlpatterns = [*product, path("act/<str:key>/", act), path("slow/", slow)]
