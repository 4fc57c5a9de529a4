"""过期后批延期: an extension that was granted when the limit had already passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dukao.oversight.patterns.facts import Grant
from dukao.oversight.patterns.pattern import Lead, Link, Parameter, Parameters, Pattern
from dukao.ui.formats import iso


def find(grants: Iterable[Grant], p: Parameters) -> Iterator[Lead]:
    for grant in grants:
        days = (grant.granted_on - grant.old_due_on).days
        if days < p["least_days"]:
            continue
        asked = (grant.asked_on - grant.old_due_on).days
        how = f"申请晚于到期 {asked} 日" if asked > 0 else "到期前申请，到期后才批"
        yield Lead(
            key=f"{grant.extension}", unit=grant.unit, who=f"{grant.unit_name} {grant.title}",
            finding=f"批准晚于到期日 {days} 日，{how}",
            figures=(
                ("原时限", iso(grant.old_due_on)), ("申请", iso(grant.asked_on)),
                ("批准", f"{iso(grant.granted_on)} {grant.granted_by}"), ("延至", iso(grant.new_due_on)),
                ("理由", grant.reason),
            ),
            links=(Link(f"{grant.number} {grant.title}", f"/matters/{grant.matter}/"),),
        )  # fmt: skip


PATTERN = Pattern(
    code="late_extensions",
    name="过期后批延期",
    facts="grants",
    find=find,
    rule="同意延期的日子晚于原时限达到若干日。",
    source="督办工作的通行要求：延期在到期前申请并决定",
    parameters=(Parameter("least_days", "最少晚几日", "1", "1", "365", "日"),),
)
