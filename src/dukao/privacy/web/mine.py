"""我的个人信息: what is held about the person at the other end, who looked, and what they asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dukao.identity.selectors import actor_for
from dukao.kernel import clock, personal
from dukao.kernel.actor import Actor
from dukao.kernel.request import Request
from dukao.privacy import services
from dukao.privacy.papers import own_data_paper
from dukao.privacy.selectors.export import Exported, exported
from dukao.privacy.selectors.held import held_about, named_holdings, withheld_holdings
from dukao.privacy.selectors.keeping import keeping_by_key
from dukao.privacy.selectors.looks import looks_at
from dukao.privacy.selectors.requests import requests_of
from dukao.privacy.selectors.rules import privacy_rules_on
from dukao.privacy.selectors.subjects import subject_of
from dukao.privacy.vocabulary import LOOKS_SHOWN
from dukao.ui.downloads import download
from dukao.ui.rendering import render

if TYPE_CHECKING:
    from dukao.identity.models import Account


def own_account(request: Request) -> Account:
    """The person themself, also while they act in another's place: one's own data is one's own affair."""
    return cast("Account", request.user)


def in_person(request: Request) -> Actor:
    return actor_for(own_account(request), clock.today())


@never_cache
@require_GET
def mine(request: Request) -> HttpResponse:
    account, day = own_account(request), clock.today()
    subject, is_whole = subject_of(account, day), request.GET.get("whole") == "1"
    asked = list(requests_of(account)[:LOOKS_SHOWN])
    context = {
        "subject": subject, "is_whole": is_whole, "held": held_about(subject, day, is_whole=is_whole),
        "kept": keeping_by_key(day), "looks": looks_at(subject, asked, day), "requests": asked[:10],
        "withheld": withheld_holdings(), "named": named_holdings(), "acts": personal.acts(),
        "rules": privacy_rules_on(day), "day": day,
    }  # fmt: skip
    return render(request, "privacy/mine.html", context)


@never_cache
@require_GET
def export_json(request: Request) -> HttpResponse:
    data, name = _exported(request, "JSON")
    return download(data.as_json(), f"{name}.json")


@never_cache
@require_GET
def export_word(request: Request) -> HttpResponse:
    data, name = _exported(request, "Word")
    return download(own_data_paper(data), f"{name}.docx")


def _exported(request: Request, form: str) -> tuple[Exported, str]:
    """All rows, whole numbers; that it was taken along is on record."""
    at, account = clock.now(), own_account(request)
    services.note_export(actor=in_person(request), form=form, at=at)
    return exported(account, at), f"{account.name}的个人信息 {clock.local_day(at)}"
