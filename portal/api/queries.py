"""What the API's lists share: parameters that are known, pages, the envelope."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from core.web import BadQuery, absolute

PAGE_SIZE, LARGEST_PAGE = 20, 100


def only(request, *known):
    """Unknown parameters are an error that names them."""
    unknown = sorted(set(request.GET) - set(known))
    if unknown:
        raise BadQuery(f"不认识的参数：{'、'.join(unknown)}。可以用：{'、'.join(known) or '没有参数'}。")


def page_size(text: str) -> int:
    if not text:
        return PAGE_SIZE
    if not (text.isascii() and text.isdigit() and len(text) <= 3) or not 1 <= int(text) <= LARGEST_PAGE:
        raise BadQuery(f"page_size应当是1到{LARGEST_PAGE}的数字。")
    return int(text)


WORDS = {"type": "string", "pattern": "^[^\\u0000]*$"}  # a NUL is in no text


def parameter(name, kind=None, **more):
    return OpenApiParameter(
        name, kind or ({"type": "string"} if "enum" in more else WORDS), OpenApiParameter.QUERY, **more
    )


def whole_number(name, least, most, **more):
    """A whole number within bounds that the document tells."""
    return OpenApiParameter(
        name, {"type": "integer", "minimum": least, "maximum": most}, OpenApiParameter.QUERY, **more
    )


YEAR = whole_number("year", 1949, 2100)
PAGES = [whole_number("page", 1, 9_999_999), whole_number("page_size", 1, LARGEST_PAGE)]


def listed(pager, results) -> dict:
    """The envelope of a list: how many there are, where it goes on, one page of rows."""
    return {
        "count": pager.total,
        "next": absolute(pager.next_url) if pager.next_url else None,
        "previous": absolute(pager.previous_url) if pager.previous_url else None,
        "results": results,
    }


def list_of(row) -> type[serializers.Serializer]:
    """The envelope's serializer around that of a row."""
    fields = {
        "count": serializers.IntegerField(),
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": row(many=True),
    }
    return type(row.__name__.replace("RowSerializer", "ListSerializer"), (serializers.Serializer,), fields)
