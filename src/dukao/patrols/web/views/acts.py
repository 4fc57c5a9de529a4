"""One page for each act: what will happen, what is asked, and the answer."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dukao.kernel import clock
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.patrols.selectors.sheets import Sheet
from dukao.patrols.web.acts import Act
from dukao.patrols.web.forms import ActForm
from dukao.ui.rendering import render


def view_of(act: Act) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "POST"])
    def view(request: Request, subject_id: int) -> HttpResponse:
        sheet = act.kind.load(request.actor, subject_id, clock.now())
        require(act.right(sheet))
        if not act.fits(sheet):
            raise DomainError("wrong_state", f"现在不能{act.word}，可能已经办过。请刷新后再看。", 409)
        if request.method == "GET":
            return _page(request, act, sheet, act.form(sheet=sheet))
        form = act.form(request.POST, request.FILES, sheet=sheet)
        if form.is_valid() and _done(act, sheet, form):
            messages.success(request, act.done)
            return redirect(sheet.url)
        return _page(request, act, sheet, form, status=422)

    return view


def _done(act: Act, sheet: Sheet, form: ActForm) -> bool:
    try:
        act.carry_out(sheet, **form.outcome())
    except Stale:
        raise
    except Refused as error:
        # Who must keep away is told in the form, so that somebody else can be named at once.
        if error.code != "recusal":
            raise
        form.add_error(None, error.sentence)
        return False
    except DomainError as error:
        form.add_error(error.code if error.code in form.fields else None, error.sentence)
        return False
    return True


def _page(request: Request, act: Act, sheet: Sheet, form: ActForm, status: int = 200) -> HttpResponse:
    context = {"act": act, "sheet": sheet, "form": form}
    return render(request, "patrols/act.html", context, status=status)
