"""Who may open which address of the schemes room."""

from __future__ import annotations

from datetime import date

from dukao.kernel.roles import Role
from dukao.schemes import services
from dukao.schemes.models import SchemeVersion
from dukao.schemes.vocabulary import MONTHS_BETWEEN
from dukao.scoring import scheme_from_yaml
from tests.access import BUSINESS, EVERYONE, Access
from tests.conftest import NOW, City

OFFICE = {Role.OFFICE}

ACCESS: Access = {
    # Published schemes and the library are open to everybody who takes part.
    "schemes:list": BUSINESS,
    "schemes:year": BUSINESS,
    "schemes:show": BUSINESS,
    "schemes:compare": BUSINESS,
    "schemes:yaml": BUSINESS,
    "schemes:workbook": BUSINESS,
    "schemes:targets": BUSINESS,
    "schemes:targets_export": BUSINESS,
    "schemes:indicators": BUSINESS,
    "schemes:indicator": BUSINESS,
    "schemes:indicators_export": BUSINESS,
    "score_api:preview": BUSINESS,
    "score_api:openapi": EVERYONE,
    # The office drafts.
    "schemes:add": OFFICE,
    "schemes:policy": OFFICE,
    "schemes:edit": OFFICE,
    "schemes:weights": OFFICE,
    "schemes:item": OFFICE,
    "schemes:family": OFFICE,
    "schemes:section": OFFICE,
    "schemes:shape": OFFICE,
    "schemes:undo": OFFICE,
    "schemes:pick": OFFICE,
    "schemes:upload": OFFICE,
    "schemes:submit": OFFICE,
    "schemes:discard": OFFICE,
    "schemes:new_version": OFFICE,
    "schemes:targets_set": OFFICE,
    "schemes:targets_copy": OFFICE,
    "schemes:targets_import": OFFICE,
    "schemes:indicator_add": OFFICE,
    "schemes:indicator_revise": OFFICE,
    "schemes:indicators_import": OFFICE,
    # A leader decides.
    "schemes:publish": {Role.LEADER},
    "schemes:send_back": {Role.LEADER},
}


#: Published schemes, their targets and the library are public to all who take part.
ELSEWHERE = {
    f"schemes:{name}": BUSINESS
    for name in ("year", "show", "compare", "yaml", "workbook", "targets", "targets_export", "indicator")
}


def objects(city: City) -> dict[str, tuple[object, ...]]:
    """A published scheme, a draft of its next version that was changed once, and one that waits."""
    published = _published(city, "economy-2026")
    office = city.actor(city.office)
    indicator = services.add_indicator(
        actor=office, code="A-01", name="投资", definition="完成额", basis="任务分解", at=NOW
    )
    draft = services.start_new_version(actor=office, version=published, reason="调整口径", at=NOW)
    scheme = scheme_from_yaml(_text("economy-2026")).model_copy(update={"note": "改"})
    services.save_draft(actor=office, version=draft, document=scheme, revision=0, sentence="改说明", at=NOW)
    waiting = _submitted(city, "special-2026")
    other = _published(city, "other-2026")
    on_draft = ("edit", "weights", "shape", "undo", "pick", "upload", "submit", "discard", "targets_copy")
    return {
        "schemes:year": (2026,),
        **{
            f"schemes:{name}": (published.pk,)
            for name in ("show", "yaml", "workbook", "targets", "targets_export")
        },
        "schemes:compare": (published.pk, other.pk),
        **{f"schemes:{name}": (draft.pk,) for name in on_draft},
        "schemes:targets_set": (draft.pk,),
        "schemes:targets_import": (draft.pk,),
        "schemes:item": (draft.pk, "J-07"),
        "schemes:family": (draft.pk, "J"),
        "schemes:section": (draft.pk, "rules"),
        "schemes:new_version": (other.pk,),
        "schemes:publish": (waiting.pk,),
        "schemes:send_back": (waiting.pk,),
        "schemes:indicator": (indicator.indicator_id,),
        "schemes:indicator_revise": (indicator.indicator_id,),
    }


def _text(code: str) -> str:
    from tests.schemes.conftest import TEXT

    return TEXT.replace("economy-2026", code).replace("indicator: J-07@1,", "")


def _submitted(city: City, code: str) -> SchemeVersion:
    office = city.actor(city.office)
    scheme = scheme_from_yaml(_text(code))
    version = services.add_scheme(actor=office, document=scheme, at=NOW)
    services.set_targets(
        actor=office, version=version, at=NOW,
        values={
            (unit.pk, item.code, f"2026-{month:02d}"): 10  # type: ignore[misc]
            for unit in (city.housing, city.other)
            for item in scheme.leaves()
            for month in range(MONTHS_BETWEEN[item.frequency], 13, MONTHS_BETWEEN[item.frequency])
            if item.weight
        },
    )  # fmt: skip
    services.submit_version(actor=office, version=version, at=NOW)
    return version


def _published(city: City, code: str) -> SchemeVersion:
    version = _submitted(city, code)
    services.publish_version(
        actor=city.actor(city.leader), version=version, effective_on=date(2026, 1, 1), at=NOW
    )
    return version
