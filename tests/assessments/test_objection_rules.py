"""Clocks of objections: for one scheme alone, and as published."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from dukao.assessments import services
from dukao.assessments.models import AssessmentPolicy, ObjectionRule, Round
from dukao.assessments.selectors.objections import (
    rule_for,
)
from dukao.assessments.selectors.policy import notice_term
from dukao.assessments.vocabulary import PRESETS
from dukao.kernel.errors import DomainError
from dukao.kernel.terms import DayKind
from tests.assessments.conftest import NEW_YEAR, OCTOBER, Field
from tests.conftest import TODAY


def test_a_scheme_s_own_clocks_go_before_those_of_all(
    field: Field, september: Round, notice_policy: AssessmentPolicy, rule: ObjectionRule
) -> None:
    """Ten natural days of notice and a window of fifteen working days for this scheme alone."""
    office = field.city.actor(field.city.office)
    scheme_id = september.version.scheme_id
    assert notice_term(OCTOBER, scheme_id).ends_at.date() == date(2026, 10, 15)
    services.set_notice_policy(
        actor=office, scheme_id=scheme_id, effective_on=NEW_YEAR, notice_days=10, notice_kind=DayKind.NATURAL,
        source="市直办法第三十条", at=OCTOBER,
    )  # fmt: skip
    values = dict(PRESETS["jinan"].values) | {"effective_on": NEW_YEAR, "scheme_id": scheme_id}
    services.set_objection_rule(actor=office, values=values, at=OCTOBER)
    term = notice_term(OCTOBER, scheme_id)
    assert (term.ends_at.date(), term.kind_label) == (date(2026, 10, 19), "自然日")
    assert notice_term(OCTOBER, scheme_id + 1).ends_at.date() == date(2026, 10, 15)
    own = rule_for(september, TODAY)
    assert (own.window_days, own.scheme_id) == (15, scheme_id)
    with pytest.raises(DomainError, match="已有一条规则"):
        services.set_notice_policy(
            actor=office, scheme_id=scheme_id, effective_on=NEW_YEAR, notice_days=5, source="x", at=OCTOBER
        )
    client = Client()
    client.force_login(field.city.office)
    assert "市直" in client.get("/results/terms/").content.decode()
    page = client.get("/results/objections/rules/?preset=civil_service").content.decode()
    assert "第九十五条" in page
    assert 'name="scheme_id"' in page


@pytest.mark.parametrize(
    ("name", "clocks"),
    [
        ("hangzhou", ("working", 3, 10, None, None)), ("jinan", ("working", 15, 10, None, None)),
        ("inspection", ("natural", 30, 30, None, None)), ("civil_service", ("natural", 30, 30, 15, 60)),
    ],
)  # fmt: skip
def test_presets_are_the_published_clocks(name: str, clocks: tuple[object, ...]) -> None:
    values = PRESETS[name].values
    keys = ("decide_kind", "window_days", "decide_days", "again_days", "again_decide_days")
    assert tuple(values[key] for key in keys) == clocks
    assert values["approve_days"] == (5 if name == "jinan" else None)
    assert "第" in values["source"]
