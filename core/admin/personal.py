"""Names, contacts and files of people who sent something: on a page of their own, each look leaves an audit entry."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.encoding import escape_uri_path

from core import audit
from core.admin.site import site

VERB = "查看个人信息"
INTRO = "这里是提交人的个人信息，只用来核实和联系。每查看一次，都会留下记录。"


class ShowsPersonal:
    """Mixin for the admin page of a model with sealed fields. `personal`: their names; files: a related name of SentFile."""

    personal: tuple = ("name", "contact")
    personal_files = ""

    def may_see_personal(self, request, thing) -> bool:
        """Whether this person handles the case; auditors and others never."""
        return False

    def personal_link(self, request, thing) -> str:
        """Where the page shows them, "" where there is nothing or it is not for this person."""
        if not self.may_see_personal(request, thing) or not self.holds_personal(thing):
            return ""
        return reverse("admin:personal", args=[thing._meta.model_name, thing.pk])

    def holds_personal(self, thing) -> bool:
        return any(getattr(thing, name) for name in self.personal) or bool(self._files(thing))

    def personal_facts(self, thing) -> list[tuple[str, str]]:
        return [
            (thing._meta.get_field(name).verbose_name, getattr(thing, name) or "没有填写")
            for name in self.personal
        ]

    def _files(self, thing):
        return list(getattr(thing, self.personal_files).all()) if self.personal_files else []


def _found(request, kind, pk):
    """(page, thing) that this person may see; 404 for everybody else."""
    pages = {model._meta.model_name: page for model, page in site._registry.items()}
    page = pages.get(kind)
    if not isinstance(page, ShowsPersonal):
        raise Http404
    thing = page.get_queryset(request).filter(pk=pk).first()
    if thing is None or not page.may_see_personal(request, thing):
        raise Http404
    return page, thing


def personal_view(request, kind, pk):
    """A button first: following a link by chance is no look. (A file is asked for by its own name, and each time is one.)"""
    page, thing = _found(request, kind, pk)
    shown = request.method == "POST"
    if shown:
        with audit.act(VERB, thing, by=request.user) as step:
            step.after = {"fields": list(page.personal)}
    back = reverse(f"admin:{thing._meta.app_label}_{kind}_change", args=[thing.pk])
    context = {
        "title": VERB, "intro": INTRO, "back": back, "back_label": str(thing), "shown": shown,
        "facts": page.personal_facts(thing) if shown else [],
        "files": [(one, reverse("admin:personal-file", args=[kind, thing.pk, one.pk])) for one in page._files(thing)] if shown else [],
    }  # fmt: skip
    return render(request, "admin/personal.html", site.each_context(request) | context)


def file_view(request, kind, pk, file):
    """A file that somebody sent, unsealed, as a download."""
    page, thing = _found(request, kind, pk)
    if not page.personal_files:
        raise Http404
    sent = get_object_or_404(getattr(thing, page.personal_files), pk=file)
    with audit.act("下载提交人的附件", thing, by=request.user) as step:
        step.after = {"file": sent.pk}
    response = HttpResponse(sent.data, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(sent.name)}"
    response["X-Content-Type-Options"], response["Cache-Control"] = "nosniff", "no-store"
    return response


site.more_urls.append(
    lambda portal: [
        path("personal/<slug:kind>/<id:pk>/", portal.admin_view(personal_view), name="personal"),
        path("personal/<slug:kind>/<id:pk>/<id:file>/", portal.admin_view(file_view), name="personal-file"),
    ]
)
