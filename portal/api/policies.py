from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.richtext import sanitise
from core.web import BadQuery, Pager, Query, absolute, cacheable
from disclosure.models import Entry
from disclosure.views.records import find_public
from policies import clauses, wording
from policies import interpretation_presentation as interpreting
from policies.forms import DayForm
from policies.library import Library
from policies.models import Policy, Relation
from portal.api.exceptions import Gone
from portal.api.queries import PAGES, YEAR, listed, only, page_size, parameter
from portal.api.serializers import VALIDITY_CHOICES, PolicyListSerializer, PolicySerializer
from questions.models import Question

FILTERS = (
    "q",
    "theme",
    "issuer",
    "year",
    "validity",
    "normative",
    "interpreted",
    "on",
    "sort",
    "page",
    "page_size",
)


class PolicyList(APIView):
    """The library: the same query as the page."""

    @extend_schema(
        operation_id="policies_list",
        parameters=[
            parameter("q", description="标题或文号里的字"),
            parameter("theme"), parameter("issuer"), YEAR,
            parameter("validity", enum=VALIDITY_CHOICES), parameter("normative", enum=["0", "1"]),
            parameter("interpreted", enum=["0", "1"], description="有没有解读"),
            parameter("on", OpenApiTypes.DATE, description="看哪一天的有效性"),
            parameter("sort", enum=["newest", "oldest", "expiring"]),
            *PAGES,
        ],
        responses={200: PolicyListSerializer, 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
    )  # fmt: skip
    def get(self, request):
        only(request, *FILTERS)
        library, size = Library(request.GET), page_size(request.GET.get("page_size", ""))
        pager = Pager(library.total, library.page, size, Query(request.path, request.GET.dict()))
        results = [row(request, entry) for entry in library.rows(pager.start, pager.last)]
        return cacheable(Response(listed(pager, results)), query=None, until=library.until)


def row(request, entry) -> dict:
    """One row of the list, from the catalogue alone."""
    return {
        "id": entry.information_id,
        "index_number": entry.index_number,
        "title": entry.title,
        "document_number": entry.number or None,
        "issuer": entry.issuer,
        "written_on": entry.written_on,
        "published_on": entry.sorted_on,
        "published_at": entry.published_at.astimezone(clock.SHANGHAI),
        "validity": validity(entry.standing),
        "normative": entry.normative,
        "interpreted": entry.has_interpretation,
        "themes": [key for key in entry.theme_keys.split(",") if key],
        "summary": entry.summary,
        "url": absolute(entry.get_absolute_url()),
    }


def _because(period, cause) -> str | None:
    """The causing document's title; the note only where there is no such document."""
    if cause:
        return cause.title
    return None if period.cause_id else (period.note or None)


def validity(standing) -> dict:
    period = standing.period
    cause = period.public_cause if period else None
    return {
        "on": standing.on,
        "status": standing.status.value,
        "label": standing.status.label,
        "since": period.since if period else None,
        "until": period.until if period else None,
        "because": _because(period, cause) if period else None,
    }


class PolicyDetail(APIView):
    """One document, whole."""

    @extend_schema(
        operation_id="policies_retrieve",
        parameters=[parameter("on", OpenApiTypes.DATE, description="哪一天的有效性和文本")],
        responses={
            200: PolicySerializer,
            400: OpenApiTypes.OBJECT,
            404: OpenApiTypes.OBJECT,
            410: OpenApiTypes.OBJECT,
        },
    )
    def get(self, request, pk):
        only(request, "on")
        form = DayForm(request.GET)
        if not form.is_valid():
            raise BadQuery("on应当是日期，如2024-03-01。")
        policy, gone = find_public(Policy.objects.select_related("office", "category"), pk)
        if gone:
            raise Gone(gone_answer(gone))
        return cacheable(
            Response(whole(request, policy, form.cleaned_data["on"] or clock.today())),
            query=None,  # each one counts: an unknown one is an error
            until=Entry.objects.next_change(),
        )


def gone_answer(record) -> dict:
    if record.withdraw_kind == record.Withdrawal.MERGED and record.merged_into.is_visible:
        return {"detail": "已并入其他信息。", "merged_into": record.merged_into_id}
    return {"detail": "这条信息已经撤下。", "index_number": record.index_number}


def whole(request, policy, on) -> dict:
    """Everything that is public of one document, as of a day."""
    if not policy.published_at:
        raise Http404
    standing = wording.standings([policy.pk], on)[policy.pk]
    text, explained = policy.text_on(on), interpreting.of_document(policy)
    return {
        "id": policy.pk,
        "index_number": policy.index_number,
        "title": policy.title,
        "document_number": policy.document_number or None,
        "registration_number": policy.registration_number or None,
        "issuer": policy.issuer_names,
        "written_on": policy.written_on,
        "published_on": policy.published_on,
        "published_at": policy.published_at.astimezone(clock.SHANGHAI),
        "effective_on": policy.effective_on,
        "expires_on": policy.expires_on,
        "term": {"kind": policy.term_kind, "months": policy.term_months},
        "validity": validity(standing),
        "normative": policy.is_normative,
        "interpreted": bool(explained),
        "themes": [theme.slug for theme in policy.themes.all()],
        "attribute": policy.attribute,
        "summary": policy.summary,
        "body_html": sanitise(text),
        "clauses": clause_list(text),
        "relations": list(_relations(request, policy)),
        "interpretations": [interpretation_link(one) for one in explained],
        "questions": [
            absolute(one.get_absolute_url())
            for one in Question.objects.published().citing(policy.pk).order_by("pk")
        ],
        "attachments": [_attachment(request, file) for file in policy.attachments.all()],
        "url": absolute(policy.get_absolute_url()),
    }


def interpretation_link(one) -> dict:
    return {
        "id": one.pk, "title": one.title, "form": one.form, "published_at": one.published_at.astimezone(clock.SHANGHAI),
        "url": absolute(one.get_absolute_url()),
    }  # fmt: skip


def clause_list(html) -> list[dict]:
    flat = clauses.parse(clauses.blocks_from_html(html)).flat()
    return [{name: getattr(clause, name) for name in ("level", "label", "anchor", "text")} for clause in flat]


def _relations(request, policy):
    public = Policy.objects.published().values("pk")
    for one in policy.relations.filter(target__in=public).select_related("target"):
        yield _relation(request, one, one.target, "out")
    for one in Relation.objects.standing().filter(target=policy, source__in=public).select_related("source"):
        yield _relation(request, one, one.source, "in")


def _relation(request, relation, other, direction):
    return {
        "kind": relation.kind,
        "direction": direction,
        "on": relation.on,
        "id": other.pk,
        "title": other.title,
        "url": absolute(other.get_absolute_url()),
    }


def _attachment(request, file):
    return {
        "title": file.title,
        "kind": file.kind_label,
        "size": file.size,
        "sha256": file.sha256,
        "url": absolute(file.get_absolute_url()),
    }
