"""Who may open which address of the journal."""

from __future__ import annotations

from dukao.journal import jobs
from dukao.journal.models import Entry
from dukao.journal.services import attest
from dukao.kernel.roles import Role
from dukao.organisations.services import add_unit
from dukao.organisations.vocabulary import Level
from tests.access import Access
from tests.conftest import FOUNDED, NOW, City

READERS = {Role.AUDIT_ADMIN, Role.DISCIPLINE}

ACCESS: Access = {
    "journal:list": READERS,
    "journal:show": READERS,
    "journal:proof": READERS,
    "journal:export": READERS,
    "journal:attestations": READERS,
    "journal:attestation": READERS,
    "journal:attestation_file": READERS,
    "journal:receive": {Role.DISCIPLINE},
}


#: An attestation holds a digest over the whole journal and no word of it; every discipline side may keep it.
ELSEWHERE = {
    "journal:attestation": READERS, "journal:attestation_file": READERS, "journal:receive": {Role.DISCIPLINE},
}  # fmt: skip


def objects(city: City) -> dict[str, tuple[object, ...]]:
    add_unit(
        actor=city.actor(city.office), code="B09", name="市新局", level=Level.CITY, parent=city.city,
        since=FOUNDED, at=NOW,
    )  # fmt: skip
    entry = Entry.objects.latest("pk").pk
    jobs.seal_waiting()
    attestation = attest(at=NOW)
    assert attestation
    return {
        "journal:show": (entry,), "journal:proof": (entry,), "journal:attestation": (attestation.pk,),
        "journal:attestation_file": (attestation.pk,), "journal:receive": (attestation.pk,),
    }  # fmt: skip
