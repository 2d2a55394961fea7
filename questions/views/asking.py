"""问政策: a question in everyday words, answered from the library and from documents in force."""

from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from core import clock
from core.pages import Page
from core.web import BadQuery, cacheable
from disclosure.models import Entry
from questions import column, presentation
from questions.answering.ask import LONGEST, ask
from questions.answering.asked import remember
from questions.answering.whom_to_ask import windows
from questions.models import Citation, Question
from questions.views.trail import trail_library
from search.places import place

EXAMPLES = ["低保怎么申请", "老人八十岁有什么补贴", "宅基地要准备哪些材料", "种地补贴什么时候发"]


def page(request):
    """The box alone may be kept; an answer is made anew each time, so that staff learn what is asked."""
    text = request.GET.get("q", "")
    if "\0" in text:
        raise BadQuery("问题里有无法识别的字符。")
    if not text.strip():
        return cacheable(render(request, "questions/ask.html", _context("")), query=("q",))
    return _answer(request, text)


@never_cache
def _answer(request, text):
    with place():
        reply = ask(text)
        if request.method == "GET":
            remember(reply)
    shown = {
        "reply": reply,
        "first": _shown(reply.results[0]) if reply.results else None,
        "others": [_shown(one) for one in reply.results[1:]],
        "windows": windows(reply.text) if not reply.answered else [],
        "inquiry_url": f"{reverse('questions:send-inquiry')}?{urlencode({'q': reply.text})}",
        "cut": len(text) > LONGEST,
    }
    return render(request, "questions/ask.html", _context(reply.text) | shown)


def _context(text):
    title = column.ASKING.name
    return {
        "page": Page(
            title=title, column=column.ASKING, trail=[*trail_library(), (title, "")], robots="noindex" if text else "",
            office=settings.SITE["undertaker"], updated_at=Entry.objects.published().last_update(),
        ),
        "q": text, "longest": LONGEST, "examples": EXAMPLES, "library_url": reverse("questions:library"),
    }  # fmt: skip


def _shown(result) -> dict:
    """A result as the page shows it."""
    row = {
        "title": result.title,
        "url": result.url,
        "quote": result.quote,
        "is_entry": result.kind == Question.KIND,
    }
    if not row["is_entry"]:
        return row | {"office": result.thing.issuer_names or result.thing.office.name, "states": []}
    day = clock.today()
    cited = list(Citation.objects.on(day).filter(question=result.thing).select_related("document"))
    changes = [one for one in cited if one.changes()]
    return row | {
        "office": result.thing.office.name,
        "states": presentation.states(result.thing, changes, cited),
        "basis": [presentation.basis(one, day) for one in cited],
    }
