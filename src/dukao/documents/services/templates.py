"""Word templates: an office's own in place of the built-in one, and back again."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import IO

from django.db import transaction

from dukao.documents import storage
from dukao.documents.confinement import Overrun, run_confined
from dukao.documents.models import DocumentTemplate
from dukao.documents.policies import can_set_paper_rules
from dukao.documents.scanning import scan
from dukao.documents.vocabulary import DocumentKind
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require

MAX_BYTES = 2 * 1024 * 1024


def set_template(*, actor: Actor, kind: str, name: str, content: IO[bytes], at: datetime) -> DocumentTemplate:
    """Documents of the kind are filled into this template from now on; issued ones keep their bytes.

    The template is tried out first, in a process of its own: it may unfold without end.
    """
    require(can_set_paper_rules(actor))
    data = content.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise DomainError("file_size", f"模板超过 {MAX_BYTES // 1024**2} MB，请去掉图片后再传。")
    scan(data)
    try:
        run_confined("check_template", content=data)
    except Overrun:
        raise DomainError("template", "模板展开后太大或太复杂，请从内置模板改起。") from None
    return _keep_template(actor, DocumentKind(kind), PurePath(name).name[:120], storage.keep(data), at)


@transaction.atomic
def _keep_template(
    actor: Actor, kind: DocumentKind, name: str, digest: str, at: datetime
) -> DocumentTemplate:
    former = DocumentTemplate.objects.filter(kind=kind).first()
    template, _ = DocumentTemplate.objects.update_or_create(
        kind=kind, defaults={"name": name, "digest": digest, "set_by_id": actor.account_id, "set_at": at}
    )
    record(
        actor=actor, event="document_template_set", subject=template, label=f"{kind.label}模板", at=at,
        before={"template": former.digest} if former else None, after={"template": digest},
    )  # fmt: skip
    return template


@transaction.atomic
def restore_template(*, actor: Actor, kind: str, at: datetime) -> None:
    """The built-in template serves again."""
    require(can_set_paper_rules(actor))
    template = DocumentTemplate.objects.select_for_update().filter(kind=kind).first()
    if template is None:
        return
    record(
        actor=actor, event="document_template_restored", subject=template, at=at,
        label=f"{DocumentKind(kind).label}模板", before={"template": template.digest},
    )  # fmt: skip
    template.delete()
