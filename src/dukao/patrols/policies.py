"""Who may see, send, record and settle. Patrol groups answer upward only.

Whoever is above the inspected unit, in its line or beside it learns of nothing here before the office
releases it; the sight of a raw finding rests on being in the group, in the office that sent it, or on being
named as a reading leader, never on a scope alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict, allow_if, refuse
from dukao.patrols.vocabulary import IN_THE_FIELD, OUT_TASKS, FindingState, TaskState

if TYPE_CHECKING:
    from dukao.patrols.models import Finding

HIDDEN_TASK = "没有找到这个巡查任务，可能已移走，或不在你的查看范围。"
HIDDEN_FINDING = "没有找到这条发现，可能已移走，或不在你的查看范围。"


@dataclass(frozen=True, slots=True)
class Ground:
    """On what somebody stands towards one task: asked of the database once."""

    owner: str
    state: str
    is_member: bool = False
    is_group_leader: bool = False
    is_reader: bool = False
    is_sent: bool = False


def is_patroller(actor: Actor) -> bool:
    """A seat in a group is a person's own: whoever acts in another's place has none."""
    return actor.has(Role.PATROL) and not actor.acting_for


def is_named_leader(actor: Actor) -> bool:
    """To be named to read along is personal too."""
    return actor.has(Role.LEADER) and not actor.acting_for


def can_see_patrols(actor: Actor) -> Verdict:
    held = actor.has(Role.OFFICE, Role.LEADER, Role.PATROL, Role.DISCIPLINE)
    return allow_if(held, "督导巡查由督考办、领导、督导巡查组和纪检监督查看。")


def can_see_tasks(actor: Actor) -> Verdict:
    """Raw tasks and findings; which ones is decided row by row."""
    return allow_if(
        actor.has(Role.OFFICE, Role.LEADER, Role.PATROL), "巡查任务和发现由督考办、指定领导和督导巡查组查看。"
    )


def can_see_task(actor: Actor, ground: Ground) -> Verdict:
    """The same rule as rows of the database is ``selectors.visible_tasks``."""
    if actor.covers(ground.owner, Role.OFFICE):
        return Verdict(True)
    # A named leader may be asked to let untaught members go before the task is issued.
    named = ground.is_reader and is_named_leader(actor)
    sent = ground.is_member and is_patroller(actor) and ground.state in OUT_TASKS
    return allow_if(named or sent, HIDDEN_TASK)


def can_manage_groups(actor: Actor, owner_path: str = "") -> Verdict:
    held = actor.covers(owner_path, Role.OFFICE) if owner_path else actor.has(Role.OFFICE)
    return allow_if(held, "督导巡查组的成立、任命和培训由本范围的督考办办理。")


def can_set_patrol_rules(actor: Actor) -> Verdict:
    return allow_if(actor.holds_everywhere(Role.OFFICE), "督导巡查规则由全市督考办制定。")


def can_manage_tasks(actor: Actor, owner_path: str = "") -> Verdict:
    held = actor.covers(owner_path, Role.OFFICE) if owner_path else actor.has(Role.OFFICE)
    return allow_if(held, "巡查任务由本范围的督考办拟办和下达。")


def can_waive_training(actor: Actor, owner_path: str) -> Verdict:
    return allow_if(
        actor.covers(owner_path, Role.LEADER),
        "没有培训的人先出发，只能由领导批准并写明理由（《政府督查工作条例》第九条）。",
    )


def can_record(actor: Actor, ground: Ground) -> Verdict:
    """Visits and findings are the sent group's own."""
    if not (is_patroller(actor) and ground.is_member):
        return refuse("走访和发现由执行任务的督导巡查组成员记录。")
    if ground.state in IN_THE_FIELD:
        return Verdict(True)
    return refuse(f"任务现在是“{TaskState(ground.state).label}”，不能再记录。要补充请督考办退回任务。")


def can_report_task(actor: Actor, ground: Ground) -> Verdict:
    """组长负责制 (《政府督查工作条例》第八条)."""
    return allow_if(
        is_patroller(actor) and ground.is_group_leader, "任务由督导巡查组组长报告（组长负责制）。"
    )


def can_report_finding(actor: Actor, ground: Ground) -> Verdict:
    return allow_if(is_patroller(actor) and ground.is_member, "发现由记录的督导巡查组上报。")


def can_settle(actor: Actor, owner_path: str, recorded_by: int) -> Verdict:
    """Release, decline, merge, hand over: by the office, and never by whoever recorded it."""
    if not actor.covers(owner_path, Role.OFFICE):
        return refuse("发现由本范围的督考办处理，督导巡查组只对上负责，不单独向单位反馈。")
    return allow_if(actor.account_id != recorded_by, "自己记录的发现不能自己处理，请由其他人办理。")


def is_to_be_released(actor: Actor, finding: Finding) -> bool:
    """Waits for the office, names a unit, and was recorded by somebody else."""
    is_own = actor.account_id == finding.recorded_by_id
    return finding.state == FindingState.REPORTED and finding.unit_id is not None and not is_own


def can_instruct(actor: Actor, *, is_reader: bool, is_urged: bool, state: str) -> Verdict:
    if not (is_named_leader(actor) and (is_reader or is_urged)):
        return refuse("批示由任务的知悉领导或收到急报的领导作出。")
    return allow_if(state != FindingState.DRAFT, "发现还没有上报，不能批示。")


def can_read_informants(actor: Actor, ground: Ground) -> Verdict:
    """反映人 are the recording group's alone: not the office's, not a leader's (督查条例第二十六条)."""
    return allow_if(
        is_patroller(actor) and ground.is_member and ground.state in OUT_TASKS,
        "反映人的身份只有记录的督导巡查组能看（《政府督查工作条例》第二十六条）。",
    )


def can_open_clue(actor: Actor, *, sender_id: int, receiver_id: int) -> Verdict:
    """Sealed for one receiver; nobody acts in the place of either."""
    held = actor.account_id in {sender_id, receiver_id} and not actor.acting_for
    return allow_if(held, "线索只有移交人和接收人能看。")


def can_see_clues(actor: Actor) -> Verdict:
    """The list of one's own: who sends them and who takes them over."""
    return allow_if(actor.has(Role.OFFICE, Role.DISCIPLINE), "线索移交由移交人和接收人查看。")


def can_see_process(actor: Actor) -> Verdict:
    """How tasks go, without what was found, where and who said it."""
    return allow_if(actor.has(Role.DISCIPLINE, Role.OFFICE), "办理过程由纪检监督和督考办查看。")


def can_see_assessment(actor: Actor) -> Verdict:
    return allow_if(
        actor.has(Role.OFFICE, Role.LEADER, Role.PATROL), "对督导巡查组的考核由督考办、领导和本组查看。"
    )


def can_appraise(actor: Actor, owner_path: str) -> Verdict:
    held = actor.covers(owner_path, Role.LEADER) and not actor.acting_for
    return allow_if(held, "述职由领导小组的领导评议。")


def can_send_from_field(actor: Actor, ground: Ground) -> Verdict:
    """What a member's device brings is kept, even where it is too late to write it."""
    return allow_if(is_patroller(actor) and ground.is_member, "现场记录由执行任务的督导巡查组成员上传。")


def can_use_field(actor: Actor) -> Verdict:
    return allow_if(is_patroller(actor), "现场走访由督导巡查组成员本人使用。")


def can_see_draws(actor: Actor) -> Verdict:
    """Not the units: whom a visit will find is not told before it comes."""
    return allow_if(
        actor.has(Role.OFFICE, Role.LEADER, Role.DISCIPLINE), "抽查由督考办、领导和纪检监督查看。"
    )


def can_draw(actor: Actor, owner_path: str = "") -> Verdict:
    held = actor.covers(owner_path, Role.OFFICE) if owner_path else actor.has(Role.OFFICE)
    return allow_if(held, "抽查由本范围的督考办办理。")
