"""Views of lists that a person keeps: under a name, a page apart, nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client

from dukao.identity import services
from dukao.identity.models import KeptView
from dukao.identity.selectors import own_views_asked
from dukao.kernel.errors import DomainError
from dukao.kernel.prepared import answers
from tests.conftest import City

pytestmark = pytest.mark.django_db
LEDGER = {"page": "issues:ledger", "name": "逾期的", "query": "view=over"}


def test_a_view_is_kept_under_its_name_and_forgotten(client: Client, city: City) -> None:
    client.force_login(city.office)
    answer = client.post("/account/views/", {**LEDGER, "back": "/problems/?view=over"})
    assert answer.headers["Location"] == "/problems/?view=over"
    client.post("/account/views/", {**LEDGER, "query": "view=over&lamp=red"})
    here, elsewhere = answers(
        [own_views_asked(city.actor(city.office), page) for page in ("issues:ledger", "matters:ledger")]
    )
    ((pk, name, query),) = here
    assert (name, query) == ("逾期的", "view=over&lamp=red")
    assert elsewhere == []
    client.post(f"/account/views/{pk}/forget/")
    assert not KeptView.objects.exists()


def test_nobody_takes_away_somebody_elses(city: City) -> None:
    kept = services.keep_view(actor=city.actor(city.office), **LEDGER)
    services.forget_view(actor=city.actor(city.leader), view_id=kept.pk)
    assert KeptView.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "请给视图起个名字"),
        ({"name": "长" * 21}, "名字最多 20 个字"),
        ({"query": "q" * 1001}, "条件太多"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(city: City, changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.keep_view(actor=city.actor(city.office), **{**LEDGER, **changes})


def test_there_is_an_end_to_keeping(city: City) -> None:
    actor = city.actor(city.office)
    for number in range(services.views.VIEWS_KEPT):
        services.keep_view(actor=actor, **{**LEDGER, "name": f"视图 {number}"})
    with pytest.raises(DomainError, match="最多 12 个"):
        services.keep_view(actor=actor, **LEDGER)
    services.keep_view(actor=actor, **{**LEDGER, "name": "视图 3"})


def test_the_way_back_stays_in_the_house(client: Client, city: City) -> None:
    client.force_login(city.office)
    for elsewhere in ("https://example.org/", "//example.org/x"):
        answer = client.post("/account/views/", {**LEDGER, "back": elsewhere})
        assert answer.headers["Location"] == "/problems/"
    assert (
        "不知道是哪个页面" in client.post("/account/views/", {**LEDGER, "page": "no:such"}).content.decode()
    )
