"""Reading units, people and the calendar as they were on any day."""

from dukao.organisations.selectors.calendar import calendar_years, notice_of, work_calendar
from dukao.organisations.selectors.exports import draft_of, workbook_rows
from dukao.organisations.selectors.groups import (
    former_seats,
    group_by_id,
    groups_on,
    groups_seated_at,
    seat_by_id,
    seats_held,
    seats_in,
)
from dukao.organisations.selectors.history import history_of, history_of_person, newest_entry
from dukao.organisations.selectors.lineage import (
    origins_of,
    stages_of,
    successions_of,
    unit_versions,
    version_of,
)
from dukao.organisations.selectors.links import link_by_id, linked_units, links_on, ties_of
from dukao.organisations.selectors.pages import unit_page
from dukao.organisations.selectors.people import (
    contacts_to_erase,
    people,
    people_by_name,
    people_named,
    people_out_of_office,
    person_by_id,
    person_with_resident_id,
    post_by_id,
    posts_by_person,
    posts_in,
    posts_of,
    resident_id_for,
)
from dukao.organisations.selectors.places import paths_of, unit_ids_under, units_granted, units_held
from dukao.organisations.selectors.search import (
    search_units,
    suggestions,
    units_answering_to,
    units_matching,
)
from dukao.organisations.selectors.trees import above, branches, children_of, parents_of, tops_of, tree_sizes
from dukao.organisations.selectors.units import (
    unit_by_code,
    unit_ids_by_code,
    unit_on,
    units_on,
    units_under,
    versions_by_unit,
)

__all__ = [
    "above",
    "branches",
    "calendar_years",
    "children_of",
    "contacts_to_erase",
    "draft_of",
    "former_seats",
    "group_by_id",
    "groups_on",
    "groups_seated_at",
    "history_of",
    "history_of_person",
    "link_by_id",
    "linked_units",
    "links_on",
    "newest_entry",
    "notice_of",
    "origins_of",
    "parents_of",
    "paths_of",
    "people",
    "people_by_name",
    "people_named",
    "people_out_of_office",
    "person_by_id",
    "person_with_resident_id",
    "post_by_id",
    "posts_by_person",
    "posts_in",
    "posts_of",
    "resident_id_for",
    "search_units",
    "seat_by_id",
    "seats_held",
    "seats_in",
    "stages_of",
    "successions_of",
    "suggestions",
    "ties_of",
    "tops_of",
    "tree_sizes",
    "unit_by_code",
    "unit_ids_by_code",
    "unit_ids_under",
    "unit_on",
    "unit_page",
    "unit_versions",
    "units_answering_to",
    "units_granted",
    "units_held",
    "units_matching",
    "units_on",
    "units_under",
    "version_of",
    "versions_by_unit",
    "work_calendar",
    "workbook_rows",
]
