"""Reading groups, tasks, visits and findings: each as far as the actor may know of it."""

from dukao.patrols.selectors.conflicts import (
    Conflict,
    borrowed_from_below,
    conflicts_of,
    conflicts_of_task,
    untrained,
)
from dukao.patrols.selectors.figures import (
    Figures,
    debrief_due_on,
    figures_of,
    groups_owing_debrief,
    last_half,
    span_of,
)
from dukao.patrols.selectors.planned import plan_gaps
from dukao.patrols.selectors.rules import patrol_rules_known, patrol_rules_on
from dukao.patrols.selectors.seeing import (
    clue_for,
    clues_of,
    finding_for,
    ground_of,
    group_for,
    own_group_ids,
    task_for,
    visible_findings,
    visible_groups,
    visible_tasks,
    visible_visits,
    visit_for,
)

__all__ = [
    "Conflict",
    "Figures",
    "borrowed_from_below",
    "clue_for",
    "clues_of",
    "conflicts_of",
    "conflicts_of_task",
    "debrief_due_on",
    "figures_of",
    "finding_for",
    "ground_of",
    "group_for",
    "groups_owing_debrief",
    "last_half",
    "own_group_ids",
    "patrol_rules_known",
    "patrol_rules_on",
    "plan_gaps",
    "span_of",
    "task_for",
    "untrained",
    "visible_findings",
    "visible_groups",
    "visible_tasks",
    "visible_visits",
    "visit_for",
]
