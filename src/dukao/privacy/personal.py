"""What this room itself holds about persons."""

from __future__ import annotations

from dukao.kernel.personal import DUTY, Acts, Clock, Field, Holding, declare, declare_acts, declare_clocks
from dukao.privacy.selectors.requests import old_requests
from dukao.privacy.services import forget_requests

declare(
    Holding(
        model="privacy.PersonalRequest",
        label="个人信息请求",
        fields=(
            Field("kind", "请求"),
            Field("about", "关于"),
            Field("text", "内容", is_sealed=True),
            Field("state", "状态"),
            Field("asked_at", "提出时间"),
            Field("opinion", "答复", is_sealed=True),
        ),
        purpose="办理本人的请求",
        basis="个人信息保护法第四十四条至第五十条",
        source="本人提出",
        keeping="requests",
        by_account="account",
        is_private=True,
    ),
    Holding(
        model="privacy.PersonalRequest",
        label="没有账户的人提出的请求",
        fields=(
            Field("name", "姓名", is_sealed=True),
            Field("contact", "联系方式", is_sealed=True),
            Field("identity_check", "怎样核验身份"),
        ),
        purpose="办理本人的请求，书面答复",
        basis="个人信息保护法第四十四条至第五十条",
        source="本人到督考办提出，经办人核验身份后登记",
        keeping="requests",
    ),
    Holding(
        model="privacy.Inspection",
        label="按事由查阅的记录",
        fields=(Field("purpose", "事由"), Field("basis", "依据"), Field("at", "时间")),
        purpose="谁看过、为什么看，可以追溯",
        basis=DUTY,
        source="纪检监督办理时记录",
        keeping="records",
        by_account="account",
        withheld="到了告知日的，在“谁看过”里；依法暂不告知的，届时再列出（个人信息保护法第三十五条）",
    ),
)
declare_acts(Acts("privacy", "个人信息的答复、查阅和销毁", "谁答复、谁查阅、谁批准销毁，可以追溯"))
declare_clocks(
    Clock(
        key="requests",
        label="个人信息请求的内容和答复",
        counted_from="答复或撤回之日",
        months=36,
        source="个人信息保护法第五十六条（影响评估和处理情况记录至少保存三年）",
        due=old_requests,
        destroy=forget_requests,
    ),
)
