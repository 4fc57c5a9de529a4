"""Who may open which address of the documents room.

A file is seen by whom the room that attached it shows it to; a document by its issuer's side and its recipients.
"""

from __future__ import annotations

from dukao.kernel.roles import Role
from tests.access import BUSINESS
from tests.conftest import City
from tests.documents.planting import plant_draft, plant_issued, plant_sent
from tests.reporting.planting import line_of, plant_evidence, plant_september, report_of

OVERSEERS = {Role.OFFICE, Role.LEADER, Role.DISCIPLINE}
SIGNERS = {Role.OFFICE, Role.LEADER}
OFFICE = {Role.OFFICE}

#: The document went to the units of the reporter, the head and the reviewer.
ACCESS = {
    "documents:view": BUSINESS - {Role.PATROL},
    "documents:page": BUSINESS - {Role.PATROL},
    "official:register": OVERSEERS,
    "official:export": OVERSEERS,
    "official:series": OVERSEERS,
    "official:rules": OVERSEERS,
    "official:post": BUSINESS - {Role.DISCIPLINE},
    "official:export_post": BUSINESS - {Role.DISCIPLINE},
    "official:receive": {Role.REPORTER, Role.UNIT_HEAD},
    "official:new": OFFICE,
    "official:preview": OFFICE,
    "official:edit": OFFICE,
    "official:templates": OFFICE,
    "official:template": OFFICE,
    "official:replace_template": OFFICE,
    "official:restore_template": OFFICE,
    "official:show": BUSINESS - {Role.PATROL},
    "official:word": BUSINESS - {Role.PATROL},
    "official:pdf": BUSINESS - {Role.PATROL},
    "official:archive": OVERSEERS,
    "official:send": OFFICE,
    "official:recall": OFFICE,
    "official:send_back": SIGNERS,
    "official:issue": {Role.LEADER},
    "official:void": SIGNERS,
}


#: The county has a copy of the document.
ELSEWHERE = dict.fromkeys(("official:show", "official:word", "official:pdf"), BUSINESS - {Role.PATROL})


def objects(city: City) -> dict[str, tuple[object, ...]]:
    plant_september(city)
    file_id = plant_evidence(city, line_of(report_of(city), "Z-02")).file_id
    issued = plant_issued(city)
    draft, sent = plant_draft(city).pk, plant_sent(city).pk
    return {
        "documents:view": (file_id,),
        "documents:page": (file_id, 1),
        **{f"official:{name}": (issued.pk,) for name in ("show", "word", "pdf", "archive", "void")},
        **{f"official:{name}": (draft,) for name in ("edit", "send")},
        **{f"official:{name}": (sent,) for name in ("recall", "send_back", "issue")},
        "official:receive": (issued.receipts.get(unit=city.housing).pk,),
        **{
            f"official:{name}": ("circular",) for name in ("template", "replace_template", "restore_template")
        },
    }
