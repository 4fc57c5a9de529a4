"""Reading matters."""

from dukao.matters.selectors.clocks import (
    carryable_matters,
    climbing,
    matters_to_climb,
    silent_matters,
    unreceived_matters,
)
from dukao.matters.selectors.life import life_of
from dukao.matters.selectors.occasions import Occasion, occasions
from dukao.matters.selectors.own import step_of
from dukao.matters.selectors.rules import (
    rules_known,
    rules_on,
    term_on,
    terms_known,
    terms_on,
    work_field,
    work_fields,
)
from dukao.matters.selectors.seeing import (
    course_of,
    light_of,
    lit,
    matter_for,
    matter_numbered,
    places_of,
    visible_matters,
)

__all__ = [
    "Occasion",
    "carryable_matters",
    "climbing",
    "course_of",
    "life_of",
    "light_of",
    "lit",
    "matter_for",
    "matter_numbered",
    "matters_to_climb",
    "occasions",
    "places_of",
    "rules_known",
    "rules_on",
    "silent_matters",
    "step_of",
    "term_on",
    "terms_known",
    "terms_on",
    "unreceived_matters",
    "visible_matters",
    "work_field",
    "work_fields",
]
