"""What the problem ledger holds about persons."""

from __future__ import annotations

from dukao.kernel.personal import DUTY, Acts, Field, Holding, declare, declare_acts

declare(
    Holding(
        model="issues.LiaisonGroup",
        label="挂钩联系服务组成员",
        fields=(Field("name", "服务组"), Field("basis", "依据")),
        purpose="确定谁跟踪哪些单位的整改",
        basis=DUTY,
        source="督考办按文件登记",
        keeping="records",
        by_account="members",
    ),
    Holding(
        model="issues.Naming",
        label="点人点事通报",
        fields=(Field("named", "通报里写到的人或岗位"),),
        purpose="记录通报点到了谁，督促整改",
        basis=DUTY,
        source="督考办按通报登记",
        keeping="records",
    ),
)
declare_acts(Acts("issues", "问题整改的经办人", "问题由谁登记、谁核验、谁销号，可以追溯"))
