"""One's own second factor: set up, renewed codes, given up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from dukao.identity import selectors, services, totp
from dukao.identity.vocabulary import FACTOR_DUE_KEY
from dukao.identity.web.forms import CodeForm, PresentForm
from dukao.identity.web.own import in_person
from dukao.identity.web.request import OwnRequest
from dukao.kernel.clock import now, today
from dukao.kernel.errors import DomainError
from dukao.ui.qr import qr_svg
from dukao.ui.rendering import render

ISSUER = "督考"


@never_cache
@require_GET
def second_factor(request: OwnRequest) -> HttpResponse:
    return _page(request)


@never_cache
@sensitive_post_parameters()
@require_POST
def begin(request: OwnRequest) -> HttpResponse:
    form = PresentForm(request.POST)
    if form.is_valid():
        try:
            services.begin_factor(actor=in_person(request), at=now(), **form.cleaned_data)
            return redirect("identity:second-factor")
        except DomainError as refusal:
            form.add_error("present", refusal.sentence)
    return _page(request, present=form)


@never_cache
@sensitive_post_parameters()
@require_POST
def confirm(request: OwnRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            codes = services.confirm_factor(actor=in_person(request), at=now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("code", refusal.sentence)
        else:
            request.session.pop(FACTOR_DUE_KEY, None)
            return _codes(request, codes)
    return _page(request, code=form)


@never_cache
@sensitive_post_parameters()
@require_POST
def renew(request: OwnRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if _proved(request, form):
        return _codes(request, services.renew_recovery_codes(actor=in_person(request), at=now()))
    return _page(request, code=form)


@never_cache
@sensitive_post_parameters()
@require_POST
def give_up(request: OwnRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if _proved(request, form):
        services.give_up_factor(actor=in_person(request), at=now())
        messages.success(request, "动态口令已停用。")
        return redirect("identity:second-factor")
    return _page(request, code=form)


def _proved(request: OwnRequest, form: CodeForm) -> bool:
    if not form.is_valid():
        return False
    try:
        services.prove(request=request, account=request.user, at=now(), **form.cleaned_data)
    except DomainError as refusal:
        form.add_error("code", refusal.sentence)
        return False
    return True


def _codes(request: OwnRequest, codes: list[str]) -> HttpResponse:
    return render(request, "identity/recovery_codes.html", {"codes": codes})


def _page(
    request: OwnRequest, *, present: PresentForm | None = None, code: CodeForm | None = None
) -> HttpResponse:
    account = request.user
    begun = selectors.begun_factor_of(account)
    secret = services.secret_of(begun) if begun else ""
    address = totp.address(secret, issuer=ISSUER, username=account.username)
    context = {
        "account": account,
        "factor": selectors.factor_of(account),
        "is_required": selectors.must_have_factor(account, today()),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr": qr_svg(address, "动态口令二维码") if secret else "",
        "codes_left": selectors.recovery_codes_left(account),
        "present": present or PresentForm(),
        "code": code or CodeForm(),
    }
    refused = present is not None or code is not None
    return render(request, "identity/second_factor.html", context, status=422 if refused else 200)
