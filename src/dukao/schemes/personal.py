"""What schemes hold about persons: who did what."""

from __future__ import annotations

from dukao.kernel.personal import Acts, declare_acts, declare_not_personal

declare_acts(Acts("schemes", "考评办法的起草和批准人", "办法由谁起草、谁批准，可以追溯"))
declare_not_personal({"schemes.RosterEntry.group_name": "考评分组的名称"})
