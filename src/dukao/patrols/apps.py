"""Patrols: what this room adds to the frame."""

from __future__ import annotations

from django.apps import AppConfig


class PatrolsConfig(AppConfig):
    name = "dukao.patrols"
    verbose_name = "督导巡查"
