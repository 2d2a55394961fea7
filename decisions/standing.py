"""What the rebuilding of catalogue and search reads of decisions: matters have a row without being records."""

from decisions.models import Matter
from disclosure.rebuilding import others


@others.add
def matters():
    return (
        Matter.objects.published()
        .select_related("entry", "office")
        .prefetch_related("joint_offices")
        .order_by("pk")
    )
