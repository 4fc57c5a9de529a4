"""公文登记 and 收文: what was written, and what came in."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from dukao.documents.policies import can_draft, can_open_post, can_see_documents, can_set_paper_rules
from dukao.documents.selectors.post import post_rows, received_documents
from dukao.documents.selectors.register import matching_documents, register_rows, years_numbered
from dukao.documents.vocabulary import DocumentKind, DocumentState
from dukao.documents.web.workbook import post_workbook, register_workbook
from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.downloads import download
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

COLUMNS = (
    Column("state", "状态"),
    Column("title", "标题", sort="title"),
    Column("number", "发文字号", sort="number"),
    Column("issuer", "发文单位"),
    Column("saved", "时间", sort="saved_at"),
    Column("received", "签收", numeric=True),
)
POST_COLUMNS = (
    Column("state", "签收"),
    Column("title", "标题"),
    Column("number", "发文字号"),
    Column("unit", "收文单位"),
    Column("issued", "签发时间", sort="document__issued_at"),
    Column("act", "办理", hidden_label=True),
)
VIEWS = (
    SavedView("全部", ""),
    SavedView("草稿", "state=draft"),
    SavedView("待签发", "state=signing"),
    SavedView("已签发", "state=issued"),
)


@require_GET
def register(request: Request) -> HttpResponse:
    require(can_see_documents(request.actor))
    listing = _listing(request)
    rows = register_rows(listing.rows, clock.today())
    context = {
        "listing": listing, "rows": rows, "may_draft": can_draft(request.actor), "kinds": list(DocumentKind),
        "may_set_rules": can_set_paper_rules(request.actor),
    }  # fmt: skip
    return render(request, "official/register.html", context)


@require_GET
def export(request: Request) -> HttpResponse:
    """The register under the conditions of the page, as Excel."""
    require(can_see_documents(request.actor))
    listing = _listing(request)
    rows = register_rows(listing.page.paginator.object_list, clock.today())
    return download(register_workbook(rows), f"公文登记簿 {clock.today()}.xlsx")


@require_GET
def post(request: Request) -> HttpResponse:
    require(can_open_post(request.actor))
    listing = _post_listing(request)
    context = {"listing": listing, "rows": post_rows(listing.rows, clock.today())}
    return render(request, "official/post.html", context)


@require_GET
def export_post(request: Request) -> HttpResponse:
    """What came in under the conditions of the page, as Excel."""
    require(can_open_post(request.actor))
    rows = post_rows(_post_listing(request).page.paginator.object_list, clock.today())
    return download(post_workbook(rows), f"收文登记簿 {clock.today()}.xlsx")


def _post_listing(request: Request) -> Listing:
    choices = (
        Choice("signed", "签收", (("no", "待签收"), ("yes", "已签收"))),
        Choice("kind", "文种", tuple(DocumentKind.choices), many=True),
    )
    listing = Listing(
        request.GET, columns=POST_COLUMNS, choices=choices, default_sort="-document__issued_at",
        searchable="标题或文号",
    )  # fmt: skip
    chosen = listing.chosen
    signed = next(iter(chosen.get("signed", ())), "")
    return listing.show(received_documents(request.actor, listing.search, signed, chosen.get("kind", [])))


def _listing(request: Request) -> Listing:
    query: QueryDict = request.GET
    years = tuple((str(year), f"{year} 年") for year in years_numbered())
    choices = (
        Choice("kind", "文种", tuple(DocumentKind.choices), many=True),
        Choice("state", "状态", tuple(DocumentState.choices), many=True),
        Choice("year", "年度", years),
    )
    listing = Listing(
        query, columns=COLUMNS, choices=choices, views=VIEWS, default_sort="-saved_at",
        searchable="标题、文号或事项",
    )  # fmt: skip
    chosen = listing.chosen
    found = matching_documents(
        request.actor, clock.today(), search=listing.search, kinds=chosen.get("kind", ()),
        states=chosen.get("state", ()), years=chosen.get("year", ()),
    )  # fmt: skip
    return listing.show(found.select_related("series", "issued_by"))
