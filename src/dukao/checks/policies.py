"""Who may see, plan, approve and run checks, and who may conclude and review.

A :class:`Places` holds the present paths of those who organise a check and of the units it comes to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dukao.checks.models import Check, Complaint, Conclusion
from dukao.checks.vocabulary import IN_FORCE, SERVED, ConclusionState
from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import ALLOWED, Verdict, allow_if, refuse

#: Who follows the checks of the place they are granted.
ABOVE = (Role.OFFICE, Role.LEADER, Role.DISCIPLINE)
#: Who answers for a unit.
DOERS = (Role.REPORTER, Role.UNIT_HEAD)
#: The object reads its conclusion while it is heard, and once it was served.
SHOWN_TO_OBJECT = (ConclusionState.HEARING, *SERVED)
#: Who knows which checks come to their unit, or go out from it.
UNIT_ROLES = (*DOERS, Role.LEAD_REVIEWER)
#: Who sees what is in force in the place they are granted: patrols are sent by the plan.
SEERS = (*ABOVE, Role.PATROL)
READERS = (*SEERS, *UNIT_ROLES)


@dataclass(frozen=True, slots=True)
class Places:
    organisers: tuple[str, ...]
    objects: tuple[str, ...]

    @property
    def organiser(self) -> str:
        return self.organisers[0]


def can_see_plan(actor: Actor) -> Verdict:
    return allow_if(actor.has(*READERS), "督查检查考核计划由督考办、领导、纪检监督、巡查组和有关单位查看。")


def sees_whole(actor: Actor, places: Places) -> bool:
    """Who follows or organises it sees every object; the others see their own."""
    return any(actor.covers(path, *ABOVE) or belongs(actor, path) for path in places.organisers)


def can_see_check(actor: Actor, check: Check, places: Places) -> Verdict:
    """The same rule as rows of the database is ``selectors.visible_checks``."""
    if sees_whole(actor, places):
        return ALLOWED
    touched = any(actor.covers(path, *SEERS, *UNIT_ROLES) for path in places.objects)
    patrols = any(actor.covers(path, Role.PATROL) for path in places.organisers)
    return allow_if(check.state in IN_FORCE and (touched or patrols), "这项检查不在你的查看范围。")


def can_plan(actor: Actor, organiser: str = "") -> Verdict:
    """Put a check into the plan: the office for all it stands over, a department for itself."""
    if not organiser:
        return allow_if(actor.has(Role.OFFICE, Role.UNIT_HEAD), "检查计划由督考办编制，部门由负责人申报。")
    held = actor.covers(organiser, Role.OFFICE) or belongs(actor, organiser, (Role.UNIT_HEAD,))
    return allow_if(held, "检查计划由督考办编制；部门只能申报自己组织的检查。")


def can_manage_plan(actor: Actor, organiser: str = "") -> Verdict:
    """Send for approval, merge, import, withdraw: the office keeps the year's plan."""
    held = actor.covers(organiser, Role.OFFICE) if organiser else actor.has(Role.OFFICE)
    return allow_if(held, "送审、合并、导入和撤销由督考办统一办理（年度计划管理）。")


def can_approve(actor: Actor, organiser: str = "") -> Verdict:
    """《政府督查工作条例》第十一条: the government or its chief executive decides."""
    held = actor.covers(organiser, Role.LEADER) if organiser else actor.has(Role.LEADER)
    return allow_if(held, "检查计划、变更和委托由领导批准（《政府督查工作条例》第七条、第十一条）。")


def can_run(actor: Actor, places: Places) -> Verdict:
    """Start and finish: the office, or the head of a unit that organises it."""
    held = any(
        actor.covers(path, Role.OFFICE) or belongs(actor, path, (Role.UNIT_HEAD,))
        for path in places.organisers
    )
    return allow_if(held, "实施、结束、引用和申请变更由督考办或组织单位负责人办理。")


def can_set_rules(actor: Actor) -> Verdict:
    return allow_if(actor.holds_everywhere(Role.OFFICE), "限额、时限和主题由全市督考办制定。")


def can_see_burden(actor: Actor) -> Verdict:
    return allow_if(actor.has(*ABOVE, *UNIT_ROLES), "负担情况由督考办、领导、纪检监督和本单位查看。")


def can_see_city_burden(actor: Actor) -> Verdict:
    return allow_if(
        actor.has(*ABOVE), "全市负担情况由督考办、领导和纪检监督查看；本单位的在“来本单位的检查”里看。"
    )


def can_see_burden_of(actor: Actor, path: str) -> Verdict:
    return allow_if(actor.covers(path, *ABOVE, *UNIT_ROLES), "这个单位的负担情况不在你的查看范围。")


# Complaints


def can_complain(actor: Actor) -> Verdict:
    return allow_if(actor.has(*DOERS), "重复和不必要的要求由单位的填报员或负责人反映。")


def can_see_complaints(actor: Actor) -> Verdict:
    return allow_if(actor.has(*ABOVE, *DOERS), "减负反映由督考办、领导、纪检监督和反映的单位查看。")


def can_answer_complaint(actor: Actor, complaint: Complaint | None, path: str) -> Verdict:
    return allow_if(actor.covers(path, Role.OFFICE), "减负反映由督考办答复。")


# Conclusions


def can_see_conclusions(actor: Actor) -> Verdict:
    return allow_if(actor.has(*ABOVE, *UNIT_ROLES), "督查结论由督考办、领导、纪检监督、组织单位和对象查看。")


def can_see_conclusion(actor: Actor, conclusion: Conclusion, places: Places) -> Verdict:
    """Those who organise and follow the check; the object from the hearing on, and whoever answers for it.

    The same rule as rows of the database is ``selectors.visible_conclusions``.
    """
    if follows_check(actor, places):
        return ALLOWED
    shown = conclusion.state in SHOWN_TO_OBJECT
    object_side = any(belongs(actor, path) or actor.covers(path, *ABOVE) for path in places.objects)
    return allow_if(shown and object_side, "这份结论不在你的查看范围。")


def follows_check(actor: Actor, places: Places) -> bool:
    """Organises the check or watches over who does; everybody else reads a conclusion as its object does."""
    return any(actor.covers(path, *ABOVE) or belongs(actor, path) for path in places.organisers)


def can_draft_conclusion(actor: Actor, places: Places) -> Verdict:
    held = any(
        actor.covers(path, Role.OFFICE) or belongs(actor, path, (Role.UNIT_HEAD,))
        for path in places.organisers
    )
    return allow_if(held, "结论由督考办或组织单位负责人起草。")


def can_serve(actor: Actor, places: Places) -> Verdict:
    """第十六条: the government makes the conclusion."""
    return allow_if(
        actor.covers(places.organiser, Role.LEADER), "结论由领导批准后送达（《政府督查工作条例》第十六条）。"
    )


def can_explain(actor: Actor, places: Places) -> Verdict:
    return allow_if(any(belongs(actor, path, DOERS) for path in places.objects), "说明由被检查的单位提出。")


def can_receive(actor: Actor, places: Places) -> Verdict:
    return allow_if(
        any(belongs(actor, path, DOERS) for path in places.objects), "结论由被检查单位的填报员或负责人签收。"
    )


def can_ask_review(actor: Actor, places: Places) -> Verdict:
    held = any(belongs(actor, path, (Role.UNIT_HEAD,)) for path in places.objects)
    return allow_if(held, "复核由被检查单位负责人申请（《政府督查工作条例》第十七条）。")


def can_review(actor: Actor, places: Places, taking_part: Iterable[int]) -> Verdict:
    """第十七条: whoever took part in the check takes no part in its review. Nobody can set this aside."""
    if not any(actor.covers(path, Role.OFFICE, Role.LEADER) for path in places.organisers):
        return refuse("复核由督考办或领导决定。")
    if actor.account_id in set(taking_part):
        return refuse(
            "你参与过这次检查或它的结论，应当回避（《政府督查工作条例》第十七条）。请由没有参与的人决定。"
        )
    return allow_if(
        not any(belongs(actor, path) for path in places.objects), "被检查单位的人不能决定自己的复核。"
    )


def belongs(actor: Actor, path: str, roles: Iterable[str] = UNIT_ROLES) -> bool:
    """The actor holds one of the roles on that very unit."""
    return any(grant.path == path and grant.role in roles for grant in actor.grants)
