"""What the unit says: progress with evidence, and that all is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import IO, TYPE_CHECKING

from django.db import transaction

from dukao.documents.services import Inspected, check_room, examine_files, store_examined
from dukao.journal.selectors import is_done
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.matters.models import Matter, SupervisionRules, Word, WordEvidence
from dukao.matters.policies import can_finish, can_report_progress, is_in_time_for_word
from dukao.matters.selectors import rules_on
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.telling import tell_office
from dukao.matters.vocabulary import MATTER_FLOW, MatterState, WordKind

if TYPE_CHECKING:
    from dukao.documents.models import StoredFile

Upload = tuple[str, IO[bytes]]


def report_progress(
    *, actor: Actor, matter: Matter, percent: int, text: str, files: Iterable[Upload] = (), at: datetime,
    key: str | None = None,
) -> Word | None:  # fmt: skip
    """The matter is so far; ``None`` when this very form was sent before. W-21 and W-22 set the bounds."""
    examined = examine_files(files, max_bytes=rules_on(local_day(at)).evidence_bytes)
    with transaction.atomic():
        matter, places = held_matter(matter.pk, at)
        require(can_report_progress(actor, places))
        if is_done(key or "", "progress_reported", subject=matter):
            return None
        require(is_in_time_for_word(matter))
        word = _say(actor, matter, WordKind.PROGRESS, percent, text, examined, at)
        if matter.state != MatterState.ONGOING:
            apply_move(matter, MATTER_FLOW, "progress")
        _take(matter, percent, at)
        note(actor, "progress_reported", matter, places.lead, at, key=key, after=_plain(word))
        return word


def finish_matter(
    *, actor: Actor, matter: Matter, text: str, files: Iterable[Upload] = (), at: datetime,
    key: str | None = None,
) -> Word | None:  # fmt: skip
    """报结: the head of the unit says that all is done; somebody else will sign it off."""
    examined = examine_files(files, max_bytes=rules_on(local_day(at)).evidence_bytes)
    with transaction.atomic():
        matter, places = held_matter(matter.pk, at)
        require(can_finish(actor, places))
        if is_done(key or "", "matter_finished", subject=matter):
            return None
        word = _say(actor, matter, WordKind.FINISH, 100, text, examined, at)
        apply_move(matter, MATTER_FLOW, "finish", finished_at=at, finished_by_id=account_of(actor))
        _take(matter, 100, at)
        note(actor, "matter_finished", matter, places.lead, at, key=key, after=_plain(word))
        tell_office(matter, f"报结待销号：{matter.title}", key=f"matter-finished:{word.pk}", at=at)
        return word


def _say(
    actor: Actor, matter: Matter, kind: str, percent: int, text: str, files: list[tuple[str, Inspected]],
    at: datetime,
) -> Word:  # fmt: skip
    rules = rules_on(local_day(at))
    if not 0 <= percent <= 100:
        raise DomainError("bad_percent", "完成进度填 0 到 100 的整数。")
    if not text.strip():
        raise DomainError("text_missing", "请写明进展：做了什么、到什么程度。")
    check_length(text, rules.word_limit, "进展")
    word = Word.objects.create(
        matter=matter, kind=kind, percent=percent, text=text.strip(), by_id=account_of(actor),
        unit_id=matter.lead_unit_id, at=at,
    )  # fmt: skip
    _attach(word, files, rules, at)
    return word


def _attach(word: Word, files: list[tuple[str, Inspected]], rules: SupervisionRules, at: datetime) -> None:
    kept: dict[int, StoredFile] = {}
    for name, inspected in files:
        file = store_examined(inspected, at=at)
        if file.pk in kept:
            continue
        check_room(rules, name, present=kept.values(), more=file)
        WordEvidence.objects.create(word=word, file=file, name=name)
        kept[file.pk] = file


def _take(matter: Matter, percent: int, at: datetime) -> None:
    """The matter is as far as the newest word says; milestones up to there count as reached today."""
    today = local_day(at)
    matter.percent, matter.last_word_on, matter.revision = percent, today, matter.revision + 1
    matter.save(update_fields=["percent", "last_word_on", "revision"])
    matter.milestones.filter(percent__lte=percent, reached_on=None).update(reached_on=today)
    matter.milestones.filter(percent__gt=percent).update(reached_on=None)
    project_lights(matter, at)


def _plain(word: Word) -> dict[str, object]:
    return {"percent": word.percent, "evidence": word.evidence.count()}
