"""Who may see, assign, work on and sign off matters.

A :class:`Places` holds the present paths of the owner (whose office supervises), of the lead unit and of
those that assist.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dukao.kernel.actor import Actor
from dukao.kernel.memo import kept_while_reading
from dukao.kernel.regimes import SecrecyLabel
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if, refuse
from dukao.matters.models import Matter, Rung
from dukao.matters.vocabulary import IN_HAND, MatterState, RungState
from dukao.ui.formats import day as day_words

#: Who follows the matters of the place they are granted.
ABOVE = (Role.OFFICE, Role.LEADER, Role.DISCIPLINE)
#: Who works on the matters of their own unit.
DOERS = (Role.REPORTER, Role.UNIT_HEAD)
#: Labels that close a matter to everybody above the unit who does not supervise it.
CLOSE_LABELS = (SecrecyLabel.WORK_SECRET, SecrecyLabel.PERSONAL)


@dataclass(frozen=True, slots=True)
class Places:
    owner: str
    lead: str
    assisting: tuple[str, ...] = ()


def can_see_matter(actor: Actor, matter: Matter, places: Places) -> Verdict:
    """Those who supervise it; once it is assigned, the units that do it, and whoever answers for them.

    The same rule as rows of the database is ``selectors.visible_matters``.
    """
    if actor.covers(places.owner, *ABOVE):
        return Verdict(True)
    assigned = matter.assigned_on is not None
    units = (places.lead, *places.assisting)
    doing = any(_belongs(actor, path, DOERS) for path in units)
    above = matter.label not in CLOSE_LABELS and any(actor.covers(path, *ABOVE, *DOERS) for path in units)
    return allow_if(assigned and (doing or above), "这个事项不在你的查看范围。")


def can_see_ledger(actor: Actor) -> Verdict:
    return allow_if(actor.has(*ABOVE, *DOERS), "督办台账由督考办、领导、纪检监督和承办单位查看。")


def can_see_decisions(actor: Actor) -> Verdict:
    return allow_if(actor.has(*ABOVE, *DOERS), "决策由督考办、领导、纪检监督和承办单位查看。")


def can_see_whole_decision(actor: Actor, owner_path: str) -> Verdict:
    """Who follows it reads all of it; units read the paragraphs their matters come from."""
    return allow_if(actor.covers(owner_path, *ABOVE), "决策全文由督考办、领导和纪检监督查看。")


def can_follow_source(actor: Actor, matter: Matter, places: Places) -> Verdict:
    """From a matter one sees to its decision: the rule of ``visible_decisions`` for this one row."""
    decision = matter.paragraph.decision if matter.paragraph else None
    if decision is None:
        return refuse("这个事项没有登记来源。")
    is_followed = decision.owner_id == matter.owner_id and actor.covers(places.owner, *ABOVE)
    doing = any(_belongs(actor, path, DOERS) for path in (places.lead, *places.assisting))
    return allow_if(is_followed or doing or decision.label not in CLOSE_LABELS, "这项决策不在你的查看范围。")


def can_see_led_matters(actor: Actor) -> Verdict:
    """What leaders asked for: those who follow a place read it, units read their own matters."""
    return allow_if(actor.has(*ABOVE), "领导批示的落实情况由领导、督考办和纪检监督查看。")


def can_register(actor: Actor, owner_path: str = "") -> Verdict:
    """Register decisions and matters; ``owner_path`` is the place they are supervised for, "" any place."""
    held = actor.covers(owner_path, Role.OFFICE) if owner_path else actor.has(Role.OFFICE)
    return allow_if(held, "登记、交办和督办由本范围的督考办办理。")


def is_time_to_carry(year: int, day: date) -> Verdict:
    """Into the ledger of ``year``; the next year's opens in December."""
    is_early = year > day.year + 1 or (year == day.year + 1 and day.month < 12)
    return allow_if(not is_early, f"{year} 年的结转从上一年 12 月起办理。")


def can_set_rules(actor: Actor) -> Verdict:
    return allow_if(actor.holds_everywhere(Role.OFFICE), "督办规则由全市督考办制定。")


def can_receive(actor: Actor, places: Places) -> Verdict:
    return allow_if(_belongs(actor, places.lead, DOERS), "签收由牵头单位的填报员或负责人办理。")


def can_report_progress(actor: Actor, places: Places) -> Verdict:
    return allow_if(_belongs(actor, places.lead, DOERS), "进展由牵头单位反馈。")


def can_finish(actor: Actor, places: Places) -> Verdict:
    return allow_if(_belongs(actor, places.lead, (Role.UNIT_HEAD,)), "报结由牵头单位负责人办理。")


def can_sign_off(actor: Actor, matter: Matter, places: Places) -> Verdict:
    """W-03: 销号人不是办理人. Whoever worked on it, or stands in the unit that did, does not sign it off."""
    if not actor.covers(places.owner, Role.OFFICE):
        return refuse("销号和退回由督考办办理。")
    return allow_if(
        not _worked_on(actor, matter) and not _stands_in(actor, places.lead),
        "办理这个事项的人和单位不能自己销号（办理与销号分离）。请由没有经手的人办理。",
    )


def can_look_back(actor: Actor, matter: Matter, places: Places) -> Verdict:
    """W-03 holds for the second look as well."""
    if not actor.covers(places.owner, Role.OFFICE):
        return refuse("回头看由督考办办理。")
    return allow_if(
        not _worked_on(actor, matter) and not _stands_in(actor, places.lead),
        "办理这个事项的人和单位不能自己回头看。请由没有经手的人办理。",
    )


def can_see_lookbacks(actor: Actor) -> Verdict:
    return allow_if(actor.has(*ABOVE), "回头看由督考办安排，领导和纪检监督可以查看。")


def can_ask_extension(actor: Actor, places: Places) -> Verdict:
    """Also for taking the request back."""
    return allow_if(_belongs(actor, places.lead, DOERS), "延期由牵头单位申请和撤回。")


def is_in_time_for_extension(matter: Matter, day: date) -> Verdict:
    if matter.state not in IN_HAND:
        return refuse(f"事项现在是“{MatterState(matter.state).label}”，不用申请延期。")
    return allow_if(
        day <= matter.due_on, "完成时限已过，不能再申请延期。有困难请提出协调请求，或在督办升级时说明。"
    )


def can_decide_extension(actor: Actor, places: Places) -> Verdict:
    if not actor.covers(places.owner, Role.OFFICE):
        return refuse("延期由督考办决定。")
    return allow_if(not _stands_in(actor, places.lead), "不能决定本单位的延期申请，请由其他人办理。")


def can_explain(actor: Actor, places: Places) -> Verdict:
    return allow_if(_belongs(actor, places.lead, DOERS), "情况由牵头单位的填报员或负责人说明。")


def can_decide_rung(actor: Actor, places: Places, by: str) -> Verdict:
    """督查条例 21: a named person with authority; nobody decides about their own unit."""
    if not actor.covers(places.owner, by):
        return refuse(f"按督办规则，这一级由{Role(by).label}决定。")
    return allow_if(not _stands_in(actor, places.lead), "不能决定本单位事项的升级，请由其他人办理。")


def is_ripe(rung: Rung, matter: Matter, day: date) -> Verdict:
    """Whether the proposal may be decided: the matter is still in hand, and the unit was heard."""
    if rung.state != RungState.PROPOSED:
        return refuse(f"这一级现在是“{RungState(rung.state).label}”，不用再决定。")
    if matter.state not in IN_HAND:
        return refuse(f"事项现在是“{MatterState(matter.state).label}”，等销号或退回以后再定。")
    heard = rung.explained_at is not None or rung.explain_by is None or day > rung.explain_by
    return allow_if(heard, f"单位可在 {day_words(rung.explain_by)}前说明情况，收到说明或过了这天再决定。")


def is_in_time_to_explain(rung: Rung, day: date) -> Verdict:
    if rung.state != RungState.PROPOSED:
        return refuse(f"这一级现在是“{RungState(rung.state).label}”，不用再说明。")
    if rung.explained_at is not None:
        return refuse("已经说明过了。")
    by = rung.explain_by
    return allow_if(by is None or day <= by, f"说明截止 {day_words(by)}，已经过了。")


def can_praise(actor: Actor, places: Places) -> Verdict:
    if not actor.covers(places.owner, Role.OFFICE):
        return refuse("表扬由督考办提出。")
    units = (places.lead, *places.assisting)
    return allow_if(not any(_stands_in(actor, path) for path in units), "不能表扬本单位，请由其他人办理。")


def can_ask_help(actor: Actor, places: Places) -> Verdict:
    units = (places.lead, *places.assisting)
    return allow_if(
        any(_belongs(actor, path, DOERS) for path in units), "协调请求由牵头或协办单位的填报员、负责人提出。"
    )


def can_raise_request(actor: Actor, places: Places) -> Verdict:
    return allow_if(actor.covers(places.owner, Role.OFFICE), "报请领导小组由督考办办理。")


def can_answer_request(actor: Actor, places: Places) -> Verdict:
    """督办一体 (W-06): the office arranges it, or a leader does for the group it was raised to."""
    return allow_if(actor.covers(places.owner, Role.OFFICE, Role.LEADER), "协调请求由督考办或领导答复。")


def is_in_time_for_word(matter: Matter) -> Verdict:
    """Whether the unit may still speak of it."""
    if matter.state == MatterState.ASSIGNED:
        return refuse("还没有签收，请先签收再反馈。")
    open_states = (MatterState.RECEIVED, MatterState.ONGOING, MatterState.RETURNED)
    label = MatterState(matter.state).label
    return allow_if(matter.state in open_states, f"事项现在是“{label}”，不用反馈进展。")


def _belongs(actor: Actor, path: str, roles: Iterable[str]) -> bool:
    """True for a role held on the unit itself: who holds it above reads, but does not do the work."""
    return any(grant.role in roles and grant.path == path for grant in actor.grants)


def _stands_in(actor: Actor, path: str) -> bool:
    """Whether the actor is of that unit, by post or by a role on it."""
    return bool(path) and (actor.unit_path == path or _belongs(actor, path, DOERS))


def _worked_on(actor: Actor, matter: Matter) -> bool:
    return matter.finished_by_id == actor.account_id or _spoke_on(matter, actor.account_id)


@kept_while_reading
def _spoke_on(matter: Matter, account_id: int | None) -> bool:
    return matter.words.filter(by_id=account_id).exists()
