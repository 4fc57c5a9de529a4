"""What reporting hold about persons: who did what."""

from __future__ import annotations

from dukao.kernel.personal import Acts, declare_acts

declare_acts(Acts("reporting", "月度填报的填报、审签和审核人", "数据由谁填、谁签、谁审，可以追溯"))
