"""Turns what views raise into pages: a query that cannot be meant, a database that is busy, too much work at once."""

import logging

from django.db import OperationalError
from django.http import JsonResponse
from django.shortcuts import render

from core import heavy
from core.web import BadQuery
from search.places import Full

LOG = logging.getLogger("portal")


class Explain:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info:  # PostgreSQL takes none; forms name the parameter that holds one
            return self._bad_query(request, "网址里有不能识别的字符。")
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, BadQuery):
            return self._bad_query(request, exception)
        if isinstance(exception, heavy.Busy):
            return self._busy(request, "正在生成的文件较多，请过半分钟再试。")
        if isinstance(exception, Full):
            return self._busy(request, "现在查找的人较多，请过几秒再试。", seconds=5)
        if isinstance(exception, OperationalError):
            return self._busy(request, "系统正忙，刚才的操作没有保存，请稍后再试。", exception)
        return None

    def _bad_query(self, request, exception):
        if request.GET.get("format") == "json" or request.path_info.startswith("/api/"):
            return JsonResponse(
                {"detail": str(exception)}, status=400, json_dumps_params={"ensure_ascii": False}
            )
        return render(request, "400.html", {"detail": str(exception)}, status=400)

    def _busy(self, request, detail, exception=None, seconds=30):
        if exception is not None:
            LOG.error("database: %s", exception)
        response = render(request, "503.html", {"detail": detail}, status=503)
        response["Retry-After"] = str(seconds)
        return response
