"""People: the list, the page of one, and the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dukao.journal.services import note_look
from dukao.kernel.clock import now, today
from dukao.kernel.identifiers import masked_phone, masked_resident_id
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations import selectors, services
from dukao.organisations.policies import (
    can_change_structure,
    can_correct_person,
    can_reveal,
    can_see_resident_ids,
    can_see_structure,
)
from dukao.organisations.vocabulary import REVEALED, PostKind
from dukao.organisations.web.acting import Act, carrying, perform
from dukao.organisations.web.people_forms import CorrectPersonForm, PersonForm, RevealForm
from dukao.organisations.web.viewing import viewing
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing

if TYPE_CHECKING:
    from dukao.organisations.models import Person

COLUMNS = (
    Column("name", "姓名", sort="name"),
    Column("posts", "任职"),
    Column("phone", "办公电话"),
)
CRUMBS: list[tuple[str, str | None]] = [("管理", None)]


@require_GET
def people(request: Request) -> HttpResponse:
    require(can_see_structure(request.actor))
    seen = viewing(request)
    choices = [Choice("kind", "任职类别", tuple(PostKind.choices))]
    if not seen.is_today:
        choices.append(Choice("day", "日期", ((seen.day.isoformat(), seen.day.isoformat()),)))
    listing = Listing(request.GET, columns=COLUMNS, choices=choices, searchable="姓名")
    kind = next(iter(listing.chosen.get("kind", [])), "")
    listing.show(selectors.people(listing.search, kind, seen.day))
    posts = selectors.posts_by_person([one.pk for one in listing.rows], seen.day)
    units = selectors.versions_by_unit({post.unit_id for held in posts.values() for post in held}, seen.day)
    context = {
        "listing": listing,
        "posts": posts,
        "units": units,
        "viewing": seen,
        "masked_phone": masked_phone,
    }
    may = can_change_structure(request.actor)
    return render(request, "organisations/people.html", {**context, "may_change": may})


@require_GET
def person(request: Request, person_id: int) -> HttpResponse:
    require(can_see_structure(request.actor))
    person, seen = selectors.person_by_id(person_id), viewing(request)
    note_look(actor=request.actor, subject=person, label=person.name, page="人员页", at=now())
    posts = selectors.posts_of(person)
    context = {
        "person": person, "posts": posts, "viewing": seen,
        "units": selectors.versions_by_unit({post.unit_id for post in posts}, seen.day),
        "seats": selectors.seats_held([person], seen.day),
        "resident_id": selectors.resident_id_for(request.actor, person),
        "phone": masked_phone(person.phone), "may_reveal": can_reveal(request.actor, "phone", ()),
        "history": selectors.history_of_person(request.actor, person),
        "may_see_number": can_see_resident_ids(request.actor),
        "may_change": can_correct_person(request.actor, selectors.places_of(person, today())),
    }  # fmt: skip
    return render(request, "organisations/person.html", context)


@require_http_methods(["GET", "POST"])
def add_person(request: Request) -> HttpResponse:
    require(can_change_structure(request.actor))

    def carry_out(**values: object) -> str:
        return reverse("organisations:person", args=[services.add_person(**values).pk])  # type: ignore[arg-type]

    crumbs = [*CRUMBS, ("人员", reverse("organisations:people")), ("登记人员", None)]
    act = Act("登记人员", "登记", carry_out, "已登记。", crumbs, lead="登记之后，在单位页登记任职。")
    return perform(request, PersonForm(request.POST or None), act)


@require_http_methods(["GET", "POST"])
def correct_person(request: Request, person_id: int) -> HttpResponse:
    person = selectors.person_by_id(person_id)
    require(can_correct_person(request.actor, selectors.places_of(person, today())))
    page = reverse("organisations:person", args=[person.pk])
    form = CorrectPersonForm(
        request.POST or None,
        initial={
            "name": person.name,
            "resident_id": masked_resident_id(person.resident_id),
            "phone": masked_phone(person.phone),
        },
    )
    crumbs = _crumbs(person, "更正")
    act = Act(
        f"更正{person.name}",
        "更正",
        carrying(services.correct_person, page, person=person),
        "已更正。",
        crumbs,
        lead="带星号的号码照原样留着就是不改；要改请填完整的号码，要去掉就清空。",
    )
    return perform(request, form, act)


@require_http_methods(["GET", "POST"])
@never_cache
def reveal(request: Request, person_id: int) -> HttpResponse:
    """The whole number stands on this answer alone; coming back asks again."""
    person = selectors.person_by_id(person_id)
    require(can_reveal(request.actor, "phone", ()))
    places = selectors.places_of(person, today())
    offered = {what: label for what, label in REVEALED.items() if can_reveal(request.actor, what, places)}
    form, number = RevealForm(request.POST or None, offered=offered), ""
    if form.is_bound and form.carry_out(services.reveal_number, actor=request.actor, person=person, at=now()):
        number = form.result
    context = {
        "person": person, "form": form, "number": number, "crumbs": _crumbs(person, "查看完整号码"),
        "label": REVEALED.get(form.cleaned_data.get("what", ""), "") if number else "",
    }  # fmt: skip
    return render(request, "organisations/reveal.html", context, status=form.status)


def _crumbs(person: Person, word: str) -> list[tuple[str, str | None]]:
    page = reverse("organisations:person", args=[person.pk])
    return [*CRUMBS, ("人员", reverse("organisations:people")), (person.name, page), (word, None)]
