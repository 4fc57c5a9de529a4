"""One page for each act: what will happen, what is asked, and the answer."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.issues.selectors.life import Life, life_of
from dukao.issues.web.acts import Act
from dukao.issues.web.forms import ActForm
from dukao.kernel import clock
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render


def view_of(act: Act) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "POST"])
    def view(request: Request, problem_id: int) -> HttpResponse:
        life = life_of(request.actor, problem_id, clock.now())
        require(act.right(life))
        if not act.fits(life.problem):
            state = life.problem.get_state_display()
            raise DomainError("wrong_state", f"问题现在是“{state}”，不能{act.word}。请刷新后再看。", 409)
        if request.method == "GET":
            return _page(request, act, life, act.form(initial=_known(act, life), life=life))
        form = act.form(request.POST, request.FILES, life=life)
        if form.is_valid() and _done(request, act, life, form):
            messages.success(request, act.done)
            return redirect("issues:show", life.problem.pk)
        return _page(request, act, life, form, status=422)

    return view


def _done(request: Request, act: Act, life: Life, form: ActForm) -> bool:
    given = form.outcome()
    if act.takes_key:
        given["key"] = form.cleaned_data["key"]
    try:
        act.carry_out(actor=request.actor, problem=life.problem, at=life.at, **given)
    except (Refused, Stale):
        raise
    except DomainError as error:
        form.add_error(None, error.sentence)
        return False
    return True


def _known(act: Act, life: Life) -> dict[str, object]:
    known = {
        "account_id": life.problem.verifier_id, "title": life.problem.title[:120],
        "demand": life.problem.demand,
    }  # fmt: skip
    return {name: value for name, value in known.items() if name in act.form.base_fields}


def _page(request: Request, act: Act, life: Life, form: ActForm, status: int = 200) -> HttpResponse:
    context = {"act": act, "life": life, "problem": life.problem, "form": form, "rules": life.rules}
    return render(request, "issues/act.html", context, status=status)
