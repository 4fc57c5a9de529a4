"""One's own second factor: one-time passwords set up and given up, codes renewed, the page of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from dukao.identity import selectors, services, totp, webauthn
from dukao.identity.vocabulary import FACTOR_DUE_KEY
from dukao.identity.web.challenges import asked, site_of
from dukao.identity.web.forms import KeyForm, PresentForm
from dukao.identity.web.own import in_person
from dukao.identity.web.proofs import CodeForm
from dukao.identity.web.request import OwnRequest
from dukao.kernel.clock import now, today
from dukao.kernel.errors import DomainError
from dukao.ui.qr import qr_svg
from dukao.ui.rendering import render

if TYPE_CHECKING:
    from dukao.identity.models import Account, SecurityKey
    from dukao.identity.webauthn import Site

ISSUER = "督考"


@never_cache
@require_GET
def second_factor(request: OwnRequest) -> HttpResponse:
    return factor_page(request)


@never_cache
@sensitive_post_parameters()
@require_POST
def begin(request: OwnRequest) -> HttpResponse:
    form = PresentForm(request.POST, account=request.user)
    if form.carry_out(services.begin_factor, actor=in_person(request), at=now()):
        return redirect("identity:second_factor")
    return factor_page(request, present=form)


@never_cache
@sensitive_post_parameters()
@require_POST
def confirm(request: OwnRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.carry_out(services.confirm_factor, actor=in_person(request), at=now()):
        request.session.pop(FACTOR_DUE_KEY, None)
        return show_codes(request, form.result)
    return factor_page(request, code=form)


@never_cache
@sensitive_post_parameters()
@require_POST
def renew(request: OwnRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if _proved(request, form):
        return show_codes(request, services.renew_recovery_codes(actor=in_person(request), at=now()))
    return factor_page(request, code=form)


@never_cache
@sensitive_post_parameters()
@require_POST
def give_up(request: OwnRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if _proved(request, form):
        services.give_up_factor(actor=in_person(request), at=now())
        messages.success(request, "动态口令已停用。")
        return redirect("identity:second_factor")
    return factor_page(request, code=form)


def _proved(request: OwnRequest, form: CodeForm) -> bool:
    if not form.is_valid():
        return False
    try:
        form.prove(request, request.user)
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def show_codes(request: OwnRequest, codes: list[str]) -> HttpResponse:
    """Recovery codes, this once; none are drawn with a second factor after the first."""
    if not codes:
        return redirect("identity:second_factor")
    return render(request, "identity/recovery_codes.html", {"codes": codes})


def factor_page(
    request: OwnRequest,
    *,
    present: PresentForm | None = None,
    code: CodeForm | None = None,
    key_present: PresentForm | None = None,
    key: KeyForm | None = None,
) -> HttpResponse:
    """All there is besides the password, with what was wrong in the form that was sent."""
    account, site = request.user, site_of(request)
    begun, challenge, keys = selectors.begun_factor_of(account), asked(request), selectors.keys_of(account)
    secret = services.secret_of(begun) if begun else ""
    address = totp.address(secret, issuer=ISSUER, username=account.username)
    context = {
        "account": account,
        "factor": selectors.factor_of(account),
        "keys": keys,
        "has_factor": selectors.has_factor(account),
        "is_required": selectors.must_have_factor(account, today()),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr": qr_svg(address, "动态口令二维码") if secret else "",
        "codes_left": selectors.recovery_codes_left(account),
        "takes_keys": site.takes_keys,
        "registration": _registration(account, site, keys, challenge),
        "present": present or PresentForm(account=account),
        "code": code or CodeForm(),
        "key_present": key_present or PresentForm(account=account),
        "key": key or KeyForm(),
    }
    refused = any(form is not None for form in (present, code, key_present, key))
    return render(request, "identity/second_factor.html", context, status=422 if refused else 200)


def _registration(account: Account, site: Site, keys: list[SecurityKey], challenge: str) -> str:
    """What a new key is asked, while one is being registered."""
    if not (challenge and site.takes_keys):
        return ""
    return webauthn.registration(
        site, number=account.pk, username=account.username, name=account.name,
        known=[key.credential for key in keys], challenge=challenge,
    )  # fmt: skip
