"""To a provider and back: log-in, and linking one's own account to one's person there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.identity import selectors, services
from dukao.identity.sso import Arrival, NotProved, provider_called, providers
from dukao.identity.vocabulary import LINK_KEY, NOT_PROVED_KEY, PENDING_LIMIT
from dukao.identity.web.doors import after_first_proof, onward
from dukao.identity.web.forms import PresentForm
from dukao.identity.web.own import in_person
from dukao.identity.web.request import OwnRequest
from dukao.kernel.clock import now, today
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.request import Request
from dukao.ui.forms import said
from dukao.ui.rendering import render

ONWARD_KEY = "sso_onward"
FAILED = "没有通过统一认证：取消了、超时了，或对方没有回答。请再试一次，或用用户名和密码登录。"


@login_not_required
@never_cache
@require_GET
def leave(request: Request, kind: str) -> HttpResponse:
    provider = provider_called(kind)
    request.session[ONWARD_KEY] = onward(request)
    try:
        return redirect(provider.leave(request, back_to(request, kind)))
    except NotProved:
        return _refused(request, FAILED)


@login_not_required
@never_cache
@require_GET
def arrive(request: Request, kind: str) -> HttpResponse:
    return arrived(request, kind)


def arrived(request: Request, kind: str) -> HttpResponse:
    """Back from the provider: in by the mapping; or, for whoever is inside already, a link to confirm."""
    provider = provider_called(kind)
    try:
        arrival = provider.arrive(request, back_to(request, kind))
        if request.user.is_authenticated:
            until = (timezone.now() + PENDING_LIMIT).timestamp()
            request.session[LINK_KEY] = [arrival.source, arrival.subject, arrival.name, until]
            return redirect("identity:link")
        account = services.admit_linked(request=request, arrival=arrival, at=now())
    except NotProved:
        return _refused(request, FAILED)
    except DomainError as refusal:
        return _refused(request, refusal.sentence)
    return after_first_proof(request, account, request.session.get(ONWARD_KEY, "/"), vouched=True)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def link(request: OwnRequest) -> HttpResponse:
    """Nothing is linked by arriving: the person reads whom they link to, and gives the password once more."""
    arrival = _waiting(request)
    form = PresentForm(request.POST if request.method == "POST" else None, account=request.user)
    if form.is_valid():
        try:
            services.check_present(request.user, form.cleaned_data["present"])
            services.link_identity(
                actor=in_person(request), account=request.user, source=arrival.source,
                subject=arrival.subject, at=now(),
            )  # fmt: skip
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            request.session.pop(LINK_KEY, None)
            messages.success(request, "已关联，下次可以用统一认证登录。")
            return redirect("identity:me")
    context = {"form": form, "arrival": arrival, "account": request.user}
    return render(request, "identity/link.html", context, status=form.status)


@require_POST
def link_other(request: Request, account_id: int) -> HttpResponse:
    """The system administrator maps a person of the provider to an account."""
    account = selectors.account_in_scope(request.actor, account_id, today())
    kinds = [kind for kind, _ in providers()]
    kind = request.POST.get("kind", "")
    source = provider_called(kind if kind in kinds else "").source
    subject = said(request.POST, "subject", "统一认证账号", 200, one_line=True)
    services.link_identity(actor=request.actor, account=account, source=source, subject=subject, at=now())
    messages.success(request, f"已把{account.name}的账户关联到统一认证账号 {subject}。")
    return redirect("identity:show", account_id)


@require_POST
def unlink(request: OwnRequest, link_id: int) -> HttpResponse:
    kept = selectors.link_numbered(link_id)
    own = kept.account_id == request.user.pk
    services.unlink_identity(actor=in_person(request) if own else request.actor, link=kept, at=now())
    messages.success(request, "关联已解除。")
    return redirect("identity:me") if own else redirect("identity:show", kept.account_id)


def _waiting(request: HttpRequest) -> Arrival:
    source, subject, name, until = request.session.get(LINK_KEY, ("", "", "", 0))
    if timezone.now().timestamp() > until:
        raise Missing("没有等待关联的统一认证账号，或等得太久。请从“我的账户”重新开始。")
    return Arrival(source, subject, name)


def back_to(request: HttpRequest, kind: str) -> str:
    return request.build_absolute_uri(reverse("identity:sso_arrive", args=[kind]))


def _refused(request: Request, sentence: str) -> HttpResponse:
    """Told on the page one came from: the log-in page, or one's own account."""
    if request.user.is_authenticated:
        messages.error(request, sentence)
        return redirect("identity:me")
    request.session[NOT_PROVED_KEY] = sentence
    return redirect("identity:login")
