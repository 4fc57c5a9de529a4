"""Opinions and inquiries: asked, answered in time, asked again, ended; and who sees them, from both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from dukao.documents.access import is_visible
from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.roles import Role
from dukao.notifications.models import Notice
from dukao.oversight import services
from dukao.oversight.models import Letter, LetterWord, OversightRules
from dukao.oversight.selectors.letters import visible_letters
from dukao.oversight.selectors.waiting import todos
from dukao.ui.todo import written_out
from tests.conftest import NOW, TODAY, City
from tests.oversight.planting import about, plant_answered, plant_draft, plant_hit, plant_letter

pytestmark = pytest.mark.django_db


def told(account: Account) -> list[str]:
    return list(Notice.objects.filter(account=account).order_by("pk").values_list("title", flat=True))


def test_an_opinion_is_sent_with_a_clock_that_rests_on_a_rule(city: City) -> None:
    letter = plant_letter(city)
    stored = Letter.objects.get()
    assert (stored.state, stored.number) == ("sent", "JD-2026-001")
    assert stored.due_on == date(2026, 10, 16), "ten working days, a made-up Saturday among them"
    assert "杭州市绩效管理条例" in stored.basis
    entry = Entry.objects.get(event="letter_sent")
    assert (entry.unit_path, entry.after["due_on"]) == (letter.unit_path, "2026-10-16")
    assert told(city.office) == ["监督意见：请说明技改投资目标下调依据"]
    assert told(city.head) == []
    assert [todo.act for todo in written_out(todos(city.actor(city.office), NOW))] == ["答复"]


def test_only_the_discipline_side_over_the_unit_may_ask(
    city: City, make_account: Callable[..., Account]
) -> None:
    narrow = make_account("county", "县纪检", city.county, Role.DISCIPLINE)
    for account in (city.office, city.leader, city.head, city.audit_admin, narrow):
        with pytest.raises(Refused):
            services.draft_letter(actor=city.actor(account), draft=about(city), at=NOW)
    assert not Letter.objects.exists()
    assert not Entry.objects.filter(event="letter_drafted").exists()


def test_a_letter_sent_twice_goes_once(city: City) -> None:
    letter = plant_draft(city)
    stale = Letter.objects.get(pk=letter.pk)
    services.send_letter(actor=city.actor(city.discipline), letter=letter, at=NOW)
    with pytest.raises((Stale, DomainError)):
        services.send_letter(actor=city.actor(city.discipline), letter=stale, at=NOW)
    assert Entry.objects.filter(event="letter_sent").count() == 1


def test_the_office_answers_with_documents_and_the_answer_is_accepted(city: City) -> None:
    letter = plant_letter(city)
    picture = BytesIO()
    Image.effect_noise((64, 64), 60).save(picture, "PNG")
    picture.seek(0)
    word = services.answer_letter(
        actor=city.actor(city.office), letter=letter, text="因两个项目核准延期，附批复。",
        files=[("批复.png", picture)], at=NOW,
    )  # fmt: skip
    assert word is not None
    letter.refresh_from_db()
    assert (letter.state, word.is_late) == ("answered", False)
    file = word.files.get()
    assert is_visible(city.actor(city.discipline), file.file_id)
    assert not is_visible(city.actor(city.head), file.file_id)
    assert told(city.discipline) == ["已答复：请说明技改投资目标下调依据"]
    services.accept_answer(actor=city.actor(city.discipline), letter=letter, text="", at=NOW)
    assert Letter.objects.get().state == "accepted"


def test_an_answer_that_does_not_do_is_asked_about_again_with_a_new_clock(city: City) -> None:
    letter = plant_answered(city)
    later = NOW + timedelta(days=3)
    with pytest.raises(DomainError, match="再问要写明原因"):
        services.ask_again(actor=city.actor(city.discipline), letter=letter, text=" ", at=later)
    services.ask_again(actor=city.actor(city.discipline), letter=letter, text="缺批复原件。", at=later)
    letter.refresh_from_db()
    assert (letter.state, letter.due_on) == ("sent", date(2026, 10, 20))
    assert [word.kind for word in LetterWord.objects.order_by("pk")] == ["answer", "again"]


def test_a_late_answer_says_so(city: City) -> None:
    letter = plant_letter(city)
    word = services.answer_letter(
        actor=city.actor(city.office), letter=letter, text="补答。", at=NOW + timedelta(days=30)
    )
    assert word is not None
    assert word.is_late


def test_nobody_answers_for_another_and_nobody_assessed_can_stop_it(city: City) -> None:
    to_office, to_unit = plant_letter(city), plant_letter(city, to_office=False)
    for account, letter in ((city.head, to_office), (city.discipline, to_office), (city.office, to_unit)):
        with pytest.raises(Refused):
            services.answer_letter(actor=city.actor(account), letter=letter, text="……", at=NOW)
    for account in (city.office, city.leader, city.head):
        with pytest.raises(Refused):
            services.close_letter(actor=city.actor(account), letter=to_office, text="不用了。", at=NOW)
        with pytest.raises(Refused):
            services.set_oversight_rules(
                actor=city.actor(account), effective_on=TODAY + timedelta(days=1), answer_workdays=99,
                soon_workdays=1, source="自定", at=NOW,
            )  # fmt: skip
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_who_sees_a_draft_and_a_letter(city: City, make_account: Callable[..., Account]) -> None:
    draft, to_office = plant_draft(city), plant_letter(city)
    to_unit = plant_letter(city, to_office=False)
    county = make_account("county", "县纪检", city.county, Role.DISCIPLINE)
    seen = {
        city.discipline: {draft, to_office, to_unit}, city.office: {to_office}, city.head: {to_unit},
        city.reporter: {to_unit}, city.stranger: set(), city.leader: set(), city.reviewer: set(),
        city.audit_admin: set(), county: set(),
    }  # fmt: skip
    for account, letters in seen.items():
        assert set(visible_letters(city.actor(account))) == letters, account.name
    entry = Entry.objects.filter(event="letter_drafted").first()
    assert entry is not None
    assert entry.unit_path == "", "only auditors read of a draft"


def test_pages_of_a_draft_are_shut_to_those_it_is_about(city: City, client: Client) -> None:
    draft = plant_draft(city, title="还没有发出的问题")
    address = f"/oversight/letters/{draft.pk}/"
    client.force_login(city.discipline)
    assert "还没有发出的问题" in client.get(address).content.decode(), "there is something to leak"
    for account in (city.office, city.head, city.reporter, city.leader, city.reviewer):
        client.force_login(account)
        assert client.get(address).status_code in (403, 404), account.name
        listed = client.get("/oversight/letters/")
        assert "还没有发出的问题" not in listed.content.decode()
        assert "草稿</a>" not in listed.content.decode()


def test_a_letter_about_a_lead_marks_it_as_asked(city: City) -> None:
    hit = plant_hit(city)
    letter = plant_draft(city, hit=hit)
    hit.refresh_from_db()
    assert hit.state == "open", "a draft asks nobody"
    services.send_letter(actor=city.actor(city.discipline), letter=letter, at=NOW)
    hit.refresh_from_db()
    assert hit.state == "asked"


def test_reminders_come_before_the_day_and_after_it_once_each(city: City) -> None:
    plant_letter(city)
    assert services.remind_letters(at=NOW) == 0
    soon, over = NOW + timedelta(days=18), NOW + timedelta(days=23)
    services.remind_letters(at=soon)
    services.remind_letters(at=soon + timedelta(hours=2))
    services.remind_letters(at=over)
    assert told(city.office)[1:] == [
        "10 月 16 日前答复：请说明技改投资目标下调依据", "已过答复期限：请说明技改投资目标下调依据",
    ]  # fmt: skip
    assert told(city.discipline) == ["逾期未答复：请说明技改投资目标下调依据"]


def test_new_clocks_hold_from_a_later_day_and_need_their_source(city: City) -> None:
    discipline: Actor = city.actor(city.discipline)
    values = {"answer_workdays": 5, "soon_workdays": 2, "at": NOW}
    with pytest.raises(DomainError, match="从明天起"):
        services.set_oversight_rules(actor=discipline, effective_on=TODAY, source="本地规定", **values)  # type: ignore[arg-type]
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(DomainError, match="依据"):
        services.set_oversight_rules(actor=discipline, effective_on=tomorrow, source=" ", **values)  # type: ignore[arg-type]
    services.set_oversight_rules(actor=discipline, effective_on=tomorrow, source="本地规定", **values)  # type: ignore[arg-type]
    assert OversightRules.objects.count() == 2
    assert plant_letter(city).due_on == date(2026, 10, 16), "today the former rules hold"
    assert plant_letter(city, at=NOW + timedelta(days=1)).due_on == date(2026, 10, 12)
