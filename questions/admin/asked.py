"""What people asked the ask page: most frequent first, those without an answer apart."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path, reverse

from core import clock
from core.admin import site
from core.duties import Duty
from questions.models import AskedQuestion
from questions.models.asked import KEPT
from questions.models.question import HANDLERS

SHOWN = 50


def asked_view(request):
    if not request.user.has_duty(*HANDLERS, Duty.AUDITOR):
        raise PermissionDenied
    kept = AskedQuestion.objects.since(clock.today() - KEPT)
    context = {
        "title": "群众在问什么", "days": KEPT // timedelta(days=1),
        "groups": [
            ("没有回答的", kept.unanswered().counted()[:SHOWN]), ("问得最多的", kept.counted()[:SHOWN]),
        ],
        "add_url": reverse("admin:questions_question_add"),
    }  # fmt: skip
    return render(request, "admin/asked.html", site.each_context(request) | context)


site.more_urls.append(lambda portal: [path("asked/", portal.admin_view(asked_view), name="asked")])
site.acts.append(
    lambda user: [(71, "群众在问什么", reverse("admin:asked"))] if user.has_duty(*HANDLERS) else []
)
