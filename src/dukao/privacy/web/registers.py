"""What is held by kind, what for and for how long; and the template for an impact assessment."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.kernel import clock, personal
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.privacy.papers import impact_paper
from dukao.privacy.policies import can_see_keeping, can_see_register
from dukao.privacy.selectors.keeping import keeping_by_key
from dukao.ui.downloads import download
from dukao.ui.rendering import render


@require_GET
def fields(request: Request) -> HttpResponse:
    require(can_see_register(request.actor))
    context = {
        "holdings": personal.holdings(), "acts": personal.acts(), "kept": keeping_by_key(clock.today()),
        "may_keep": can_see_keeping(request.actor).allowed,
    }  # fmt: skip
    return render(request, "privacy/register.html", context)


@require_GET
def impact_assessment(request: Request) -> HttpResponse:
    """个人信息保护影响评估, with what the product knows of itself already filled in."""
    require(can_see_keeping(request.actor))
    day = clock.today()
    return download(impact_paper(keeping_by_key(day), day), "个人信息保护影响评估.docx")
