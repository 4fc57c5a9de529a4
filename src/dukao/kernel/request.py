"""The request as every view gets it: with its actor."""

from __future__ import annotations

from django.http import HttpRequest

from dukao.kernel.actor import Actor


class Request(HttpRequest):
    """For annotations only; the middleware of the identity room puts ``actor`` on Django's own requests."""

    actor: Actor
