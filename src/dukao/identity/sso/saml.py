"""SAML 2.0: a signed assertion in answer to what this session asked. Needs ``dukao[saml]`` and ``xmlsec1``.

pysaml2 speaks the protocol and has xmlsec1 hold signatures against the keys of the provider's metadata.
What is ours is narrowed here: one signed assertion, nothing that could pass for it, one audience.
"""

from __future__ import annotations

import base64
import logging
import shutil
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_TRANSIENT, SCM_BEARER

from dukao.identity.sso.arrival import Arrival, NotProved

logger = logging.getLogger(__name__)

#: What the session asked; an answer to anything else opens nothing (InResponseTo).
ASKED_KEY = "saml_asked"
#: An assertion with attributes has some ten thousand characters.
MOST_CHARACTERS = 200_000
#: Clocks of two machines differ.
LEEWAY_SECONDS = 60
#: Signatures of key pairs over digests that hold; SHA-1 does not.
SIGNATURES = tuple(
    f"http://www.w3.org/2001/04/xmldsig-more#{pair}-sha{bits}"
    for pair in ("rsa", "ecdsa")
    for bits in (256, 384, 512)
)
DIGESTS = (
    "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
)  # fmt: skip
_PROTOCOL, _ASSERTION = (f"{{urn:oasis:names:tc:SAML:2.0:{part}}}" for part in ("protocol", "assertion"))
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
#: Attributes that hold a name for people, as providers call them.
NAMES = ("displayName", "cn", "name")


class Saml:
    """The provider called ``DUKAO_SAML_IDP`` in the metadata of ``DUKAO_SAML_METADATA``."""

    @property
    def source(self) -> str:
        return f"saml:{settings.DUKAO_SAML_IDP}"

    def leave(self, request: HttpRequest, back: str) -> str:
        try:
            asked, sent = Saml2Client(_config(_own_name(request), back)).prepare_for_authenticate(
                settings.DUKAO_SAML_IDP, binding=BINDING_HTTP_REDIRECT, response_binding=BINDING_HTTP_POST
            )
        except Exception as error:
            raise _refused(error) from error
        request.session[ASKED_KEY] = asked
        return str(dict(sent["headers"])["Location"])

    def arrive(self, request: HttpRequest, back: str) -> Arrival:
        asked, sent = request.session.pop(ASKED_KEY, ""), request.POST.get("SAMLResponse", "")
        if not asked or not 0 < len(sent) <= MOST_CHARACTERS:
            raise NotProved
        try:
            look_over(base64.b64decode(sent, validate=True))
            client = Saml2Client(_config(_own_name(request), back))
            answer = client.parse_authn_request_response(sent, BINDING_HTTP_POST, outstanding={asked: back})
            return self._arrival(answer, asked, back)
        except NotProved:
            raise
        except Exception as error:
            raise _refused(error) from error

    def _arrival(self, answer: Any, asked: str, back: str) -> Arrival:
        """What the library lets an assertion leave out is asked for here."""
        [assertion] = answer.assertions
        signed = assertion.signature.signed_info
        [confirmation] = assertion.subject.subject_confirmation
        told = confirmation.subject_confirmation_data
        is_whole = (
            assertion.issuer.text.strip() == settings.DUKAO_SAML_IDP
            and signed.signature_method.algorithm in SIGNATURES
            and signed.reference[0].digest_method.algorithm in DIGESTS
            and assertion.conditions.audience_restriction
            and confirmation.method == SCM_BEARER
            and (told.in_response_to, told.recipient) == (asked, back)
            and told.not_on_or_after
        )
        attributes, name_id = _attributes(assertion), assertion.subject.name_id
        if settings.DUKAO_SAML_ATTRIBUTE:
            subject = attributes.get(settings.DUKAO_SAML_ATTRIBUTE, "")
        else:
            # A transient one is another at the next log-in.
            subject = "" if name_id.format == NAMEID_FORMAT_TRANSIENT else name_id.text.strip()
        if not is_whole or not subject:
            raise NotProved
        return Arrival(self.source, subject, next(filter(None, map(attributes.get, NAMES)), subject))


def metadata(request: HttpRequest, back: str) -> str:
    """What the provider is told about this installation."""
    try:
        return str(entity_descriptor(_config(_own_name(request), back)))
    except Exception as error:
        raise _refused(error) from error


def log_in_page() -> str:
    """Where the provider asks people who they are; "" when its metadata do not say, or bear no key of it."""
    try:
        known = _config("urn:dukao", "urn:dukao:back").metadata
        if not known.certs(settings.DUKAO_SAML_IDP, "idpsso", "signing"):
            return ""
        [page, *_] = known.single_sign_on_service(settings.DUKAO_SAML_IDP, BINDING_HTTP_REDIRECT)
        return str(page["location"])
    except Exception as error:
        _refused(error)
        return ""


def _own_name(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("identity:saml_metadata"))


def _config(own_name: str, back: str) -> SPConfig:
    return SPConfig().load({
        "entityid": own_name,
        "xmlsec_binary": shutil.which("xmlsec1") or "xmlsec1",
        "metadata": {"local": [settings.DUKAO_SAML_METADATA]},
        "only_use_keys_in_metadata": True,
        "allow_unknown_attributes": True,
        "accepted_time_diff": LEEWAY_SECONDS,
        "service": {"sp": {
            "endpoints": {"assertion_consumer_service": [(back, BINDING_HTTP_POST)]},
            "want_assertions_signed": True, "want_response_signed": False, "allow_unsolicited": False,
        }},
    })  # fmt: skip


def look_over(document: bytes) -> None:
    """Nothing in it can be taken for another part: one assertion, below the root, signatures in their places.

    A signed assertion moved elsewhere beside a made-up one is what attacks on SAML live on; so are remarks in
    the middle of a name. Raises :class:`NotProved`, or what the parser raises.
    """
    if b"<!" in document:
        raise NotProved
    root: Element = fromstring(document, forbid_dtd=True)
    inside = list(root.iter())
    named = [name for element in inside for key, name in element.attrib.items() if key.lower() == "id"]
    [assertion] = (element for element in inside if element.tag == f"{_ASSERTION}Assertion")
    placed = [child for parent in (root, assertion) for child in parent if child.tag == _SIGNATURE]
    if (
        root.tag != f"{_PROTOCOL}Response"
        or assertion not in list(root)
        or any(element.tag.endswith("}EncryptedAssertion") for element in inside)
        or len(set(named)) != len(named)
        or [element for element in inside if element.tag == _SIGNATURE] != placed
        or len([child for child in assertion if child.tag == _SIGNATURE]) != 1
    ):
        raise NotProved


def _attributes(assertion: Any) -> dict[str, str]:
    """Attributes with one value, by either of their names."""
    found: dict[str, str] = {}
    for statement in assertion.attribute_statement:
        for attribute in statement.attribute:
            if len(attribute.attribute_value) == 1:
                value = (attribute.attribute_value[0].text or "").strip()
                found |= {name: value for name in (attribute.name, attribute.friendly_name) if name}
    return found


def _refused(error: Exception) -> NotProved:
    """The library's own words may hold the whole assertion: the log is told the kind of fault alone."""
    logger.warning("SAML: %s", type(error).__name__)
    return NotProved()
