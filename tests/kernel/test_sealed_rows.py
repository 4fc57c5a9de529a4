"""Sealed texts of rows: nothing readable in the database, bound to their row, found by a keyed digest."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from dukao.kernel.errors import DomainError
from dukao.kernel.sealed_rows import reseal_rows, sealed_texts
from dukao.kernel.sealing import new_key
from dukao.organisations.models import Person
from dukao.organisations.selectors import person_with_resident_id

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "11010519491231002X", "13812345678"


@pytest.fixture
def person(settings: Settings) -> Person:
    settings.DUKAO_SEAL_KEYS = [new_key("first")]
    return Person.objects.create(name="方远", resident_id=NUMBER, phone=PHONE)


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM organisations_person")
        return repr(cursor.fetchall())


def test_the_table_holds_no_number_and_the_row_reads_as_before(person: Person) -> None:
    assert NUMBER not in stored()
    assert PHONE not in stored()
    again = Person.objects.get()
    assert (again.resident_id, again.phone) == (NUMBER, PHONE)
    assert set(sealed_texts(Person)) == {"resident_id", "phone"}


def test_without_the_key_nothing_opens_and_an_empty_text_needs_none(
    person: Person, settings: Settings
) -> None:
    settings.DUKAO_SEAL_KEYS = [new_key("other")]
    with pytest.raises(DomainError, match="first"):
        _ = Person.objects.get().phone
    person.phone = ""
    assert (person.sealed_phone, person.phone) == ("", "")


def test_a_text_moved_to_another_row_or_column_stays_shut(person: Person) -> None:
    other = Person.objects.create(name="李四")
    Person.objects.filter(pk=other.pk).update(sealed_phone=person.sealed_phone)
    with pytest.raises(DomainError, match="改动过"):
        _ = Person.objects.get(pk=other.pk).phone
    person.sealed_phone = person.sealed_resident_id
    with pytest.raises(DomainError, match="改动过"):
        _ = person.phone


def test_a_number_is_found_before_and_after_the_key_changes(person: Person, settings: Settings) -> None:
    found = person_with_resident_id(NUMBER)
    assert found == person
    assert person_with_resident_id("110105194912310003") is None
    assert person_with_resident_id("") is None
    old = settings.DUKAO_SEAL_KEYS[0]
    settings.DUKAO_SEAL_KEYS = [new_key("second"), old]
    assert person_with_resident_id(NUMBER) == person
    assert reseal_rows(Person.objects.all()) == 1
    assert reseal_rows(Person.objects.all()) == 0
    settings.DUKAO_SEAL_KEYS = settings.DUKAO_SEAL_KEYS[:1]
    again = Person.objects.get()
    assert (again.resident_id, again.phone) == (NUMBER, PHONE)
    assert person_with_resident_id(NUMBER) == again


def test_the_same_number_has_another_digest_under_another_key(person: Person, settings: Settings) -> None:
    settings.DUKAO_SEAL_KEYS = [new_key("first")]
    assert person_with_resident_id(NUMBER) is None
