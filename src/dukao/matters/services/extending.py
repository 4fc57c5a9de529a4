"""延期: asked before the limit runs out, decided by the office; the doer may take it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.extension import ask_later, decide_later, drop_asked
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.matters.models import Extension, Matter
from dukao.matters.policies import (
    DOERS,
    Places,
    can_ask_extension,
    can_decide_extension,
    is_in_time_for_extension,
)
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.telling import tell_office, tell_unit
from dukao.matters.vocabulary import EXTENSION_FLOW, SETTLED, MatterState
from dukao.ui.formats import day_year

#: Where the office finds what waits for it.
LIST = "/matters/extensions/"


@transaction.atomic
def ask_extension(*, actor: Actor, matter: Matter, new_due_on: date, reason: str, at: datetime) -> Extension:
    """The unit asks for a later limit; until the office has decided, the old one holds."""
    matter, places = held_matter(matter.pk, at)
    require(can_ask_extension(actor, places))
    require(is_in_time_for_extension(matter, local_day(at)))
    extension = ask_later(matter.extensions, matter.due_on, new_due_on, reason, account_of(actor), at)
    after: dict[str, object] = {"new_due_on": new_due_on.isoformat()}
    note(actor, "extension_asked", matter, places.lead, at, reason=reason, after=after)
    tell_office(
        matter, f"申请延期至 {day_year(new_due_on)}：{matter.title}", kind="asking", body=reason, url=LIST,
        key=f"extension-asked:{extension.pk}", at=at,
    )  # fmt: skip
    return extension


@transaction.atomic
def withdraw_extension(*, actor: Actor, extension: Extension, at: datetime) -> Extension:
    extension, matter, places = _held(extension, at)
    require(can_ask_extension(actor, places))
    apply_move(extension, EXTENSION_FLOW, "withdraw", decided_at=at)
    note(actor, "extension_withdrawn", matter, places.lead, at)
    return extension


@transaction.atomic
def grant_extension(*, actor: Actor, extension: Extension, opinion: str = "", at: datetime) -> Extension:
    """The new day holds; milestones keep their days, and the plan runs on to the new limit."""
    extension, matter, places = _held(extension, at)
    require(can_decide_extension(actor, places))
    if matter.state in SETTLED:
        label = MatterState(matter.state).label
        raise DomainError("settled", f"事项现在是“{label}”，时限不能再改，请写明原因后不同意。", 409)
    decide_later(extension, EXTENSION_FLOW, "grant", opinion, account_of(actor), at)
    before = matter.due_on
    matter.due_on, matter.days, matter.day_kind = extension.new_due_on, None, ""
    matter.is_provisional, matter.revision = False, matter.revision + 1
    matter.save(update_fields=["due_on", "days", "day_kind", "is_provisional", "revision"])
    project_lights(matter, at)
    after: dict[str, object] = {"due_on": matter.due_on.isoformat()}
    note(
        actor, "extension_granted", matter, places.lead, at, reason=opinion,
        before={"due_on": before.isoformat()}, after=after,
    )  # fmt: skip
    _answer(matter, extension, f"同意延期至 {day_year(matter.due_on)}", at)
    return extension


@transaction.atomic
def refuse_extension(*, actor: Actor, extension: Extension, opinion: str, at: datetime) -> Extension:
    extension, matter, places = _held(extension, at)
    require(can_decide_extension(actor, places))
    decide_later(extension, EXTENSION_FLOW, "refuse", opinion, account_of(actor), at)
    note(actor, "extension_refused", matter, places.lead, at, reason=opinion)
    _answer(matter, extension, f"不同意延期，时限仍是 {day_year(matter.due_on)}", at)
    return extension


def drop_extension(matter: Matter, why: str, at: datetime) -> None:
    drop_asked(matter.extensions, EXTENSION_FLOW, why, at)


def _held(extension: Extension, at: datetime) -> tuple[Extension, Matter, Places]:
    matter, places = held_matter(extension.matter_id, at)
    return Extension.objects.get(pk=extension.pk), matter, places


def _answer(matter: Matter, extension: Extension, words: str, at: datetime) -> None:
    tell_unit(
        matter, DOERS, f"{words}：{matter.title}", kind="asking", body=extension.opinion,
        key=f"extension-decided:{extension.pk}", at=at,
    )  # fmt: skip
