"""Acts on one object: who may, when, what is asked, and which service does it; a page for each of them.

A room writes one row for each act. The buttons of its pages are drawn from these rows, and every address of
an act runs through them, so that what is offered and what is allowed cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from dukao.kernel import clock
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import Verdict, require
from dukao.ui.desk_forms import DeskForm
from dukao.ui.rendering import render


class Known(Protocol):
    """What a page knows of its object, read by one person at one moment."""

    @property
    def actor(self) -> Actor: ...

    @property
    def at(self) -> datetime: ...


S = TypeVar("S", bound=Known)


@dataclass(frozen=True)
class Act(Generic[S]):
    """``right`` says who may. ``side`` says to whom the button is shown at all, shut if need be with the
    refusal's words; without it, only those see it who may.
    """

    name: str
    word: str
    right: Callable[[S], Verdict]
    #: In which states of the object it may be done; none for an object that knows no states.
    states: frozenset[str] | None
    carry_out: Callable[..., Any]
    done: str
    #: What happens then, in a sentence above the form.
    about: str = ""
    form: type[DeskForm] = DeskForm
    side: Callable[[S], Verdict] | None = None
    #: Whether it makes sense for this very object; states alone do not say it.
    fits: Callable[[S], bool] = field(default=lambda _: True)
    is_official: bool = False
    #: Seldom asked for: stands in the menu behind the buttons.
    is_minor: bool = False
    #: Why there is no way back; asked about once more before it is done.
    lasting: str = ""

    @property
    def question(self) -> dict[str, str]:
        """Attributes of its form."""
        return {"data_confirm": self.lasting, "data_confirm_word": self.word} if self.lasting else {}


@dataclass(frozen=True, slots=True)
class Button:
    """An act as this person sees it on this object; a refused one says why."""

    act: Act[Any]
    url: str
    verdict: Verdict


@dataclass(frozen=True)
class Desk(Generic[S]):
    """All acts on one kind of object, their buttons, addresses and pages.

    ``subject`` names the object: as an attribute of what a page knows, and as the services' argument.
    """

    namespace: str
    subject: str
    noun: str
    load: Callable[[Actor, int, datetime], S]
    acts: tuple[Act[S], ...]
    template: str
    #: The address one comes back to.
    back: Callable[[S], str]
    #: Before the addresses of its acts and before their names, where it is not the only desk of the room.
    folder: str = ""
    #: What is filled in when the form is first shown, where the form asks for it.
    known: Callable[[Act[S], S], dict[str, object]] = field(default=lambda act, sheet: {})
    context: Callable[[S], dict[str, object]] = field(default=lambda sheet: {})

    def of(self, sheet: S) -> Any:
        return getattr(sheet, self.subject)

    def is_open(self, act: Act[S], sheet: S) -> bool:
        return (act.states is None or self.of(sheet).state in act.states) and act.fits(sheet)

    def name(self, act: Act[S]) -> str:
        return f"{self.folder}-{act.name}" if self.folder else act.name

    def address(self, act: Act[S], sheet: S) -> str:
        return reverse(f"{self.namespace}:{self.name(act)}", args=[self.of(sheet).pk])

    def buttons(self, sheet: S) -> list[Button]:
        """The acts that fit the object, for the side this person stands on."""
        return [
            Button(act, self.address(act, sheet), act.right(sheet))
            for act in self.acts
            if self.is_open(act, sheet) and (act.side or act.right)(sheet)
        ]

    def paths(self) -> Iterable[URLPattern]:
        before = f"{self.folder}/" if self.folder else ""
        for act in self.acts:
            yield path(f"{before}<int:{self.subject}_id>/{act.name}/", self._view(act), name=self.name(act))

    def _view(self, act: Act[S]) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "POST"])
        def view(request: Request, **ids: int) -> HttpResponse:
            sheet = self.load(request.actor, ids[f"{self.subject}_id"], clock.now())
            require(act.right(sheet))
            if not self.is_open(act, sheet):
                raise DomainError("wrong_state", self._why_not(act, sheet), 409)
            form = self._form(request, act, sheet)
            about = {self.subject: self.of(sheet)}
            if form.is_bound and form.carry_out(act.carry_out, actor=sheet.actor, at=sheet.at, **about):
                messages.success(request, act.done)
                return redirect(self.back(sheet))
            context = {
                "act": act, "form": form, "address": self.address(act, sheet), **about, **self.context(sheet),
            }  # fmt: skip
            return render(request, self.template, context, status=form.status)

        # The page is the room's that put the desk together: it carries that room's security label.
        view.__module__ = self.load.__module__
        return view

    def _why_not(self, act: Act[S], sheet: S) -> str:
        if act.states is None:
            return f"现在不能{act.word}，可能已经办过。请刷新后再看。"
        state = self.of(sheet).get_state_display()
        return f"{self.noun}现在是“{state}”，不能{act.word}。请刷新后再看。"

    def _form(self, request: Request, act: Act[S], sheet: S) -> DeskForm:
        if request.method == "POST":
            form = act.form(request.POST, request.FILES)
        else:
            asked = act.form.base_fields
            form = act.form(initial={k: v for k, v in self.known(act, sheet).items() if k in asked})
        form.prepare(sheet)
        return form
