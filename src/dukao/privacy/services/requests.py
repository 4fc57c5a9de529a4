"""Requests of persons, answered by somebody else within a term."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.identity.selectors import accounts_holding
from dukao.journal.selectors import is_done
from dukao.journal.services import note_look, record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.sealed_rows import reseal_rows
from dukao.kernel.terms import limit_day
from dukao.kernel.verdict import refuse, require
from dukao.notifications.services import notify
from dukao.organisations.selectors import unit_on, work_calendar
from dukao.privacy.models import PersonalRequest
from dukao.privacy.policies import can_answer, can_handle_requests, can_see_own
from dukao.privacy.selectors.requests import answered_before, overdue_requests
from dukao.privacy.selectors.rules import privacy_rules_on
from dukao.privacy.vocabulary import REQUEST_FLOW, TEXT_LIMIT, RequestKind


@transaction.atomic
def make_request(
    *, actor: Actor, kind: str, about: str, text: str, at: datetime, key: str = ""
) -> PersonalRequest:
    """Asked by the person themself; the office of their place is told and has a term to answer."""
    require(can_see_own(actor))
    if actor.acting_for:
        require(refuse("个人信息请求由本人提出，不能代办。"))
    if is_done(key, "personal_request_made"):
        return PersonalRequest.objects.filter(account_id=account_of(actor)).latest("pk")
    if not text.strip():
        raise DomainError("text_missing", "请写明要怎样改、为什么。")
    check_length(text, TEXT_LIMIT, "内容")
    request = _begun(kind, about, text, at)
    request.account_id = account_of(actor)
    request.save()
    record(
        actor=actor, event="personal_request_made", subject=request, label=str(request), at=at,
        after=_facts(request), unit_path=actor.unit_path, key=key or None,
    )  # fmt: skip
    _tell_office(request, "待答复", f"personal-request:{request.pk}", at)
    return request


@transaction.atomic
def register_request(
    *, actor: Actor, name: str, contact: str, identity_check: str, kind: str, about: str, text: str,
    at: datetime, key: str = "",
) -> PersonalRequest:  # fmt: skip
    """Asked by somebody without an account; the officer has seen who it is, and says by what.

    Name, way to reach them and words lie sealed; the journal has the kind and how identity was checked.
    """
    require(can_handle_requests(actor))
    if is_done(key, "personal_request_registered"):
        return PersonalRequest.objects.filter(registered_by_id=account_of(actor)).latest("pk")
    for value, words in ((name, "姓名"), (identity_check, "怎样核验的身份"), (text, "请求的内容")):
        if not value.strip():
            raise DomainError("words_missing", f"请写明{words}。")
    check_length(text, TEXT_LIMIT, "内容")
    check_length(identity_check, 200, "身份核验")
    if actor.unit_id is None:
        raise DomainError("no_unit", "你的账户没有所在单位，请由督考办所在单位的同事登记。")
    request = _begun(kind, about, text, at)
    request.registered_by_id, request.unit_id = account_of(actor), actor.unit_id
    request.identity_check = identity_check.strip()
    request.name, request.contact = name.strip(), contact.strip()
    request.save()
    record(
        actor=actor, event="personal_request_registered", subject=request, label=str(request), at=at,
        after={**_facts(request), "identity_check": request.identity_check}, unit_path=actor.unit_path,
        key=key or None,
    )  # fmt: skip
    _tell_office(request, "待答复", f"personal-request:{request.pk}", at)
    return request


def note_request_read(*, actor: Actor, request: PersonalRequest, at: datetime) -> None:
    """Once a day: whoever reads what another person asked is shown to that person."""
    note_look(actor=actor, subject=request, label=str(request), page="个人信息请求", at=at)


@transaction.atomic
def withdraw_request(*, actor: Actor, request: PersonalRequest, at: datetime) -> PersonalRequest:
    request = _held(request.pk)
    if request.account_id != actor.account_id:
        require(refuse("只有本人可以撤回自己的请求。"))
    apply_move(request, REQUEST_FLOW, "withdraw", decided_at=at)
    record(
        actor=actor, event="personal_request_withdrawn", subject=request, label=str(request), at=at,
        after=_facts(request), unit_path=actor.unit_path,
    )  # fmt: skip
    return request


@transaction.atomic
def answer_request(
    *, actor: Actor, request: PersonalRequest, is_granted: bool, opinion: str, at: datetime
) -> PersonalRequest:
    """照办 or not, with words: a refusal gives its reason (个人信息保护法第五十条)."""
    request = _held(request.pk)
    path = unit_on(request.asked_in, local_day(at)).path
    require(can_answer(actor, request.account_id, path))
    check_length(opinion, TEXT_LIMIT, "答复")
    apply_move(
        request, REQUEST_FLOW, "grant" if is_granted else "decline", reason=opinion, decided_at=at,
        handler_id=account_of(actor),
    )  # fmt: skip
    request.opinion = opinion.strip()
    request.save(update_fields=["sealed_opinion"])
    record(
        actor=actor, event="personal_request_granted" if is_granted else "personal_request_declined",
        subject=request, label=str(request), at=at, after=_facts(request), unit_path=path,
    )  # fmt: skip
    notify(
        account_ids=[request.account_id] if request.account_id else [], kind="personal_request",
        title=f"个人信息请求已答复：{request.get_state_display()}", body=str(request),
        url=f"/privacy/requests/{request.pk}/", key=f"personal-request-answered:{request.pk}", at=at,
    )  # fmt: skip
    return request


@transaction.atomic
def note_export(*, actor: Actor, form: str, at: datetime) -> None:
    """That a person took their own data along is on record, under nobody else's eyes but the auditor's."""
    require(can_see_own(actor))
    record(
        actor=actor, event="personal_data_exported", subject=None, label=actor.name, at=at,
        after={"form": form},
    )  # fmt: skip


@transaction.atomic
def remind_requests(*, at: datetime) -> int:
    """Once a day the office hears of what is due today or late; returns how many that are."""
    day = local_day(at)
    due = list(overdue_requests(at, day).select_related("account"))
    for request in due:
        _tell_office(request, "到期", f"personal-request-due:{request.pk}:{day}", at)
    return len(due)


@transaction.atomic
def renew_request_seals(*, actor: Actor, at: datetime) -> int:
    count = reseal_rows(PersonalRequest.objects.all())
    record(
        actor=actor, event="personal_requests_resealed", subject=None, label="个人信息请求", at=at,
        after={"count": count},
    )  # fmt: skip
    return count


@transaction.atomic
def forget_requests(*, actor: Actor, before: date, at: datetime) -> int:
    """Words of requests that ended before that day are gone; that they were made and answered stays."""
    count = answered_before(before).update(
        sealed_text="", sealed_opinion="", sealed_name="", sealed_contact=""
    )
    record(
        actor=actor, event="personal_requests_forgotten", subject=None, label="个人信息请求", at=at,
        after={"count": count, "until": before.isoformat()},
    )  # fmt: skip
    return count


def _begun(kind: str, about: str, text: str, at: datetime) -> PersonalRequest:
    """Its clock runs by the rules of the day; it is not stored yet."""
    rules, day = privacy_rules_on(local_day(at)), local_day(at)
    request = PersonalRequest(
        kind=RequestKind(kind), about=about.strip(), asked_at=at, term_source=rules.source,
        answer_by=limit_day(day, rules.answer_days, rules.answer_kind, work_calendar()),
    )  # fmt: skip
    request.text = text.strip()
    return request


def _tell_office(request: PersonalRequest, what: str, key: str, at: datetime) -> None:
    """Everybody who may answer; one's own request is answered by a colleague."""
    office = accounts_holding([Role.OFFICE], request.asked_in, local_day(at))
    notify(
        account_ids=set(office.values_list("pk", flat=True)) - {request.account_id}, kind="personal_request",
        title=f"个人信息请求{what}：{request}", url=f"/privacy/requests/{request.pk}/", key=key, at=at,
    )  # fmt: skip


def _held(request_id: int) -> PersonalRequest:
    found = PersonalRequest.objects.select_for_update(of=("self",)).select_related("account")
    request = found.filter(pk=request_id).first()
    if request is None:
        raise Missing("没有找到这件请求。")
    return request


def _facts(request: PersonalRequest) -> dict[str, str]:
    """What the journal says of a request, for ever: its kind and term, never its words."""
    return {
        "kind": request.kind, "about": request.about, "state": request.state,
        "answer_by": request.answer_by.isoformat(),
    }  # fmt: skip
