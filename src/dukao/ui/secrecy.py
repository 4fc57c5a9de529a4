"""知悉范围: how widely what a page or file shows may be read; every room says its own (等保 访问控制 g)."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest

from dukao.kernel.regimes import SecrecyLabel

#: On every answer, so that a file says its label too; gateways that keep files in may ask for it.
HEADER = "X-Dukao-Secrecy"


def label_of(request: HttpRequest) -> SecrecyLabel:
    """The label of the room whose page this is; what belongs to none is as good as a work secret."""
    match = request.resolver_match
    if match is None:
        return SecrecyLabel.WORK_SECRET
    room = match.func.__module__.split(".")[1]
    return SecrecyLabel(getattr(apps.get_app_config(room), "secrecy", SecrecyLabel.WORK_SECRET))
