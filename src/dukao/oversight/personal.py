"""What oversight holds about persons; leads are not told to whom they are about."""

from __future__ import annotations

from dukao.kernel.personal import DUTY, Acts, Field, Holding, declare, declare_acts

_UNTOLD = "告知会妨碍监督职责，依个人信息保护法第三十五条、第四十五条不在这里提供"

declare(
    Holding(
        model="oversight.Hit",
        label="过程监督线索",
        fields=(Field("who", "涉及的单位或人"), Field("finding", "情况"), Field("figures", "数字")),
        purpose="发现值得问询的办理情况，是线索不是结论",
        basis=DUTY,
        source="由系统按公布的规则查找",
        keeping="records",
        withheld=_UNTOLD,
    ),
    Holding(
        model="oversight.Transfer",
        label="纪检监督移送",
        fields=(Field("sealed", "移送内容", is_sealed=True, is_secret=True),),
        purpose="向有权机关移送线索",
        basis="政府督查工作条例第二十三条",
        source="督考办或纪检监督移送",
        keeping="records",
        withheld=_UNTOLD,
    ),
    Holding(
        model="oversight.LetterWord",
        label="写过的监督意见和答复",
        fields=(Field("said_for", "写的时候的身份"), Field("said_at", "时间")),
        purpose="记录谁以什么身份答复",
        basis=DUTY,
        source="办理时由系统记录",
        keeping="records",
        by_account="said_by",
    ),
    Holding(
        model="oversight.Search",
        label="发起的规律查找",
        fields=(Field("started_by", "发起人"),),
        purpose="记录谁发起了查找",
        basis=DUTY,
        source="发起时由系统记录",
        keeping="records",
    ),
)
declare_acts(Acts("oversight", "监督意见和移送的经办人", "意见由谁提出、移送由谁签收，可以追溯"))
