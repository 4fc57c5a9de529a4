"""One's own security keys: registered, taken off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from dukao.identity import selectors, services
from dukao.identity.vocabulary import FACTOR_DUE_KEY
from dukao.identity.web.challenges import answer_to, ask, site_of
from dukao.identity.web.factors import factor_page, show_codes
from dukao.identity.web.forms import KeyForm, PresentForm
from dukao.identity.web.own import in_person
from dukao.identity.web.request import OwnRequest
from dukao.kernel.clock import now


@never_cache
@sensitive_post_parameters()
@require_POST
def begin(request: OwnRequest) -> HttpResponse:
    form = PresentForm(request.POST, account=request.user)
    if form.carry_out(services.check_present, account=request.user):
        ask(request)
        return redirect("identity:second_factor")
    return factor_page(request, key_present=form)


@never_cache
@require_POST
def add(request: OwnRequest) -> HttpResponse:
    form, challenge = KeyForm(request.POST), answer_to(request)
    if form.carry_out(
        services.add_key, actor=in_person(request), site=site_of(request), challenge=challenge, at=now()
    ):
        request.session.pop(FACTOR_DUE_KEY, None)
        messages.success(request, "安全密钥已登记，下次登录时会用到。")
        return show_codes(request, form.result)
    ask(request)
    return factor_page(request, key=form)


@never_cache
@sensitive_post_parameters()
@require_POST
def remove(request: OwnRequest, key_id: int) -> HttpResponse:
    key = selectors.key_numbered(request.user, key_id)
    present = request.POST.get("present", "")[:128]
    services.remove_key(actor=in_person(request), key=key, present=present, at=now())
    messages.success(request, f"已移除安全密钥“{key.name}”。")
    return redirect("identity:second_factor")
