"""Coming in and going out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dukao.identity import selectors, services
from dukao.identity.web.forms import LogInForm, PasswordForm
from dukao.identity.web.own import in_person
from dukao.identity.web.request import OwnRequest
from dukao.kernel.clock import now, today
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.request import Request
from dukao.ui.rendering import render

BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: Request) -> HttpResponse:
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(_onward(request))
    form = LogInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            account = services.admit(request=request, at=now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("password", refusal.sentence)
        else:
            login(request, account, backend=BACKEND)
            return redirect(_onward(request))
    return _door(request, form, status=422 if form.is_bound else 200)


@login_not_required
@never_cache
@require_POST
def enter_as_persona(request: Request, account_id: int) -> HttpResponse:
    """One click logs a demo persona in; where there is no demo, there is no such door."""
    persona = selectors.personas().filter(pk=account_id).first() if settings.DUKAO_DEMO else None
    if persona is None:
        raise Missing
    services.admit_persona(request=request, account=persona, at=now())
    login(request, persona, backend=BACKEND)
    return redirect(_onward(request))


@require_POST
def log_out(request: Request) -> HttpResponse:
    services.note_departure(actor=request.actor, at=now())
    logout(request)
    messages.success(request, "已退出。")
    return redirect("identity:login")


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
            form.add_error("present" if refusal.code == "wrong_password" else "new", refusal.sentence)
        else:
            update_session_auth_hash(request, account)
            messages.success(request, "密码已修改，其他地方的登录已退出。")
            return redirect(settings.LOGIN_REDIRECT_URL)
    states = selectors.states_of(request.user, now(), is_locked=False)
    return render(
        request,
        "identity/password.html",
        {"form": form, "states": states},
        status=422 if form.is_bound else 200,
    )


def _door(request: HttpRequest, form: LogInForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "was_idle": "idle" in request.GET,
        "personas": selectors.persona_cards(now(), today()) if settings.DUKAO_DEMO else [],
    }
    return render(request, "identity/login.html", context, status=status)


def _onward(request: HttpRequest) -> str:
    """The page asked for, when it is one of ours; else home."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
