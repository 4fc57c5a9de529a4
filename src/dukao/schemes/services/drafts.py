"""Changing a draft, and taking the last change back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.verdict import require
from dukao.schemes.models import DraftStep, SchemeVersion
from dukao.schemes.policies import can_edit
from dukao.schemes.selectors.drafts import last_step
from dukao.schemes.services.schemes import follow_kind, stored
from dukao.schemes.services.scope import filed_under
from dukao.schemes.vocabulary import IN_FORCE_STATES, STEPS_KEPT, VersionState
from dukao.scoring import Scheme


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    version: SchemeVersion,
    document: Scheme,
    revision: int,
    sentence: str,
    at: datetime,
    renamed: str = "",
) -> SchemeVersion:
    """The draft holds ``document`` and its revision is one higher; what it was before can be taken back.

    ``revision`` is the one the actor saw: if the draft has moved on since, nothing is changed and
    :class:`Stale` says who was faster. ``sentence`` says in words what was changed. ``renamed`` is the
    code an item had before: an item whose targets are set keeps its code, by which they are found.
    """
    require(can_edit(actor, version))
    refuse_other_scheme(version, document)
    if renamed and version.targets.filter(item=renamed).exists():
        raise DomainError(
            "has_targets", f"{renamed} 已有目标，代码不能再改。请先在目标表里清除这一项的目标。"
        )
    new = stored(document)
    if new == version.document and revision == version.revision:
        return version
    before = version.document
    _advance(version, revision, new, at)
    DraftStep.objects.create(
        version=version, revision=revision, document=before, sentence=sentence[:300],
        made_by_id=actor.account_id, made_at=at,
    )  # fmt: skip
    version.steps.filter(revision__lte=revision - STEPS_KEPT).update(document=None)
    record(
        actor=actor, event="scheme_draft_saved", subject=version, label=str(version), at=at,
        after={"revision": version.revision, "change": sentence[:300]}, unit_path=filed_under(actor),
    )  # fmt: skip
    return version


def refuse_other_scheme(version: SchemeVersion, document: Scheme) -> None:
    """A document of another code or year is no draft of this scheme; said before it is loaded, too."""
    if document.code != version.scheme.code or document.year != version.scheme.scheme_set.year:
        raise DomainError(
            "other_scheme",
            f"办法代码和年度不能改：这里是 {version.scheme.code}（{version.scheme.scheme_set.year} 年），"
            f"文件里是 {document.code}（{document.year} 年）。",
        )


@transaction.atomic
def undo_draft(*, actor: Actor, version: SchemeVersion, revision: int, at: datetime) -> str:
    """The last change is taken back; returns its sentence."""
    require(can_edit(actor, version))
    step = last_step(version)
    if step is None or step.document is None:
        raise DomainError("nothing_to_undo", "没有可以撤销的改动了。")
    _advance(version, revision, step.document, at)
    step.delete()
    record(
        actor=actor, event="scheme_draft_undone", subject=version, label=str(version), at=at,
        after={"revision": version.revision, "change": step.sentence}, unit_path=filed_under(actor),
    )  # fmt: skip
    return step.sentence


@transaction.atomic
def discard_draft(*, actor: Actor, version: SchemeVersion, reason: str, at: datetime) -> None:
    """The draft is gone with its targets; a scheme that never had another version is gone with it."""
    require(can_edit(actor, version))
    if not reason.strip():
        raise DomainError("reason_missing", "放弃草案要写明原因。")
    record(
        actor=actor, event="scheme_draft_discarded", subject=version, label=str(version), at=at,
        before={"number": version.number, "revision": version.revision}, reason=reason,
        unit_path=filed_under(actor),
    )  # fmt: skip
    scheme = version.scheme
    version.targets.all().delete()
    version.delete()
    if not scheme.versions.exists():
        scheme.delete()


def _advance(version: SchemeVersion, revision: int, document: dict[str, object], at: datetime) -> None:
    """Compare-and-swap on the revision."""
    open_draft = SchemeVersion.objects.filter(pk=version.pk, revision=revision, state=VersionState.DRAFT)
    if not open_draft.update(document=document, revision=F("revision") + 1, updated_at=at):
        raise Stale(_who_was_faster(version))
    version.document, version.revision, version.updated_at = document, revision + 1, at
    if not version.scheme.versions.filter(state__in=IN_FORCE_STATES).exists():
        follow_kind(version)


def _who_was_faster(version: SchemeVersion) -> str:
    step = version.steps.select_related("made_by").order_by("-revision").first()
    if step is None or step.made_by is None:
        return "这份草案刚刚有人改过。你的内容还在，请载入最新的草案，核对后再存。"
    return (
        f"{step.made_by.name} {localtime(step.made_at):%H:%M} 改过这份草案：{step.sentence}。"
        "你的内容还在，请载入最新的草案，核对后再存。"
    )
