"""An address that tells somebody something and, if asked to, stands still before or after the commit."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from dukao.config.urls import urlpatterns as product
from dukao.identity.models import Account
from dukao.kernel import clock
from dukao.notifications.services import notify


def _stand_still(where: str) -> None:
    Path(settings.HOME, where).touch()
    time.sleep(120)


@login_not_required
def tell(request: HttpRequest, key: str) -> HttpResponse:
    still = request.GET.get("still")
    with transaction.atomic():
        if still == "after":
            # Runs before the queue is told: committed, and the worker does not know.
            transaction.on_commit(lambda: _stand_still("after"))
        account = Account.objects.get(username="reporter")
        notify(account_ids=[account.pk], kind="due", title=key, key=key, at=clock.now())
        if still == "before":
            _stand_still("before")
    return HttpResponse("told")


urlpatterns = [*product, path("tell/<str:key>/", tell)]
