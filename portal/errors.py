"""Error pages that say what happened and what to do; they need no database."""

from django.shortcuts import render


def _page(request, status, template=None, **context):
    return render(request, template or f"{status}.html", context, status=status)


def bad_request(request, exception=None):
    return _page(request, 400, detail=str(exception) if exception else "")


def forbidden(request, exception=None):
    return _page(request, 403)


def not_found(request, exception=None):
    return _page(request, 404)


def broken(request):
    return _page(request, 500)


def csrf_failure(request, reason=""):
    """The form was open too long or came from elsewhere: nothing was stored, what to do is said."""
    return _page(request, 403, csrf=True)
