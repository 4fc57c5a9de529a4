"""Log-in by SAML: one signed assertion that answers this session, and nothing that looks like one."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from dukao.identity.models import Account, LinkedIdentity
from dukao.identity.sso import NotProved
from dukao.journal.models import Entry
from tests.conftest import NOW, PASSWORD, City

if TYPE_CHECKING:
    from tests.identity.saml_idp import Idp

pytestmark = [pytest.mark.saml, pytest.mark.once]

SAML, SAMLP = "urn:oasis:names:tc:SAML:2.0:assertion", "urn:oasis:names:tc:SAML:2.0:protocol"
DS = "http://www.w3.org/2000/09/xmldsig#"
BACK, AGAIN = "/account/sso/saml/back/", "/account/sso/saml/again/"


@pytest.fixture(autouse=True)
def travel() -> None:
    """Two programs talk on the machine's real clock."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Idp:
    from tests.identity import saml_idp

    return saml_idp.Idp(tmp_path_factory.mktemp("idp"))


@pytest.fixture
def idp(made: Idp, settings: Settings, db: None) -> Idp:
    settings.DUKAO_SAML_IDP, settings.DUKAO_SAML_METADATA = made.entity, str(made.described)
    made.meet(Client().get("/account/sso/saml/metadata/").content)
    return made


@pytest.fixture
def linked(city: City, idp: Idp) -> None:
    """1024 opens the reporter's account; 2048, whom attackers would like to be, the office's."""
    for account, subject in ((city.reporter, "1024"), (city.stranger, "2048")):
        link(account, subject, idp)


def link(account: Account, subject: str, idp: Idp) -> None:
    LinkedIdentity.objects.create(
        account=account, source=f"saml:{idp.entity}", subject=subject, linked_at=NOW
    )


def leave(client: Client, idp: Idp, start: str = "/account/sso/saml/") -> dict[str, str]:
    leaving = client.get(start)
    assert leaving["Location"].startswith(f"{idp.address}?SAMLRequest=")
    return idp.asked(leaving["Location"])


def post(client: Client, document: str) -> Any:
    """As the provider's page does: a form of another site, then the form of ours that it is led through."""
    from tests.identity.saml_idp import encoded

    there = Client(enforce_csrf_checks=True)
    passing = there.post(BACK, {"SAMLResponse": encoded(document)}, headers={"origin": "https://idp.example"})
    assert passing.status_code == 200
    assert not passing.cookies, "the form of another site changes nothing in the browser"
    page = passing.content.decode()
    [action] = re.findall(r'<form[^>]* action="([^"]+)"', page)
    [value] = re.findall(r'name="SAMLResponse" value="([^"]*)"', page)
    return client.post(action, {"SAMLResponse": unescape(value)})


def door(client: Client) -> str:
    return client.get("/account/login/").content.decode()


def is_inside(client: Client) -> bool:
    return client.get("/account/roles/").status_code == 200


def assert_refused(client: Client, document: str) -> None:
    assert post(client, document)["Location"] == "/account/login/"
    assert "没有通过统一认证" in door(client)
    assert not is_inside(client)


def test_the_mapped_account_opens(linked: None, idp: Idp) -> None:
    client = Client(enforce_csrf_checks=True)
    assert "用统一身份认证（SAML）登录" in door(client)
    asked = leave(client, idp, "/account/sso/saml/?next=/account/roles/")
    assert asked == {
        "in_response_to": asked["in_response_to"],
        "destination": f"http://testserver{BACK}",
        "sp_entity_id": "http://testserver/account/sso/saml/metadata/",
    }
    assert post(client, idp.answer(asked))["Location"] == "/account/roles/"
    assert is_inside(client)
    assert Entry.objects.get().event == "logged_in"


def test_nobody_is_let_in_by_arriving(city: City, idp: Idp) -> None:
    client = Client()
    assert post(client, idp.answer(leave(client, idp)))["Location"] == "/account/login/"
    assert "统一认证已通过（1024），但还没有关联" in door(client)


def test_one_links_oneself_after_reading_and_the_password(city: City, idp: Idp) -> None:
    client = Client()
    client.force_login(city.reporter)
    assert post(client, idp.answer(leave(client, idp)))["Location"] == "/account/link/"
    assert "员工1024（1024）" in client.get("/account/link/").content.decode()
    client.post("/account/link/", {"present": PASSWORD})
    assert LinkedIdentity.objects.get().source == f"saml:{idp.entity}"


def test_accounts_may_be_mapped_by_an_attribute(linked: None, idp: Idp, settings: Settings) -> None:
    settings.DUKAO_SAML_ATTRIBUTE = "uid"
    client = Client()
    post(client, idp.answer(leave(client, idp), "whoever", uid="1024"))
    assert is_inside(client)
    assert_refused(other := Client(), idp.answer(leave(other, idp)))


def test_an_answer_counts_once_and_for_the_session_that_asked(linked: None, idp: Idp) -> None:
    left, other = Client(), Client()
    document = idp.answer(leave(left, idp))
    assert_refused(other, document)
    leave(other, idp)
    assert_refused(other, document)
    post(left, document)
    assert is_inside(left)
    left.post("/account/logout/")
    assert_refused(left, document)
    leave(left, idp)
    assert_refused(left, document)


def test_nobody_begins_at_the_provider(linked: None, idp: Idp) -> None:
    asked = leave(Client(), idp) | {"in_response_to": ""}
    client = Client()
    assert_refused(client, idp.answer(asked))
    leave(client, idp)
    assert_refused(client, idp.answer(asked))


def confirmation(response: Any) -> Any:
    return response.assertion.subject.subject_confirmation[0].subject_confirmation_data


def no_conditions(response: Any) -> None:
    response.assertion.conditions = None


def no_audience(response: Any) -> None:
    response.assertion.conditions.audience_restriction = []


def another_audience(response: Any) -> None:
    response.assertion.conditions.audience_restriction[0].audience[0].text = "https://another.example"


def another_question(response: Any) -> None:
    response.in_response_to = confirmation(response).in_response_to = "id-of-another-session"


def another_question_confirmed(response: Any) -> None:
    confirmation(response).in_response_to = "id-of-another-session"


def no_question_confirmed(response: Any) -> None:
    confirmation(response).in_response_to = None


def another_recipient(response: Any) -> None:
    confirmation(response).recipient = "https://another.example/back/"


def another_destination(response: Any) -> None:
    response.destination = "https://another.example/back/"


def without_end(response: Any) -> None:
    confirmation(response).not_on_or_after = None


def sender_vouches(response: Any) -> None:
    response.assertion.subject.subject_confirmation[
        0
    ].method = "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"


def another_issuer(response: Any) -> None:
    response.assertion.issuer.text = response.issuer.text = "https://another.example/idp"


def transient(response: Any) -> None:
    response.assertion.subject.name_id.format = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"


def nobody(response: Any) -> None:
    response.assertion.subject.name_id.text = " "


@pytest.mark.parametrize(
    "change",
    [
        no_conditions, no_audience, another_audience, another_question, another_question_confirmed, no_question_confirmed,
        another_recipient, another_destination, without_end, sender_vouches, another_issuer, transient, nobody,
    ],
)  # fmt: skip
def test_what_is_signed_and_not_meant_for_here_opens_nothing(
    linked: None, idp: Idp, change: Callable[[Any], None]
) -> None:
    client = Client()
    assert_refused(client, idp.answer(leave(client, idp), change=change))


@pytest.mark.parametrize("off", [timedelta(hours=-1), timedelta(hours=1)], ids=["expired", "not yet"])
def test_out_of_time(linked: None, idp: Idp, off: timedelta) -> None:
    client = Client()
    asked = leave(client, idp)
    with time_machine.travel(timezone.now() + off):
        document = idp.answer(asked)
    assert_refused(client, document)


@pytest.mark.parametrize("sign", ["", "response"])
def test_an_assertion_without_a_signature_of_its_own(linked: None, idp: Idp, sign: str) -> None:
    client = Client()
    assert_refused(client, idp.answer(leave(client, idp), sign=sign))


def test_digests_that_no_longer_hold(linked: None, idp: Idp) -> None:
    for weak in (
        {"algorithm": "http://www.w3.org/2000/09/xmldsig#rsa-sha1"},
        {"digest": "http://www.w3.org/2000/09/xmldsig#sha1"},
    ):
        client = Client()
        assert_refused(client, idp.answer(leave(client, idp), **weak))


def test_the_key_of_somebody_else(linked: None, idp: Idp, tmp_path: Path) -> None:
    from tests.identity import saml_idp

    impostor = saml_idp.Idp(tmp_path)
    impostor.meet(Client().get("/account/sso/saml/metadata/").content)
    client = Client()
    assert_refused(client, impostor.answer(leave(client, idp)))


def test_a_provider_that_refused(linked: None, idp: Idp) -> None:
    client = Client()
    asked = leave(client, idp)
    document = idp.server.create_error_response(
        asked["in_response_to"], asked["destination"], Exception("cancelled")
    )
    assert_refused(client, str(document))


def test_tampered(linked: None, idp: Idp) -> None:
    client = Client()
    document = idp.answer(leave(client, idp))
    assert document.count(">1024<") == 1
    assert_refused(client, document.replace(">1024<", ">2048<"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (">2048.example<", ">2048<!-- nobody -->.example<"),
        ("<ns0:Response", '<!DOCTYPE x [<!ENTITY a "1024">]><ns0:Response'),
    ],
    ids=["remark", "entities"],
)
def test_what_parsers_read_in_different_ways(linked: None, idp: Idp, before: str, after: str) -> None:
    """The signature of 2048.example holds: remarks are no part of what is signed."""
    client = Client()
    document = idp.answer(leave(client, idp), "2048.example").replace(before, after)
    assert after in document
    assert_refused(client, document)


@pytest.mark.parametrize("document", ["", "no xml", "<a/>", "x" * 200_001])
def test_what_is_no_answer(linked: None, idp: Idp, document: str) -> None:
    client = Client()
    leave(client, idp)
    assert_refused(client, document)


def test_what_is_no_base64(linked: None, idp: Idp) -> None:
    client = Client()
    leave(client, idp)
    assert client.post(AGAIN, {"SAMLResponse": "员工"})["Location"] == "/account/login/"
    assert not is_inside(client)


# Signature wrapping: the signed assertion of 1024 is somewhere in the document, beside a made-up one of 2048.


def parts(document: str) -> tuple[ET.Element, ET.Element, ET.Element]:
    """The response, its signed assertion, and a copy of it in another name, without signature."""
    root = ET.fromstring(document.encode())  # noqa: S314
    good = root.find(f"{{{SAML}}}Assertion")
    assert good is not None
    bad = copy.deepcopy(good)
    bad.set("ID", "id-made-up")
    bad.remove(bad.find(f"{{{DS}}}Signature"))  # type: ignore[arg-type]
    bad.find(f"{{{SAML}}}Subject/{{{SAML}}}NameID").text = "2048"  # type: ignore[union-attr]
    return root, good, bad


def before(root: ET.Element, good: ET.Element, bad: ET.Element) -> None:
    root.insert(list(root).index(good), bad)


def behind(root: ET.Element, good: ET.Element, bad: ET.Element) -> None:
    root.append(bad)


def in_its_signature(root: ET.Element, good: ET.Element, bad: ET.Element) -> None:
    """The made-up one bears the signature, which carries the signed one as an object."""
    signature = good.find(f"{{{DS}}}Signature")
    assert signature is not None
    root.remove(good)
    good.remove(signature)
    ET.SubElement(signature, f"{{{DS}}}Object").append(good)
    bad.insert(1, signature)
    root.append(bad)


def in_extensions(root: ET.Element, good: ET.Element, bad: ET.Element) -> None:
    root.remove(good)
    extensions = ET.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(good)
    root.insert(1, extensions)
    root.append(bad)


def in_advice(root: ET.Element, good: ET.Element, bad: ET.Element) -> None:
    """The made-up one bears the signature; the signed one is its advice."""
    root.remove(good)
    signature = good.find(f"{{{DS}}}Signature")
    assert signature is not None
    bad.insert(1, copy.deepcopy(signature))
    advice = ET.Element(f"{{{SAML}}}Advice")
    advice.append(good)
    bad.insert(list(bad).index(bad.find(f"{{{SAML}}}Conditions")) + 1, advice)  # type: ignore[arg-type]
    root.append(bad)


def under_the_same_number(root: ET.Element, good: ET.Element, bad: ET.Element) -> None:
    bad.set("ID", good.get("ID", ""))
    in_advice(root, good, bad)


def around_everything(root: ET.Element, good: ET.Element, bad: ET.Element) -> None:
    """The whole sound response is a part of the made-up one."""
    sound = copy.deepcopy(root)
    root.remove(good)
    root.set("ID", "id-made-up-response")
    extensions = ET.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(sound)
    root.insert(1, extensions)
    bad.insert(1, copy.deepcopy(good.find(f"{{{DS}}}Signature")))  # type: ignore[arg-type]
    root.append(bad)


WRAPPINGS = [
    before, behind, in_its_signature, in_extensions, in_advice, under_the_same_number, around_everything,
]  # fmt: skip


def test_a_document_written_anew_is_as_good(linked: None, idp: Idp) -> None:
    """So what follows is refused for what is wrapped in it."""
    client = Client()
    root, _, _ = parts(idp.answer(leave(client, idp)))
    post(client, ET.tostring(root, encoding="unicode"))
    assert is_inside(client)


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_signed_assertion_beside_a_made_up_one(
    linked: None, idp: Idp, wrapping: Callable[[ET.Element, ET.Element, ET.Element], None]
) -> None:
    client = Client()
    root, good, bad = parts(idp.answer(leave(client, idp)))
    wrapping(root, good, bad)
    document = ET.tostring(root, encoding="unicode")
    assert (">1024<" in document, ">2048<" in document) == (True, True)
    assert_refused(client, document)


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_it_is_seen_before_anything_is_read(
    linked: None, idp: Idp, wrapping: Callable[[ET.Element, ET.Element, ET.Element], None]
) -> None:
    """The library finds them too; two look, for it is this that log-ins by SAML were broken with."""
    from dukao.identity.sso.saml import look_over

    root, good, bad = parts(idp.answer(leave(Client(), idp)))
    look_over(ET.tostring(root))
    wrapping(root, good, bad)
    with pytest.raises((NotProved, ValueError)):
        look_over(ET.tostring(root))


def test_the_log_holds_nothing_of_an_answer(linked: None, idp: Idp, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    assert_refused(client, idp.answer(leave(client, idp)).replace(">1024<", ">2048<"))
    assert [record.getMessage() for record in caplog.records] == ["SAML: SignatureError"]


def test_metadata_that_are_not_there(city: City, idp: Idp, settings: Settings, tmp_path: Path) -> None:
    settings.DUKAO_SAML_METADATA = str(tmp_path / "nowhere.xml")
    client = Client()
    assert client.get("/account/sso/saml/")["Location"] == "/account/login/"
    assert "没有通过统一认证" in door(client)
    assert client.get("/account/sso/saml/metadata/").status_code == 404
