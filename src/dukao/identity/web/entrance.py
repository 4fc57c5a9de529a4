"""Coming in and going out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dukao.identity import selectors, services, webauthn
from dukao.identity.passwords import strength_of
from dukao.identity.sso import providers
from dukao.identity.vocabulary import NOT_PROVED_KEY
from dukao.identity.web.challenges import ask, site_of
from dukao.identity.web.doors import after_first_proof, come_in, onward, waiting_for_code
from dukao.identity.web.forms import LogInForm, PasswordForm
from dukao.identity.web.own import in_person
from dukao.identity.web.proofs import CodeForm, KeyAnswerForm
from dukao.identity.web.request import OwnRequest
from dukao.kernel.clock import now, today
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.request import Request
from dukao.ui.rendering import render


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: Request) -> HttpResponse:
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(onward(request))
    form = LogInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            account = services.admit(request=request, at=now(), **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return after_first_proof(request, account, onward(request))
    return _door(request, form, status=form.status)


@login_not_required
@never_cache
@require_POST
def enter_as_persona(request: Request, account_id: int) -> HttpResponse:
    """One click logs a demo persona in; where there is no demo, there is no such door."""
    persona = selectors.personas().filter(pk=account_id).first() if settings.DUKAO_DEMO else None
    if persona is None:
        raise Missing
    services.admit_persona(account=persona)
    come_in(request, persona)
    return redirect(onward(request))


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: Request) -> HttpResponse:
    """The second step of the log-in: only for a few minutes after the right password."""
    return _second_step(request, CodeForm(request.POST if request.method == "POST" else None))


@login_not_required
@never_cache
@require_POST
def by_key(request: Request) -> HttpResponse:
    """The same step, taken with a security key."""
    return _second_step(request, KeyAnswerForm(request.POST))


def _second_step(request: Request, form: CodeForm | KeyAnswerForm) -> HttpResponse:
    if request.user.is_authenticated:
        raise Missing("已经登录，不用再填验证码。")
    waiting = waiting_for_code(request)
    if waiting is None:
        return redirect("identity:login")
    account, onwards, vouched = waiting
    if form.is_valid():
        try:
            form.prove(request, account)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            come_in(request, account, vouched=vouched)
            return redirect(onwards)
    keys = [key.credential for key in selectors.keys_of(account)]
    site = site_of(request)
    context = {
        "form": form if isinstance(form, CodeForm) else CodeForm(),
        "refused": form if isinstance(form, KeyAnswerForm) else None,
        "has_code": selectors.factor_of(account) is not None,
        "question": webauthn.question(site, known=keys, challenge=ask(request))
        if keys and site.takes_keys
        else "",
    }
    return render(request, "identity/code.html", context, status=form.status)


@require_POST
def log_out(request: Request) -> HttpResponse:
    services.note_departure(actor=request.actor, at=now())
    logout(request)
    messages.success(request, "已退出。")
    answer = redirect("identity:login")
    # What the browser still holds of pages, it would show to whoever goes back.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: OwnRequest) -> HttpResponse:
    """One's own password, also when it is due and nothing else can be reached."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            account = services.change_password(
                actor=in_person(request), present=values["present"], new=values["new"], at=now()
            )  # fmt: skip
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            update_session_auth_hash(request, account)
            services.note_session(request=request, account=account, at=now())
            messages.success(request, "密码已修改，其他地方的登录已退出。")
            return redirect(settings.LOGIN_REDIRECT_URL)
    states = selectors.states_of(request.user, now(), is_locked=False)
    return render(
        request,
        "identity/password.html",
        {"form": form, "states": states},
        status=form.status,
    )


@never_cache
@sensitive_post_parameters("new")
@require_POST
def password_strength(request: OwnRequest) -> HttpResponse:
    """While it is typed, judged by the rules that will judge it; nothing is kept."""
    typed = request.POST.get("new", "")
    found = strength_of(typed, request.user.username) if typed else None
    return render(request, "identity/strength.html", {"strength": found})


def _door(request: HttpRequest, form: LogInForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "providers": providers(),
        "not_proved": request.session.pop(NOT_PROVED_KEY, ""),
        "was_idle": "idle" in request.GET,
        "personas": selectors.persona_cards(now(), today()) if settings.DUKAO_DEMO else [],
    }
    return render(request, "identity/login.html", context, status=status)
