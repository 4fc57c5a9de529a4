"""What the journal holds about persons."""

from __future__ import annotations

from dukao.journal.sentences import words_of
from dukao.kernel.personal import LOGGING, Clock, Field, Holding, declare, declare_clocks

declare(
    Holding(
        model="journal.Entry",
        label="操作日志",
        fields=(
            Field("actor", "办理人"),
            Field("acting_for", "代谁办理"),
            Field("actor_id", "账户编号"),
            Field("event", "办了什么", words=words_of),
            Field("subject_label", "关于"),
            Field("at", "时间"),
        ),
        purpose="每一步可追溯、可核验，防止事后改写",
        basis=LOGGING,
        source="办理时由系统记录",
        keeping="journal",
        by_account="actor_id",
    ),
    Holding(
        model="journal.Receipt",
        label="签收过的日志存证",
        fields=(Field("name", "签收人"), Field("received_at", "签收时间")),
        purpose="存证交到了谁手里",
        basis=LOGGING,
        source="签收时由系统记录",
        keeping="records",
        by_account="account_id",
    ),
)
declare_clocks(
    Clock(
        key="journal",
        label="操作日志",
        counted_from="不销毁",
        months=None,
        source="网络安全法第二十一条（不少于六个月）；督查考核的过程记录随业务档案保存。号码只写隐去后的，"
        "姓名等文字另算加盐摘要",
    ),
    Clock(
        key="records",
        label="办理记录里的经办人",
        counted_from="不销毁",
        months=None,
        source="档案法实施条例第三十八条至第四十一条：电子档案的形成者、办理过程应当可追溯",
    ),
)
