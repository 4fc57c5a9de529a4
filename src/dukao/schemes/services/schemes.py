"""Founding a scheme, and starting a new version of one in force."""

from __future__ import annotations

import json
import re
from datetime import datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.schemes.models import Scheme, SchemeSet, SchemeVersion, Target
from dukao.schemes.policies import can_draft
from dukao.schemes.services.scope import filed_under
from dukao.schemes.vocabulary import SchemeKind, VersionState
from dukao.scoring import Scheme as Document
from dukao.scoring import canonical_json

_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*年?度?\s*")


@transaction.atomic
def add_scheme(
    *, actor: Actor, document: Document, at: datetime, set_name: str = "", key: str | None = None
) -> SchemeVersion:
    """A new scheme with its first draft; code, name, kind and year are those of the document.

    It joins the scheme set of its year, which is made if it is the first of the year, and follows the
    scheme of the same name, years left out, of the year before. ``set_name`` names another set of the
    year, such as one that only replays a published scheme.
    """
    require(can_draft(actor))
    if Scheme.objects.filter(code=document.code).exists():
        raise DomainError("code_taken", f"代码 {document.code} 已有办法使用，请换一个。")
    scheme_set, _ = SchemeSet.objects.get_or_create(
        year=document.year, name=set_name or f"{document.year} 年度考评体系"
    )
    follows = _former(document)
    scheme = Scheme.objects.create(
        scheme_set=scheme_set, code=document.code, kind=SchemeKind(document.kind.value), name=document.name,
        follows=follows,
    )  # fmt: skip
    version = SchemeVersion.objects.create(
        scheme=scheme, number=1, document=stored(document), drafted_by_id=actor.account_id, updated_at=at
    )
    record(
        actor=actor, event="scheme_added", subject=version, label=str(version), at=at, key=key,
        after={"code": scheme.code, "kind": scheme.kind, "year": scheme_set.year},
        unit_path=filed_under(actor),
    )  # fmt: skip
    return version


@transaction.atomic
def start_new_version(
    *, actor: Actor, version: SchemeVersion, reason: str, at: datetime, key: str | None = None
) -> SchemeVersion:
    """A draft that starts as a copy of the version in force, its targets included.

    The version in force stays what it is and holds until the new one takes effect.
    """
    require(can_draft(actor))
    scheme = version.scheme
    if is_done(key or ""):
        return scheme.versions.latest("number")
    if version.state != VersionState.PUBLISHED:
        raise DomainError("not_in_force", "只能由现行版本起草新版。请打开这个办法现行的那一版。")
    if not reason.strip():
        raise DomainError("reason_missing", "起草新版要写明改版原因。")
    open_draft = scheme.versions.exclude(state__in=(VersionState.PUBLISHED, VersionState.SUPERSEDED)).first()
    if open_draft is not None:
        raise DomainError("draft_open", f"第 {open_draft.number} 版正在起草或待批准，请在那一版上修改。")
    draft = SchemeVersion.objects.create(
        scheme=scheme, number=version.number + 1, document=version.document, reason=reason.strip(),
        drafted_by_id=actor.account_id, updated_at=at,
    )  # fmt: skip
    copied = version.targets.values_list("unit_id", "item", "period", "value")
    Target.objects.bulk_create(
        (
            Target(version=draft, unit_id=unit_id, item=item, period=period, value=value)
            for unit_id, item, period, value in copied.iterator(chunk_size=5000)
        ),
        batch_size=2000,
    )
    record(
        actor=actor, event="scheme_version_started", subject=draft, label=str(draft), at=at, reason=reason,
        after={"from": version.number, "number": draft.number}, unit_path=filed_under(actor), key=key,
    )  # fmt: skip
    return draft


def _former(document: Document) -> Scheme | None:
    """The scheme of the same name a year ago; a year written into the name is no part of it."""
    for scheme in Scheme.objects.filter(scheme_set__year=document.year - 1).order_by("code"):
        if _YEAR.sub("", scheme.name) == _YEAR.sub("", document.name):
            return scheme
    return None


def follow_kind(version: SchemeVersion) -> None:
    """The scheme is listed under the kind its document has: that in force, or a first draft's."""
    kind = SchemeKind(str(version.document.get("kind", SchemeKind.CATEGORY)))
    if version.scheme.kind != kind:
        Scheme.objects.filter(pk=version.scheme_id).update(kind=kind)
        version.scheme.kind = kind


def stored(scheme: Document) -> dict[str, object]:
    """The canonical form as the plain data a JSON column keeps."""
    plain: dict[str, object] = json.loads(canonical_json(scheme))
    return plain
