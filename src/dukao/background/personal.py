"""What long work holds about persons."""

from __future__ import annotations

from dukao.background.services import forget_old_tasks
from dukao.kernel.personal import DUTY, Clock, Field, Holding, declare, declare_clocks

declare(
    Holding(
        model="background.Task",
        label="发起的后台任务",
        fields=(Field("label", "任务"), Field("started_by", "发起人"), Field("created_at", "发起时间")),
        purpose="告诉发起人办到哪一步、结果在哪里",
        basis=DUTY,
        source="发起时由系统记录",
        keeping="tasks",
        by_account="account_id",
    ),
)
declare_clocks(
    Clock(
        key="tasks",
        label="后台任务",
        counted_from="办完之日（到期每晚自动清除）",
        months=3,
        source="个人信息保护法第十九条：保存期限为实现目的所必要的最短时间",
        clear=forget_old_tasks,
    ),
)
