"""Drafts: their last changes and who was faster."""

from __future__ import annotations

from dukao.schemes.models import DraftStep, SchemeVersion


def last_step(version: SchemeVersion) -> DraftStep | None:
    """The change that undo would take back; ``None`` when there is nothing left to take back."""
    return (
        version.steps.filter(document__isnull=False).select_related("made_by").order_by("-revision").first()
    )


def recent_steps(version: SchemeVersion, limit: int) -> list[DraftStep]:
    """The latest changes, newest first."""
    return list(version.steps.select_related("made_by").order_by("-revision")[:limit])
