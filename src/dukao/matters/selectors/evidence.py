"""Who may see a file because a matter's words rest on it."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.clock import today
from dukao.matters.models import Matter
from dukao.matters.selectors.seeing import visible_matters


def is_shown_as_proof(actor: Actor, file_id: int) -> bool:
    """Whoever sees a matter sees the evidence of its words."""
    proved = Matter.objects.filter(words__evidence__file_id=file_id).values("pk")
    return visible_matters(actor, today()).filter(pk__in=proved).exists()
