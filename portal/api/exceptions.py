from django.http import Http404
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.web import BadQuery, NoSuchPage
from search.places import Full


class Gone(Exception):
    """A record that was withdrawn; `said` is what may still be told of it."""

    def __init__(self, said):
        self.said = said


def explain(exception, context):
    """Chinese sentences for what the API cannot answer."""
    if isinstance(exception, NoSuchPage):
        return Response({"detail": str(exception)}, status=404)
    if isinstance(exception, BadQuery):
        return Response({"detail": str(exception)}, status=400)
    if isinstance(exception, Gone):
        return Response(exception.said, status=410)
    if isinstance(exception, Full):
        return Response(
            {"detail": "现在查找的人较多，请过几秒再试。"}, status=503, headers={"Retry-After": "5"}
        )
    if isinstance(exception, Http404):
        return Response({"detail": "没有找到。"}, status=404)
    return exception_handler(exception, context)
