"""Roles as code: what each may do is said in its description and decided in the policies of each app."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    REPORTER = "reporter", "填报员"
    UNIT_HEAD = "unit_head", "单位负责人"
    LEAD_REVIEWER = "lead_reviewer", "牵头审核"
    OFFICE = "office", "督考办"
    LEADER = "leader", "领导"
    PATROL = "patrol", "督导巡查"
    DISCIPLINE = "discipline", "纪检监督"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


DESCRIPTIONS: dict[str, str] = {
    Role.REPORTER: "为本单位填写月度进展、数值和佐证，送本单位负责人审签；看本单位的得分和依据。",
    Role.UNIT_HEAD: "审签并提交本单位的填报；对本单位的得分负责，公示期内提出异议。",
    Role.LEAD_REVIEWER: "对照季度标准逐项审核本牵头单位名下指标的填报，通过或退回并写明原因。",
    Role.OFFICE: "制定和发布考评办法，组织填报、核查、计分、公示和定案；维护单位和指标库。",
    Role.LEADER: "查看所辖范围的进展、亮灯和结果；批准办法发布和结果定案。",
    Role.PATROL: "受督导巡查组指派走访现场，记录发现，只向督考办和指定领导报告；看不到其他组的发现。",
    Role.DISCIPLINE: "全程只读查看所辖范围的填报、审核、计分和日志，不参与任何一步。",
    Role.SYSTEM_ADMIN: "建账户、停用账户、看运行状况；看不到业务内容，不能授权，不能看日志。",
    Role.SECURITY_ADMIN: "给账户授予和收回角色；不能建账户，不能看业务内容和日志。",
    Role.AUDIT_ADMIN: "查看和校验全部日志；不能建账户，不能授权，不能办业务。",
}

#: 三员 (GB/T 22239-2019 访问控制 d): exclude each other and every business role.
ADMIN_OFFICERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


def conflict(held: set[str], wanted: str) -> str:
    """Why ``wanted`` may not join ``held`` on one account: a Chinese sentence, or "" when it may."""
    others = {Role(role) for role in held} - {Role(wanted)}
    if wanted in ADMIN_OFFICERS and others:
        names = "、".join(sorted(role.label for role in others))
        return f"{Role(wanted).label}不能与其他角色由同一账户担任，这个账户已是{names}。"
    clashing = others & ADMIN_OFFICERS
    if clashing:
        names = "、".join(sorted(role.label for role in clashing))
        return f"这个账户是{names}，三员账户不能再担任业务角色。"
    return ""
