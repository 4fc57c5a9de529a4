"""People: the list, the page of one, and the forms."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.organisations import selectors, services
from dukao.organisations.policies import can_change_structure, can_see_resident_ids, can_see_structure
from dukao.organisations.vocabulary import PostKind
from dukao.organisations.web.acting import Act, carrying, perform
from dukao.organisations.web.people_forms import CorrectPersonForm, PersonForm
from dukao.organisations.web.viewing import viewing
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing

COLUMNS = (
    Column("name", "姓名", sort="name"),
    Column("posts", "任职"),
    Column("phone", "办公电话"),
)
CRUMBS: list[tuple[str, str | None]] = [("管理", None)]


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
    context = {"listing": listing, "posts": posts, "units": units, "viewing": seen}
    may = can_change_structure(request.actor)
    return render(request, "organisations/people.html", {**context, "may_change": may})


def person(request: Request, person_id: int) -> HttpResponse:
    require(can_see_structure(request.actor))
    person, seen = selectors.person_by_id(person_id), viewing(request)
    posts = selectors.posts_of(person)
    context = {
        "person": person, "posts": posts, "viewing": seen,
        "units": selectors.versions_by_unit({post.unit_id for post in posts}, seen.day),
        "seats": selectors.seats_held([person], seen.day),
        "resident_id": selectors.resident_id_for(request.actor, person),
        "history": selectors.history_of_person(request.actor, person),
        "may_see_number": can_see_resident_ids(request.actor),
        "may_change": can_change_structure(request.actor),
    }  # fmt: skip
    return render(request, "organisations/person.html", context)


def add_person(request: Request) -> HttpResponse:
    require(can_change_structure(request.actor))

    def carry_out(**values: object) -> str:
        return reverse("organisations:person", args=[services.add_person(**values).pk])  # type: ignore[arg-type]

    crumbs = [*CRUMBS, ("人员", reverse("organisations:people")), ("登记人员", None)]
    act = Act("登记人员", "登记", carry_out, "已登记。", crumbs, lead="登记之后，在单位页登记任职。")
    return perform(request, PersonForm(request.POST or None), act)


def correct_person(request: Request, person_id: int) -> HttpResponse:
    require(can_change_structure(request.actor))
    person = selectors.person_by_id(person_id)
    page = reverse("organisations:person", args=[person.pk])
    form = CorrectPersonForm(
        request.POST or None,
        initial={"name": person.name, "resident_id": person.resident_id, "phone": person.phone},
    )
    crumbs = [*CRUMBS, ("人员", reverse("organisations:people")), (person.name, page), ("更正", None)]
    act = Act(
        f"更正{person.name}",
        "更正",
        carrying(services.correct_person, page, person=person),
        "已更正。",
        crumbs,
    )
    return perform(request, form, act)
