"""What assessments hold about persons: who did what. Scores are of units, not of persons."""

from __future__ import annotations

from dukao.kernel.personal import Acts, declare_acts, declare_not_personal

declare_acts(
    Acts("assessments", "计分、公示和异议的经办人", "成绩由谁冻结、谁公示、谁定案、谁复核，可以追溯")
)
declare_not_personal({"assessments.Objection.item_name": "考评项目的名称"})
