"""The texts of a matter that can be laid side by side: each draft, then what was decided."""

from core import clock
from decisions import steps
from policies.models import Policy
from policies.texts import Text
from policies.texts import texts as texts_of_policy

LAID_SIDE_BY_SIDE = (steps.DRAFT, steps.DECISION)


def texts(story) -> list[Text]:
    """Oldest first; of a decision that is a document the text with which it began."""
    return [_text(paper) for step in LAID_SIDE_BY_SIDE for paper in story.papers if paper.step == step]


def _text(paper):
    record, label = paper.information, paper.get_step_display()
    if record.kind == Policy.KIND:
        first = next(one for one in texts_of_policy(Policy.objects.get(pk=record.pk)) if one.is_own)
        return Text(str(paper.pk), f"{label}：{record.title}", first.on, first.body, first.url, True)
    on, url = clock.day_of(record.published_at), record.entry.get_absolute_url()
    return Text(str(paper.pk), f"{label}：{record.title}", on, record.body, url, True)


def can_be_compared(story) -> bool:
    return sum(paper.step in LAID_SIDE_BY_SIDE for paper in story.papers) > 1
