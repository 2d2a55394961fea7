"""The catalogue of every public record, and plain records whole."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.richtext import sanitise
from core.web import Pager, Query, absolute, cacheable
from disclosure.catalogue import Catalogue
from disclosure.downloads import as_dict
from disclosure.models import Entry, Information
from disclosure.views.records import find_public
from portal.api.exceptions import Gone
from portal.api.policies import gone_answer
from portal.api.queries import PAGES, YEAR, list_of, listed, only, page_size, parameter
from portal.api.serializers import AttachmentSerializer

FILTERS = ("q", "kind", "category", "office", "audience", "year", "page", "page_size")


class InformationRowSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="information、policy、fee……")
    id = serializers.IntegerField(allow_null=True, help_text="收费项目等没有记录号的为null")
    index_number = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    summary = serializers.CharField()
    written_on = serializers.DateField(allow_null=True)
    document_number = serializers.CharField(allow_null=True)
    issuer = serializers.CharField()
    office = serializers.CharField()
    category = serializers.CharField()
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    url = serializers.CharField()


class InformationSerializer(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.IntegerField()
    index_number = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    body_html = serializers.CharField(allow_null=True, help_text="政策文件的正文见policies")
    written_on = serializers.DateField(allow_null=True)
    attribute = serializers.CharField()
    office = serializers.CharField()
    category = serializers.CharField()
    themes = serializers.ListField(child=serializers.CharField())
    audiences = serializers.ListField(child=serializers.CharField())
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    attachments = AttachmentSerializer(many=True)
    url = serializers.CharField()


InformationListSerializer = list_of(InformationRowSerializer)


class InformationList(APIView):
    """公开目录: the same query as the page."""

    @extend_schema(
        operation_id="information_list",
        parameters=[
            parameter("q", description="名称、索引号、文号或者概述里的字"), parameter("kind"), parameter("category"),
            parameter("office"), parameter("audience"), YEAR, *PAGES,
        ],
        responses={200: InformationListSerializer, 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT},
    )  # fmt: skip
    def get(self, request):
        only(request, *FILTERS)
        asked, size = Catalogue(request.GET), page_size(request.GET.get("page_size", ""))
        pager = Pager(asked.total, asked.page, size, Query(request.path, request.GET.dict()))
        results = [as_dict(entry) for entry in asked.entries.rows(pager.start, pager.last)]
        return cacheable(Response(listed(pager, results)), query=None, until=Entry.objects.next_change())


class InformationDetail(APIView):
    """One public record of any kind; the whole text of plain ones."""

    @extend_schema(
        operation_id="information_retrieve",
        responses={
            200: InformationSerializer, 400: OpenApiTypes.OBJECT, 404: OpenApiTypes.OBJECT, 410: OpenApiTypes.OBJECT,
        },
    )  # fmt: skip
    def get(self, request, pk):
        only(request)
        record, gone = find_public(Information.objects.select_related("office", "category", "entry"), pk)
        if gone:
            raise Gone(gone_answer(gone))
        return cacheable(Response(whole(record)), query=None, until=Entry.objects.next_change())


def whole(record) -> dict:
    """Everything that is public of one record, as its root."""
    return {
        "kind": record.kind,
        "id": record.pk,
        "index_number": record.index_number,
        "title": record.title,
        "summary": record.summary,
        "body_html": sanitise(record.body) if record.kind == Information.KIND else None,
        "written_on": record.written_on,
        "attribute": record.attribute,
        "office": record.office.name,
        "category": record.category.slug,
        "themes": [theme.slug for theme in record.themes.all()],
        "audiences": [audience.slug for audience in record.audiences.all()],
        "published_at": record.published_at.astimezone(clock.SHANGHAI),
        "updated_at": record.updated_at.astimezone(clock.SHANGHAI),
        "attachments": [attachment(file) for file in record.attachments.all()],
        "url": absolute(record.entry.get_absolute_url()),
    }


def attachment(file) -> dict:
    return {
        "title": file.title,
        "kind": file.kind_label,
        "size": file.size,
        "sha256": file.sha256,
        "url": absolute(file.get_absolute_url()),
    }
