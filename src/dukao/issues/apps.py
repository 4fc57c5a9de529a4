"""Issues: what this room adds to the frame."""

from __future__ import annotations

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "dukao.issues"
    verbose_name = "问题整改"
