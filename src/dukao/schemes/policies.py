"""Who may see, draft and publish schemes."""

from __future__ import annotations

from dukao.kernel.actor import Actor
from dukao.kernel.roles import ADMIN_OFFICERS, Role
from dukao.kernel.verdict import Verdict, allow_if, refuse
from dukao.schemes.models import SchemeVersion
from dukao.schemes.vocabulary import IN_FORCE_STATES, VersionState

#: Who reads what is published: everybody who is assessed, reviews, runs, leads, goes and sees, or oversees.
READERS = frozenset(Role) - ADMIN_OFFICERS


def can_see_schemes(actor: Actor) -> Verdict:
    """Published schemes and the indicator library."""
    return allow_if(actor.has(*READERS), "考评办法向参加考评的单位和人员公开；三员账户不看业务内容。")


def can_preview(actor: Actor) -> Verdict:
    """Have a scheme and facts of one's own scored; nothing is stored and nothing of the house is read."""
    return allow_if(actor.has(*READERS), "试算向参加考评的单位和人员开放；三员账户不办业务。")


def can_see_drafts(actor: Actor) -> Verdict:
    """Drafts before their publication, with the findings on them."""
    return allow_if(
        actor.holds_everywhere(Role.OFFICE, Role.LEADER, Role.DISCIPLINE),
        "草案只有全市督考办、领导和纪检监督可以查看。",
    )


def can_see_version(actor: Actor, version: SchemeVersion) -> Verdict:
    return can_see_schemes(actor) if version.state in IN_FORCE_STATES else can_see_drafts(actor)


def can_draft(actor: Actor) -> Verdict:
    """Write schemes, targets and indicators."""
    return allow_if(
        actor.holds_everywhere(Role.OFFICE), "考评办法由全市督考办起草和维护。有意见请联系督考办。"
    )


def can_try(actor: Actor) -> Verdict:
    """Be led to where versions are tried on facts of the past."""
    return allow_if(actor.holds_everywhere(Role.OFFICE, Role.LEADER), "办法由全市督考办和领导推演。")


def can_edit(actor: Actor, version: SchemeVersion) -> Verdict:
    """Change the document of this version: only while it is a draft."""
    if version.state != VersionState.DRAFT:
        return refuse(
            "已送批准，不能再改。需要修改请批准人先退回。"
            if version.state == VersionState.SUBMITTED
            else "已发布的办法不再改动。年度中调整请由现行版本起草新版，写明原因后重新批准。"
        )
    return can_draft(actor)


def can_set_targets(actor: Actor, version: SchemeVersion) -> Verdict:
    """Targets of a draft, and later ones of the version in force."""
    if version.state not in (VersionState.DRAFT, VersionState.PUBLISHED):
        return refuse("这一版已送批准或已被代替，目标不能改。")
    return can_draft(actor)


def can_decide(actor: Actor, version: SchemeVersion) -> Verdict:
    """Publish or send back: a leader who had no hand in the draft (起草与批准分开)."""
    if not actor.holds_everywhere(Role.LEADER):
        return refuse("办法由领导批准发布；起草的人不能自己批准。")
    if actor.account_id in drafters(version):
        return refuse("你参与了起草，不能批准自己起草的办法。请由另一位领导批准。")
    return allow_if(version.state == VersionState.SUBMITTED, "这一版还没有送批准，或已经办完。")


def drafters(version: SchemeVersion) -> set[int]:
    """Everybody whose hand is in the draft: who opened it and who made any change to it."""
    made_by = version.steps.filter(made_by__isnull=False).values_list("made_by", flat=True)
    return {*made_by, *([version.drafted_by_id] if version.drafted_by_id else [])}
