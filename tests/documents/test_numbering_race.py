"""Many sign at the same moment: every number is given once, and none is left out."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connections

from dukao.documents import services
from dukao.documents.models import NumberSeries, OfficialDocument
from dukao.documents.vocabulary import DocumentState
from dukao.kernel.errors import DomainError
from tests.conftest import NOW, City
from tests.documents.planting import plant_sent, plant_series

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS, EACH = 6, 5


def test_signing_at_once_leaves_no_gap_and_no_repeat(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some fail after they took their number; it goes to the next. The first of a new year race as well."""
    plant_series(city)
    at = NOW.replace(year=2027)
    documents = [plant_sent(city) for _ in range(HANDS * EACH)]
    unlucky = {document.pk for document in documents[::7]}
    leader, start, refused = city.actor(city.leader), Barrier(HANDS), []

    def work(mine: list[OfficialDocument]) -> None:
        start.wait()
        for document in mine:
            try:
                services.issue_document(actor=leader, document=document, at=at)
            except DomainError as error:
                refused.append(error.code)
        connections.close_all()

    def told(document: OfficialDocument, *_: object) -> None:
        if document.pk in unlucky:
            raise DomainError("told", "消息没有送出")

    monkeypatch.setattr("dukao.documents.services.issuing.tell_recipients", told)
    threads = [Thread(target=work, args=(documents[hand::HANDS],)) for hand in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    issued = OfficialDocument.objects.filter(state=DocumentState.ISSUED)
    assert refused == ["told"] * len(unlucky)
    wanted = len(documents) - len(unlucky)
    assert sorted(issued.values_list("number", flat=True)) == list(range(1, wanted + 1))
    assert NumberSeries.objects.get(year=2027).last == wanted


def test_the_same_document_is_signed_once(city: City) -> None:
    plant_series(city)
    document, start, codes = plant_sent(city), Barrier(4), []

    def sign() -> None:
        start.wait()
        try:
            services.issue_document(actor=city.actor(city.leader), document=document, at=NOW)
            codes.append("")
        except DomainError as error:
            codes.append(error.code)
        finally:
            connections.close_all()

    threads = [Thread(target=sign) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["", "wrong_state", "wrong_state", "wrong_state"]
    assert NumberSeries.objects.get().last == 1
