"""延期: asked before the limit runs out, decided by the office; the doer may take it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
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
from dukao.matters.services.holding import held_matter, held_row, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.telling import tell_office, tell_unit
from dukao.matters.vocabulary import EXTENSION_FLOW, ExtensionState
from dukao.ui.formats import day as day_words

#: Where the office finds what waits for it.
LIST = "/matters/extensions/"


@transaction.atomic
def ask_extension(*, actor: Actor, matter: Matter, new_due_on: date, reason: str, at: datetime) -> Extension:
    """The unit asks for a later limit; until the office has decided, the old one holds."""
    matter, places = held_matter(matter.pk, at)
    require(can_ask_extension(actor, places))
    require(is_in_time_for_extension(matter, local_day(at)))
    if new_due_on <= matter.due_on:
        raise DomainError("not_later", f"新的时限要晚于现在的时限（{day_words(matter.due_on)}）。")
    if not reason.strip():
        raise DomainError("reason_missing", "请写明延期的理由：遇到什么情况、为什么要到这一天。")
    if matter.extensions.filter(state=ExtensionState.ASKED).exists():
        raise DomainError("asked", "已有一份延期申请等待决定，可以先撤回再重新申请。", 409)
    extension = Extension.objects.create(
        matter=matter, old_due_on=matter.due_on, new_due_on=new_due_on, reason=reason.strip(),
        asked_by_id=account_of(actor), asked_at=at,
    )  # fmt: skip
    after: dict[str, object] = {"new_due_on": new_due_on.isoformat()}
    note(actor, "extension_asked", matter, places.lead, at, reason=reason, after=after)
    tell_office(
        matter, f"申请延期至 {day_words(new_due_on)}：{matter.title}", kind="asking", body=reason, url=LIST,
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
    if extension.new_due_on < local_day(at):
        raise DomainError("past_limit", "申请的新时限已经过去，请写明原因后不同意，由单位重新申请。")
    _decide(actor, extension, "grant", opinion, at)
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
    _answer(matter, extension, f"同意延期至 {day_words(matter.due_on)}", at)
    return extension


@transaction.atomic
def refuse_extension(*, actor: Actor, extension: Extension, opinion: str, at: datetime) -> Extension:
    extension, matter, places = _held(extension, at)
    require(can_decide_extension(actor, places))
    _decide(actor, extension, "refuse", opinion, at)
    note(actor, "extension_refused", matter, places.lead, at, reason=opinion)
    _answer(matter, extension, f"不同意延期，时限仍是 {day_words(matter.due_on)}", at)
    return extension


def drop_extension(matter: Matter, why: str, at: datetime) -> None:
    """What was asked for a matter that is no longer worked on needs no answer."""
    for extension in matter.extensions.filter(state=ExtensionState.ASKED):
        apply_move(extension, EXTENSION_FLOW, "withdraw", decided_at=at, opinion=why)


def _held(extension: Extension, at: datetime) -> tuple[Extension, Matter, Places]:
    matter, places = held_matter(extension.matter_id, at)
    return held_row(extension), matter, places


def _decide(actor: Actor, extension: Extension, move: str, opinion: str, at: datetime) -> None:
    apply_move(
        extension, EXTENSION_FLOW, move, reason=opinion, opinion=opinion.strip(),
        decided_by_id=account_of(actor), decided_at=at,
    )  # fmt: skip


def _answer(matter: Matter, extension: Extension, words: str, at: datetime) -> None:
    tell_unit(
        matter, DOERS, f"{words}：{matter.title}", kind="asking", body=extension.opinion,
        key=f"extension-decided:{extension.pk}", at=at,
    )  # fmt: skip
