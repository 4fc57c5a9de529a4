"""Documents as tests need them: drafted, sent and issued by the office of the standing city."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dukao.documents import services
from dukao.documents.models import OfficialDocument
from dukao.documents.vocabulary import DocumentKind
from tests.conftest import NOW, City

BODY = [{"level": 1, "text": "总体情况"}, {"text": "三季度立项督办事项共126件，已办结98件。"}]
TITLE = "关于三季度督办事项办理情况的通报"


def plant_series(city: City, kind: str = DocumentKind.CIRCULAR, prefix: str = "示督通", **more: Any) -> None:
    services.set_number_series(
        kind=kind, issuer_id=city.office_unit.pk, prefix=prefix,
        **{"actor": city.actor(city.office), "year": 2026, "at": NOW, **more},
    )  # fmt: skip


def plant_draft(city: City, **parts: Any) -> OfficialDocument:
    return services.draft_document(
        **{
            "actor": city.actor(city.office), "kind": DocumentKind.CIRCULAR, "title": TITLE, "body": BODY,
            "issuer_id": city.office_unit.pk, "main_recipients": [city.housing.pk, city.planning.pk],
            "copies": [city.county.pk], "at": NOW, **parts,
        }
    )  # fmt: skip


def plant_sent(city: City, **parts: Any) -> OfficialDocument:
    document = plant_draft(city, **parts)
    return services.send_document(actor=city.actor(city.office), document=document, at=NOW)


def plant_issued(city: City, at: datetime = NOW, **parts: Any) -> OfficialDocument:
    """Signed by the leader; the series is set when it is missing."""
    if not OfficialDocument.objects.filter(kind=parts.get("kind", DocumentKind.CIRCULAR)).exists():
        plant_series(city, **({"kind": parts["kind"], "prefix": "示督办"} if "kind" in parts else {}))
    document = plant_sent(city, **parts)
    return services.issue_document(actor=city.actor(city.leader), document=document, at=at)
