"""One person's deadlines for a calendar program, which cannot log in."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from dukao.identity.selectors import actor_for
from dukao.kernel.clock import local_day, now
from dukao.kernel.errors import DomainError
from dukao.notifications import services
from dukao.notifications.calendar_feed import calendar_of
from dukao.ui.deadlines import deadlines


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """404 for a secret that is not in use: whether it ever was is not told."""
    at = now()
    try:
        link = services.open_calendar(secret=secret, at=at)
    except DomainError as refusal:
        words = "text/plain; charset=utf-8"
        answer = HttpResponse(refusal.sentence, status=refusal.status, content_type=words)
        if refusal.status == 429:
            answer["Retry-After"] = "3600"
        return answer
    base = settings.DUKAO_URL or request.build_absolute_uri("/").rstrip("/")
    actor = actor_for(link.account, local_day(at))
    content = calendar_of(deadlines(actor, at), host=request.get_host().partition(":")[0], base=base)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    answer["Content-Disposition"] = 'inline; filename="dukao.ics"'
    unchanged = get_conditional_response(request, etag=etag, response=answer)
    return unchanged or answer
