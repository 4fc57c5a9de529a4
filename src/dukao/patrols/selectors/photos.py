"""Who may see a picture because it belongs to a finding."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.clock import today
from dukao.patrols.models import FindingPhoto
from dukao.patrols.selectors.seeing import visible_findings
from dukao.patrols.vocabulary import FindingState


def is_shown_as_photo(actor: Actor, file_id: int) -> bool:
    """Whoever sees the finding; once it was handed over as a clue, nobody by this way."""
    shown = FindingPhoto.objects.filter(file=file_id).exclude(finding__state=FindingState.HANDED_OVER)
    return visible_findings(actor, today()).filter(pk__in=shown.values("finding_id")).exists()
