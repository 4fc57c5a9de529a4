"""Every pattern there is, in the order in which they are listed."""

from __future__ import annotations

from dukao.oversight.patterns import (
    contradictions,
    copied_narratives,
    jumps,
    late_extensions,
    lenient_reviewers,
    lowered_targets,
    near_lines,
    noughts,
    often_returned,
    reused_photos,
    round_numbers,
    year_end,
)
from dukao.oversight.patterns.pattern import Pattern

PATTERNS: dict[str, Pattern] = {
    module.PATTERN.code: module.PATTERN
    for module in (
        lowered_targets, lenient_reviewers, near_lines, copied_narratives, reused_photos, late_extensions,
        contradictions, jumps, year_end, round_numbers, noughts, often_returned,
    )
}  # fmt: skip
