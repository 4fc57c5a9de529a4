"""What checks hold about persons."""

from __future__ import annotations

from dukao.kernel.personal import Acts, Field, Holding, declare, declare_acts, declare_not_personal

declare(
    Holding(
        model="checks.Participation",
        label="经办过的督查检查",
        fields=(Field("check_of", "项目"), Field("did", "经办"), Field("at", "时间")),
        purpose="经办过的人不参加同一结论的复核",
        basis="政府督查工作条例第十七条",
        source="经办时由系统记录",
        keeping="records",
        by_account="account",
    ),
)
declare_acts(Acts("checks", "督查检查计划和结论的经办人", "计划、结论、复核由谁提出、谁批准，可以追溯"))
declare_not_personal({"checks.Check.name": "督查检查项目的名称", "checks.Topic.name": "督查检查主题的名称"})
