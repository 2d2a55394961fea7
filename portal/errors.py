"""Error pages that say what happened and what to do; they need no database."""

import logging
from contextlib import suppress

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render

from core.public_forms import PublicFormView

LOG = logging.getLogger("portal")


def _page(request, status, template=None, **context):
    return render(request, template or f"{status}.html", context, status=status)


def bad_request(request, exception=None):
    return _page(request, 400, detail=str(exception) if exception else "")


def forbidden(request, exception=None):
    return _page(request, 403)


def not_found(request, exception=None):
    if request.path_info.startswith("/api/"):  # programs are told in their own form
        return JsonResponse({"detail": "没有找到。"}, status=404, json_dumps_params={"ensure_ascii": False})
    return _page(request, 404)


def broken(request):
    """The last resort: even where no template can be rendered, a sentence is said."""
    try:
        return _page(request, 500)
    except Exception:
        LOG.exception("the error page itself is broken")
        return HttpResponse(
            "系统出了故障，请过几分钟再试。", status=500, content_type="text/plain; charset=utf-8"
        )


def csrf_failure(request, reason=""):
    """The form was open too long or came from elsewhere: nothing was stored, what to do is said; what a citizen wrote
    is given back."""
    match = request.resolver_match
    page = getattr(match.func, "view_class", None) if match else None
    if page and issubclass(page, PublicFormView):
        view = page(**match.func.view_initkwargs)
        view.setup(request, *match.args, **match.kwargs)
        with suppress(Http404):  # what the form was about is gone: the plain page says enough
            return view.refuse_csrf()
    return _page(request, 403, csrf=True)
