"""Who may see a file because a problem rests on it."""

from __future__ import annotations

from django.db.models import Q

from dukao.issues.models import Problem, SelfCheckEvidence
from dukao.issues.policies import ABOVE, DOERS
from dukao.issues.selectors.seeing import visible_problems
from dukao.kernel.actor import Actor
from dukao.kernel.clock import today
from dukao.organisations.selectors import unit_ids_under


def is_shown_as_proof(actor: Actor, file_id: int) -> bool:
    """Whoever sees a problem sees what it looked like, what was done, and what its sweeps brought."""
    day = today()
    shown = Problem.objects.filter(
        Q(evidence__file_id=file_id) | Q(words__evidence__file_id=file_id)
    ).order_by().values("pk")  # fmt: skip
    if visible_problems(actor, day).filter(pk__in=shown).exists():
        return True
    own = SelfCheckEvidence.objects.filter(file_id=file_id)
    if own.filter(item__unit__in=actor.units(*DOERS)).exists():
        return True
    swept = own.values("item__sweep__problem")
    # Answers of peers are read by those who stand above the place, not by the unit that was found out.
    above = unit_ids_under(actor.scopes(*ABOVE), day)
    return Problem.objects.filter(pk__in=swept, scope__in=above).exists()
