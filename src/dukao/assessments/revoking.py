"""What rests on a final result and falls with it: rooms say so at start-up.

《统计法》第四十八条 and 《公务员法》 have what was gained by a wrong result taken back; the assessments room
itself knows of its bulletins alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dukao.assessments.models import Round
    from dukao.kernel.actor import Actor

#: Takes back what rests on this round, inside the transaction that starts it again, and names each thing.
Revoke = Callable[["Actor", "Round", str, datetime], list[str]]

#: By what is revoked.
revocations: dict[str, Revoke] = {}


def revoke_all(actor: Actor, assessment: Round, reason: str, at: datetime) -> list[str]:
    """In words, for the journal and the page: what was taken back because the round is no longer final."""
    return [
        f"{kind}：{name}"
        for kind, revoke in revocations.items()
        for name in revoke(actor, assessment, reason, at)
    ]
