"""How every form of this room runs: filled in, its consequences confirmed where it has any, carried out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpResponse

from dukao.kernel.clock import now
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.ui.forms import OnceForm
from dukao.ui.rendering import go_on, render


class SpokenForm(OnceForm):
    """A form that is read back before its act is carried out."""

    def spoken(self) -> list[tuple[str, str]]:
        """What was filled in, as labels and words, to be read again before it takes effect."""
        said = ((str(bound.label), _words(bound)) for bound in self.visible_fields())
        return [(label, words) for label, words in said if words]


class WatchfulForm(SpokenForm):
    """A form that is not carried out on what somebody else has changed since it was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


@dataclass(frozen=True)
class Act:
    """What a form is about.

    ``carry_out`` gets the cleaned values with ``actor`` and ``at``, calls one service and returns where
    to go on. ``consequences`` are shown for confirmation before anything happens.
    """

    title: str
    word: str
    carry_out: Callable[..., str]
    done: str
    crumbs: Sequence[tuple[str, str | None]]
    lead: str = ""
    official: bool = False
    consequences: Callable[[dict[str, Any]], list[str]] | None = None


def carrying(service: Callable[..., object], go_on: str, **fixed: Any) -> Callable[..., str]:
    """Call ``service`` with what the view knows and what the form says, then go on there."""

    def carry_out(**values: Any) -> str:
        service(**fixed, **values)
        return go_on

    return carry_out


def perform(request: Request, form: SpokenForm, act: Act) -> HttpResponse:
    """Show the form, ask back, or carry it out; what was typed stays whatever happens."""
    if request.method != "POST" or "revise" in request.POST:
        return _page(request, form, act)
    if form.is_valid() and act.consequences and "confirmed" not in request.POST:
        try:
            expected = act.consequences(form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
            return _page(request, form, act, status=form.status)
        if expected:
            return _page(request, form, act, consequences=expected)
    if form.carry_out(act.carry_out, actor=request.actor, at=now()):
        return go_on(request, form.result, act.done)
    return _page(request, form, act, status=form.status)


def _words(bound: forms.BoundField) -> str:
    value = bound.value()
    if isinstance(bound.field, forms.ChoiceField):
        options = cast("list[tuple[str, str]]", bound.field.choices)
        return next((str(word) for one, word in options if str(one) == str(value)), "")
    if isinstance(bound.field, forms.BooleanField):
        return "是" if bound.field.to_python(value) else "否"
    return "、".join(line.strip() for line in str(value or "").splitlines() if line.strip())


def _page(
    request: Request, form: SpokenForm, act: Act, *, consequences: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "act": act, "consequences": consequences, "address": request.get_full_path()}
    return render(request, "organisations/act.html", context, fragment="form", status=status)
