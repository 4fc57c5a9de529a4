"""The request as every view gets it: with its actor."""

from __future__ import annotations

from collections.abc import Hashable

from django.http import HttpRequest

from dukao.kernel.actor import Actor


class Request(HttpRequest):
    """For annotations only; the middleware of the identity room puts these on Django's own requests.

    ``record`` names how far the journal had come when the request began, or is nothing: what was found on one
    record holds as long as it is the same.
    """

    actor: Actor
    record: Hashable
