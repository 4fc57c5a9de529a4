"""What a person is offered: pages read from the landing page on, every link on them tried.

A link that answers 403, 404 or a fault of the server was offered to somebody who may not open it. Rows of a
list lead to pages of one kind, so of each kind of page a few are read, and of the links from one kind of page
to another a few are tried; the number says how many.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

#: Attributes that fetch or lead to what stands at an address of the product.
LEADING = {"href", "hx-get", "src"}
#: Answers nobody should get who only followed what a page offered.
SHUT = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Shut:
    """An offered link that does not open."""

    page: str
    link: str
    status: int

    def __str__(self) -> str:
        return f"{self.page} offers {self.link}, which answers {self.status}"


@dataclass
class Walk:
    """One person's way through the product; every request is undone, so that reading marks nothing as read."""

    client: Client
    #: Pages of one kind that are read, and links from one kind of page to another that are tried.
    few: int
    #: Whether an address that names no thing opens, where that is known without asking; else ``None``.
    opens: Callable[[str], bool | None] = lambda name: None
    shut: list[Shut] = field(default_factory=list)
    #: Kinds of pages that were read.
    read: Counter[str] = field(default_factory=Counter)
    _answers: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    _tried: Counter[tuple[str, str]] = field(default_factory=Counter)

    def from_page(self, address: str) -> Walk:
        """Reads the page and what it leads to, breadth first, until nothing of a new kind is left."""
        waiting = deque([address])
        while waiting:
            page = waiting.popleft()
            if self.read[view_of(page)] < self.few:
                waiting += self._read(page)
        return self

    def over(self, addresses: Iterable[str]) -> Walk:
        """Reads these pages, and none of those they lead to."""
        for page in addresses:
            self._read(page)
        return self

    def _read(self, page: str) -> list[str]:
        """Tries what the page offers; the pages among it that were not known."""
        view, (_, links) = view_of(page), self._answer(page)
        self.read[view] += bool(links)
        found = []
        for link in links:
            way, is_new = (view, view_of(link)), link not in self._answers
            known = self.opens(way[1]) if is_new and not _names_a_thing(link) else None
            if known or (is_new and self._tried[way] >= self.few):
                continue
            self._tried[way] += is_new
            status = HTTPStatus.FORBIDDEN if known is False else self._answer(link)[0]
            if status in SHUT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                self.shut.append(Shut(page, link, status))
            elif is_new:
                found.append(link)
        return found

    def _answer(self, address: str) -> tuple[int, list[str]]:
        """The status, and what the page offers; nothing for a download. A way on counts as a link."""
        if address not in self._answers:
            with transaction.atomic():
                answer = self.client.get(address)
                links: list[str] = []
                if answer.status_code in REDIRECTS:
                    links = list(_own([answer["Location"]], address))
                elif answer.streaming:
                    answer.close()
                elif "html" in answer.headers.get("Content-Type", ""):
                    links = list(_own(_Links(answer.content.decode()).found, address))
                transaction.set_rollback(True)
            self._answers[address] = answer.status_code, links
        return self._answers[address]


def view_of(address: str) -> str:
    """The name of the address: rows of one list, and one list in other orders, are of one kind."""
    path = urlsplit(address).path
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def _names_a_thing(address: str) -> bool:
    """A number in the path: what comes of it depends on more than the role."""
    return any(part.isdecimal() for part in urlsplit(address).path.split("/"))


class _Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in LEADING and value]


def _own(links: Iterable[str], page: str) -> Iterable[str]:
    """Addresses of the product among them, each once, as the browser would ask for them from that page."""
    found = (urlsplit(urljoin(f"http://testserver{page}", link)) for link in links)
    own = (
        parts._replace(scheme="", netloc="", fragment="").geturl()
        for parts in found
        if parts.scheme == "http" and parts.netloc == "testserver" and not parts.path.startswith("/static/")
    )
    return dict.fromkeys(own)
