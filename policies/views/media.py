"""Pictures, videos and captions of public interpretations, in parts where a player asks for them."""

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from core import ranges
from policies.models import Interpretation, Medium


@require_safe
def medium(request, pk, name):
    """A file of a public interpretation; anything else is not found. Its name follows its content."""
    found = get_object_or_404(
        Medium.objects.filter(interpretation__in=Interpretation.objects.published()), pk=pk
    )
    if found.get_absolute_url().rpartition("/")[2] != name:
        return redirect(found)
    return ranges.send(
        request, found.file, size=found.size, etag=found.sha256, content_type=found.content_type
    )
