"""申请校核 (政务数据共享条例): a unit doubts a shared value; its source organ's side answers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from dukao.journal.selectors import is_done, key_used
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.notifications.services import notify
from dukao.organisations.selectors import paths_of, unit_on
from dukao.reporting.models import CorrectionRequest, ReportingPeriod, SharedValue
from dukao.reporting.policies import can_ask_correction, can_decide_correction
from dukao.reporting.selectors.shared import lead_of, month_behind
from dukao.reporting.vocabulary import CORRECTION_FLOW, OPINION_LIMIT, CorrectionState


@transaction.atomic
def request_correction(
    *, actor: Actor, shared: SharedValue, proposed: Decimal, reason: str, at: datetime, key: str = ""
) -> CorrectionRequest:
    """The doubt stands beside the value, which counts as it is until somebody decides."""
    shared = SharedValue.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=shared.pk)
    if is_done(key, "correction_requested"):
        asked = shared.corrections.order_by("asked_at").last()
        if asked is None:
            raise key_used()
        return asked
    place = unit_on(shared.unit_id, local_day(at))
    require(can_ask_correction(actor, place.path))
    _require_unlocked(shared)
    if not reason.strip():
        raise DomainError("reason_missing", "申请校核要写明理由和依据。")
    check_length(reason, OPINION_LIMIT, "理由")
    if proposed == shared.value:
        raise DomainError("same_value", "应为的数与现在的数相同，不用校核。")
    if shared.corrections.filter(state=CorrectionState.OPEN).exists():
        raise DomainError("already_asked", "这个数已有一件校核申请在等答复。", 409)
    request = CorrectionRequest.objects.create(
        shared_value=shared, disputed=shared.value, proposed=proposed, reason=reason.strip(),
        asked_by_id=account_of(actor), asked_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="correction_requested", subject=request, at=at, unit_path=place.path,
        label=f"{place.short_name} {shared.period}·{shared.indicator.code}", reason=request.reason,
        before={"value": _plain(shared.value)}, after={"value": _plain(proposed)}, key=key or None,
    )  # fmt: skip
    return request


@transaction.atomic
def decide_correction(
    *,
    actor: Actor,
    request: CorrectionRequest,
    is_accepted: bool,
    opinion: str,
    at: datetime,
    key: str = "",
) -> CorrectionRequest:
    """The value is put right, or stays with a reason; who asked is told either way."""
    request = (
        CorrectionRequest.objects.select_for_update(of=("self",))
        .select_related("shared_value__indicator")
        .get(pk=request.pk)
    )
    if is_done(key, "correction_accepted", "correction_declined", subject=request):
        return request
    shared = request.shared_value
    place = unit_on(shared.unit_id, local_day(at))
    lead_id = lead_of(shared.indicator)
    lead_path = paths_of([lead_id], local_day(at)).get(lead_id, "")
    require(can_decide_correction(actor, place.path, lead_path))
    _require_unlocked(shared)
    check_length(opinion, OPINION_LIMIT, "答复意见")
    apply_move(
        request, CORRECTION_FLOW, "accept" if is_accepted else "decline", reason=opinion,
        opinion=opinion.strip(), decided_by_id=actor.account_id, decided_at=at,
    )  # fmt: skip
    before = shared.value
    if is_accepted:
        SharedValue.objects.filter(pk=shared.pk).update(
            value=request.proposed, imported_at=at, imported_by_id=actor.account_id
        )
    record(
        actor=actor, event="correction_accepted" if is_accepted else "correction_declined",
        subject=request, at=at, unit_path=place.path,
        label=f"{place.short_name} {shared.period}·{shared.indicator.code}", reason=request.opinion,
        before={"value": _plain(before)},
        after={"value": _plain(request.proposed if is_accepted else before)}, key=key or None,
    )  # fmt: skip
    notify(
        account_ids=[request.asked_by_id], kind="correction", at=at, key=f"correction:{request.pk}",
        title=f"校核申请{request.get_state_display()}：{shared.indicator.code}（{shared.period}）",
        body=request.opinion, url=reverse("reporting:corrections"),
    )  # fmt: skip
    return request


def _require_unlocked(shared: SharedValue) -> None:
    month = month_behind(shared.period)
    if ReportingPeriod.objects.filter(period=month, locked_at__isnull=False).exists():
        raise DomainError("locked", "这个月已锁定，共享数据不能再改。请向督考办提出更正。", 409)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
