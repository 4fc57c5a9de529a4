"""Tasks whose process somebody oversees, without their content."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_ids_under
from dukao.patrols.models import PatrolTask
from dukao.patrols.vocabulary import TaskState


def tasks_overseen(actor: Actor, day: date) -> QuerySet[PatrolTask]:
    """Issued tasks of the place; what is still the office's draft is nobody else's."""
    scopes = actor.scopes(Role.DISCIPLINE, Role.OFFICE)
    return PatrolTask.objects.filter(owner__in=unit_ids_under(scopes, day)).exclude(state=TaskState.DRAFT)
