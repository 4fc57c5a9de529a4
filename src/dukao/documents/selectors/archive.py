"""归档包: the frozen files of a document with their metadata and a manifest that ``sha256sum -c`` checks.

档案法实施条例第三十八条至第四十一条: an electronic record says who made it in which activity and when,
and keeps content, structure, context and metadata together.
"""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree

from django.utils.timezone import localtime

from dukao.documents import storage
from dukao.documents.models import OfficialDocument
from dukao.documents.policies import can_archive
from dukao.documents.selectors.register import document_for
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on, versions_by_unit

MANIFEST = "manifest-sha256.txt"


def archive_of(actor: Actor, document_id: int, at: datetime) -> tuple[str, bytes]:
    """Name and bytes of the package; the same document with the same receipts gives the same bytes."""
    document = document_for(actor, document_id, local_day(at))
    require(can_archive(actor, unit_on(document.issuer_id, local_day(at)).path))
    if document.pdf is None or document.issued_at is None:
        raise DomainError("not_issued", "签发后才能归档。", 409)
    files = {
        "document.pdf": storage.read(document.pdf.digest),
        "document.docx": storage.read(document.docx_digest),
        "metadata.xml": _metadata(document),
    }
    lines = [f"{storage.digest_of(content)}  {name}\n" for name, content in files.items()]
    files[MANIFEST] = "".join(lines).encode()
    out = BytesIO()
    moment = localtime(document.issued_at).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)
    return f"{document.mark.replace(' ', '')}.zip", out.getvalue()


def _metadata(document: OfficialDocument) -> bytes:
    assert document.issued_at is not None
    assert document.pdf is not None
    day = local_day(document.issued_at)
    receipts = list(document.receipts.select_related("received_by").order_by("position"))
    places = versions_by_unit([document.issuer_id, *(receipt.unit_id for receipt in receipts)], day)
    root = ElementTree.Element("document", {"version": "1"})
    issuer = places[document.issuer_id]
    for name, value in (
        ("number", document.mark),
        ("kind", document.get_kind_display()),
        ("title", document.title),
        ("issuer", issuer.name),
        ("issuer-code", issuer.unit.code),
        ("date", day.isoformat()),
        ("state", document.get_state_display()),
        ("regime", Regime(document.regime).label),
        ("label", SecrecyLabel(document.label).label),
        ("basis", document.basis),
        ("about", document.subject_label),
        ("pages", str(document.pdf.pages)),
        ("layout", "GB/T 9704-2012"),
        ("format", "PDF/A-2b"),
    ):
        ElementTree.SubElement(root, name).text = value
    process = ElementTree.SubElement(root, "process")
    for step, at, person, reason in (
        ("起草", document.drafted_at, document.drafted_by, ""),
        ("送签", document.sent_at, document.sent_by, document.exception),
        ("签发", document.issued_at, document.issued_by, ""),
        ("作废", document.voided_at, document.voided_by, document.void_reason),
    ):
        if at is not None:
            name = person.name if person else "系统"
            taken = {"step": step, "at": _moment(at), "by": name, **({"reason": reason} if reason else {})}
            ElementTree.SubElement(process, "event", taken)
    recipients = ElementTree.SubElement(root, "recipients")
    for receipt in receipts:
        place = places[receipt.unit_id]
        given = {"unit": place.name, "code": place.unit.code, "role": receipt.get_role_display()}
        if receipt.received_at is not None and receipt.received_by is not None:
            given |= {"received-at": _moment(receipt.received_at), "received-by": receipt.received_by.name}
        ElementTree.SubElement(recipients, "recipient", given)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _moment(at: datetime) -> str:
    return localtime(at).isoformat(timespec="seconds")
