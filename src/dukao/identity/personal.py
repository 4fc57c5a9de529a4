"""What accounts hold about persons."""

from __future__ import annotations

from dukao.identity.selectors import closed_factors, old_log_ins
from dukao.identity.services import forget_closed_factors, forget_log_ins
from dukao.kernel.personal import (
    DUTY,
    LOGGING,
    Acts,
    Clock,
    Field,
    Holding,
    declare,
    declare_acts,
    declare_clocks,
)

_LOG_IN = "核对登录的是不是本人"

declare(
    Holding(
        model="identity.Account",
        label="账户",
        fields=(
            Field("name", "姓名"),
            Field("username", "用户名"),
            Field("unit", "所在单位"),
            Field("logged_in_at", "最近登录"),
            Field("created_at", "建立时间"),
            Field("demo_purpose", "演示角色来做什么"),
            Field("password", "密码（只存不可还原的摘要）", purpose=_LOG_IN, is_secret=True),
        ),
        purpose="本人登录、以本人名义办理",
        basis=DUTY,
        source="系统管理员建立，密码由本人设定",
        keeping="records",
        by_account="pk",
    ),
    Holding(
        model="identity.FormerPassword",
        label="用过的密码",
        fields=(
            Field("password", "密码（只存不可还原的摘要）", is_secret=True),
            Field("replaced_at", "停用时间"),
        ),
        purpose="不让最近用过的密码再用",
        basis="等保 2.0 身份鉴别",
        source="本人修改密码时由系统留存",
        keeping="factors",
        by_account="account",
    ),
    Holding(
        model="identity.SecondFactor",
        label="动态口令",
        fields=(
            Field("sealed_secret", "密钥", is_sealed=True, is_secret=True),
            Field("confirmed_at", "启用时间"),
        ),
        purpose=_LOG_IN,
        basis="等保 2.0 身份鉴别",
        source="本人设置",
        keeping="factors",
        by_account="account",
    ),
    Holding(
        model="identity.RecoveryCode",
        label="备用码",
        fields=(
            Field("hashed", "备用码（只存不可还原的摘要）", is_secret=True),
            Field("used_at", "用掉的时间"),
        ),
        purpose=_LOG_IN,
        basis="等保 2.0 身份鉴别",
        source="本人设置时由系统生成",
        keeping="factors",
        by_account="account",
    ),
    Holding(
        model="identity.LogIn",
        label="登录设备",
        fields=(
            Field("at", "登录时间"),
            Field("address", "来自（网络地址）"),
            Field("device", "设备"),
            Field("session_key", "会话标识", is_secret=True),
        ),
        purpose="让本人发现并退出不是自己的登录",
        basis=LOGGING,
        source="登录时由系统记录",
        keeping="log_ins",
        by_account="account",
    ),
    Holding(
        model="identity.Grant",
        label="角色",
        fields=(
            Field("role", "角色"),
            Field("unit", "范围"),
            Field("since", "自"),
            Field("until", "至"),
            Field("reason", "依据"),
        ),
        purpose="决定本人能看什么、办什么",
        basis=DUTY,
        source="安全管理员授予，或同事委托",
        keeping="records",
        by_account="account",
    ),
    Holding(
        model="identity.Proposal",
        label="与账户有关的四眼复核",
        fields=(
            Field("kind", "事项"),
            Field("role", "角色"),
            Field("state", "结果"),
            Field("proposed_at", "提出时间"),
        ),
        purpose="重要角色和重置由两人把关",
        basis=DUTY,
        source="管理员提出",
        keeping="records",
        by_account="account",
    ),
)
declare_acts(Acts("identity", "授权和账户的经办人", "谁授的权、谁复核的，可以追溯"))
declare_clocks(
    Clock(
        key="factors",
        label="停用账户的密码摘要、动态口令和备用码",
        counted_from="账户停用之日",
        months=1,
        source="等保 2.0 剩余信息保护；个人信息保护法第四十七条",
        due=closed_factors,
        destroy=forget_closed_factors,
    ),
    Clock(
        key="log_ins",
        label="登录设备和网络地址",
        counted_from="登录之日",
        months=6,
        source="网络安全法第二十一条第三项：网络日志留存不少于六个月",
        due=old_log_ins,
        destroy=forget_log_ins,
    ),
)
