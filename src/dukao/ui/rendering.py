"""Pages and their fragments: one file, one context, so that the two cannot drift apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.backends.jinja2 import Template as BackendTemplate
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails


def is_fragment(request: HttpRequest) -> bool:
    """htmx asks for a part of a page; a boosted link asks for the whole of it."""
    # What fails before the middleware was reached is told to htmx all the same.
    htmx = getattr(request, "htmx", None) or HtmxDetails(request)
    return bool(htmx) and not htmx.boosted


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or for an htmx request only the block named ``fragment`` of it.

    Waiting messages become toasts either way.
    """
    backend = engines["jinja2"]
    assert isinstance(backend, Jinja2)
    page = backend.get_template(template)
    if fragment is None or not is_fragment(request):
        return HttpResponse(page.render(dict(context or {}), request), status=status)
    response = HttpResponse(_render_block(backend, page, fragment, context or {}, request), status=status)
    return with_toasts(request, response)


def go_on(request: HttpRequest, address: str, sentence: str = "") -> HttpResponse:
    """On to that page, which says what was done; from a fragment the whole window goes there."""
    if sentence:
        messages.success(request, sentence)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def came_from(request: HttpRequest, otherwise: str) -> str:
    """Where the form says it was sent from, if that is a page of this product; to go back to."""
    came = request.POST.get("back", "")
    own = came.startswith("/") and url_has_allowed_host_and_scheme(came, {request.get_host()})
    return came if own else otherwise


def with_toasts(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with the waiting messages in a header, from which the page makes toasts."""
    toasts = [
        {"text": str(message), "bad": message.level >= messages.ERROR}
        for message in messages.get_messages(request)
    ]
    if toasts:
        response["HX-Trigger"] = json.dumps({"toasts": toasts})
    return response


def _render_block(
    backend: Jinja2, page: BackendTemplate, name: str, context: Mapping[str, Any], request: HttpRequest
) -> str:
    values: dict[str, Any] = {"request": request}
    for processor in backend.template_context_processors:
        values.update(processor(request))
    template = page.template
    scope = template.new_context({**values, **context})
    return "".join(template.blocks[name](scope))
