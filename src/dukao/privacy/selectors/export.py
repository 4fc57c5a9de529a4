"""Everything held about a person, in one piece: for a file a machine reads, and for one a person reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from dukao.kernel.clock import ZONE, local_day
from dukao.privacy.models import PersonalRequest
from dukao.privacy.selectors.held import ActsOf, Held, acts_of, held_about, withheld_holdings
from dukao.privacy.selectors.keeping import keeping_by_key
from dukao.privacy.selectors.looks import Look, looks_at
from dukao.privacy.selectors.requests import requests_of
from dukao.privacy.selectors.rules import privacy_rules_on
from dukao.privacy.selectors.subjects import Subject, subject_of

if TYPE_CHECKING:
    from dukao.identity.models import Account

#: Who looked, in a file: as far back as anybody will read.
LOOKS_EXPORTED = 1000


@dataclass(frozen=True, slots=True)
class Exported:
    subject: Subject
    at: datetime
    place: str
    holder: str
    held: list[Held]
    kept: dict[str, str]
    acts: list[ActsOf]
    looks: list[Look]
    requests: list[PersonalRequest]
    withheld: list[tuple[str, str]]

    def as_json(self) -> str:
        return json.dumps(self._plain(), ensure_ascii=False, indent=2)

    def _plain(self) -> dict[str, Any]:
        return {
            "format": "dukao personal data 1",
            "at": self.at.astimezone(ZONE).isoformat(timespec="seconds"),
            "place": self.place,
            "holder": self.holder,
            "name": self.subject.name,
            "unit": self.subject.unit_name,
            "held": [
                {
                    "what": held.holding.label,
                    "purpose": held.holding.purpose,
                    "basis": held.holding.basis,
                    "source": held.holding.source,
                    "kept": self.kept[held.holding.keeping],
                    "rows": [dict(row) for row in held.rows],
                }
                for held in self.held
            ],
            "acts": [{"what": one.acts.label, "count": one.count} for one in self.acts],
            "looks": [
                {
                    "at": look.at.astimezone(ZONE).isoformat(timespec="seconds"), "who": look.who,
                    "what": look.what, "reason": look.reason,
                }
                for look in self.looks
            ],
            "withheld": [{"what": label, "reason": reason} for label, reason in self.withheld],
        }  # fmt: skip


def exported(account: Account, at: datetime) -> Exported:
    day = local_day(at)
    subject, requests = subject_of(account, day), list(requests_of(account))
    return Exported(
        subject=subject, at=at, place=settings.DUKAO_PLACE, holder=privacy_rules_on(day).holder,
        held=held_about(subject, day, is_whole=True, limit=None), kept=keeping_by_key(day),
        acts=acts_of(subject), looks=looks_at(subject, requests[:LOOKS_EXPORTED], day, LOOKS_EXPORTED),
        requests=requests,
        withheld=[(holding.label, holding.withheld) for holding in withheld_holdings()],
    )  # fmt: skip
