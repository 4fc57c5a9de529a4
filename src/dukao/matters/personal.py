"""What matters hold about persons."""

from __future__ import annotations

from dukao.kernel.personal import DUTY, Acts, Field, Holding, declare, declare_acts, declare_not_personal

declare(
    Holding(
        model="matters.Matter",
        label="担任责任领导的督办事项",
        fields=(
            Field("number", "编号"),
            Field("title", "事项"),
            Field("due_on", "完成时限"),
            Field("state", "状态"),
        ),
        purpose="明确每件事由谁负责",
        basis=DUTY,
        source="督考办立项时登记",
        keeping="records",
        by_account="leader",
    ),
)
declare_acts(Acts("matters", "督办事项的经办人", "事项由谁登记、谁催办、谁销号，可以追溯"))
declare_not_personal(
    {
        "matters.WorkField.name": "工作领域的名称",
        "matters.Decision.decided_by": "作出决策的会议或机关",
    }
)
