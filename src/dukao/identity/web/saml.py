"""SAML's own addresses: its answers come as forms of another site, which bring no session with them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from dukao.identity.sso import NotProved, provider_called
from dukao.identity.web.sso import arrived, back_to
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.ui.rendering import render

KIND = "saml"


# A form of the provider's site has no token of ours. Nothing is done with it here: it is written into a form
# of our own site, which the session then accompanies, so that cookies stay as strict as they are.
@csrf_exempt
@login_not_required
@never_cache
@sensitive_post_parameters("SAMLResponse")
@require_POST
def pass_on(request: Request) -> HttpResponse:
    provider_called(KIND)
    page = render(request, "identity/pass_on.html", {"answer": request.POST.get("SAMLResponse", "")})
    # Pages bear a token for their forms; this one's would replace that of pages open in the same browser.
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
    return page


# The form of pass_on has no token either, for its page knew no session. What stands in its place is the
# answer itself: it counts when it answers the question that this very session asked, and once.
@csrf_exempt
@login_not_required
@never_cache
@sensitive_post_parameters("SAMLResponse")
@require_POST
def arrive(request: Request) -> HttpResponse:
    return arrived(request, KIND)


@login_not_required
@require_GET
def metadata(request: Request) -> HttpResponse:
    """For the provider: who we are, and where its answers go."""
    provider_called(KIND)
    from dukao.identity.sso import saml

    try:
        told = saml.metadata(request, back_to(request, KIND))
    except NotProved as error:
        raise Missing("对接信息还没有配置好，请运行 dukao doctor 查看原因。") from error
    return HttpResponse(told, content_type="application/samlmetadata+xml")
