"""The first steps of a new installation: what is there already, what comes next, and who does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from dukao.identity.selectors import accounts_in_roles, accounts_in_scope, founded_at
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import ADMIN_OFFICERS, Role
from dukao.matters.selectors.seeing import visible_matters
from dukao.notifications.selectors import open_media
from dukao.organisations.selectors import people, units_held
from dukao.reporting.selectors.calls import current_period
from dukao.schemes.selectors.indicators import current_versions
from dukao.schemes.selectors.versions import published_versions

#: Whoever has not begun by then does not mean to, with that room: the steps stop standing in the way.
DAYS_SHOWN = 60
#: Who sets a place up. The others find their work when it reaches them.
WHO = (Role.OFFICE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
IN_UNITS = (Role.REPORTER, Role.UNIT_HEAD)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up; ``act`` is empty where somebody else does it."""

    title: str
    detail: str
    is_done: bool
    url: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Beginning:
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first one to do oneself."""
        return next((step for step in self.steps if step.act and not step.is_done), None)


def is_beginning(actor: Actor, at: datetime) -> bool:
    """Whether the actor sets this place up, and it is young."""
    if not actor.has(*WHO):
        return False
    founded = founded_at()
    return founded is not None and at - founded < timedelta(days=DAYS_SHOWN)


def first_steps(actor: Actor, at: datetime) -> Beginning | None:
    """The steps of the actor's roles in their order; ``None`` once all are done."""
    day = local_day(at)
    steps = (
        *(_of_office(actor, at) if actor.has(Role.OFFICE) else ()),
        *(_of_system_admin(actor, at) if actor.has(Role.SYSTEM_ADMIN) else ()),
        *(
            (
                Step(
                    "授予角色",
                    "系统管理员建好账户以后，在账户页授予角色，写明范围和期限；领导、督考办和纪检监督的，"
                    "由审计管理员在“四眼复核”里同意后生效。",
                    _has_people(day),
                    reverse("identity:accounts"),
                    "授角色",
                ),
            )
            if actor.has(Role.SECURITY_ADMIN)
            else ()
        ),
    )
    return Beginning(steps) if not all(step.is_done for step in steps) else None


def _of_office(actor: Actor, at: datetime) -> tuple[Step, ...]:
    day = local_day(at)
    return (
        Step(
            "建单位",
            "部门、县区、乡镇街道，用 Excel 一次导入或逐个新增；以后改名、合并都留沿革。",
            len(units_held(actor, day, Role.OFFICE)) > 1,
            reverse("organisations:imports"),
            "导入单位",
        ),
        Step(
            "登记领导和负责人",
            "批示、分管、带队都认人；先登记人员，再在单位页登记任职。",
            people().exists(),
            reverse("organisations:people"),
            "登记人员",
        ),
        Step(
            "开账户",
            "请系统管理员建账户、安全管理员授角色：单位的填报员和负责人，批准办法和结果的领导。",
            _has_people(day),
        ),
        Step(
            "督办：交办第一件事项",
            "登记事项，写明完成时限和牵头单位；交办后单位签收、反馈，灯随时推算。",
            visible_matters(actor, day).exists(),
            reverse("matters:add"),
            "登记事项",
        ),
        Step(
            "考核：建指标库",
            "一个指标一个口径，写明数据由谁给；可以从 Excel 导入。",
            current_versions().exists(),
            reverse("schemes:indicators"),
            "建指标",
        ),
        Step(
            "考核：发布考评办法",
            "从指标库取指标、定满分和计分方法，查过毛病，送领导批准后发布。",
            published_versions().exists(),
            reverse("schemes:list"),
            "编办法",
        ),
        Step(
            "考核：开始第一个月的填报",
            "办法发布以后，给考评对象建填报表；以后每月到日子自动开始。",
            current_period(at) is not None,
            reverse("reporting:overview"),
            "开始填报",
        ),
    )


def _has_people(day: date) -> bool:
    """Somebody in a unit and somebody who approves may log in."""
    return all(accounts_in_roles(roles, day).exists() for roles in (IN_UNITS, (Role.LEADER,)))


def _of_system_admin(actor: Actor, at: datetime) -> tuple[Step, ...]:
    accounts = accounts_in_scope(actor, local_day(at))
    officers = accounts_in_roles((*ADMIN_OFFICERS, Role.OFFICE), local_day(at))
    return (
        Step(
            "建账户",
            "给各单位的填报员、负责人和领导建账户，一次性密码分别交给本人；角色由安全管理员授予。",
            accounts.exclude(pk__in=officers.values("pk")).exists(),
            reverse("identity:accounts"),
            "建账户",
        ),
        Step(
            "接通知渠道",
            "邮件、短信或单位群，登录以外也收得到催办；没有也能用站内消息。",
            bool(open_media()),
            reverse("notifications:channels"),
            "接渠道",
        ),
    )
