"""Checks: what this room adds to the frame."""

from __future__ import annotations

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "dukao.checks"
    verbose_name = "计划"
