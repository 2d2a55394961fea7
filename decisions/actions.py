"""Verbs across opinions and answers."""

from django.db import transaction

from core import audit
from decisions.models import Answer, Opinion
from decisions.models.opinion import HANDLERS
from disclosure import gate
from disclosure.refusal import Refused


@transaction.atomic
def answer_opinions(consultation, opinions, *, topic, outcome, reason, by) -> Answer:
    """One answer for opinions that say the same. Refused where they belong elsewhere or the result is on its way."""
    answer = Answer(
        consultation=consultation, topic=topic.strip(), outcome=outcome, reason=reason.strip(), answered_by=by
    )
    with audit.act("答复公众意见", consultation, by=by) as step:
        if not by.may(HANDLERS, consultation.office):
            raise Refused(f"您不负责{consultation.office}的征求意见。")
        keep_open(consultation)
        chosen = Opinion.objects.select_for_update().filter(
            consultation=consultation, pk__in=[one.pk for one in opinions]
        )
        numbers = sorted(chosen.values_list("receipt", flat=True))
        if not numbers:
            raise Refused("没有选择意见。")
        answer.full_clean(exclude=["answered_by", "consultation"])
        answer.save()
        chosen.update(answer=answer)
        Answer.objects.filter(consultation=consultation, opinions=None).delete()
        step.after = {"outcome": outcome, "receipts": numbers}
    return answer


def keep_open(consultation) -> None:
    """Opinions stay as they were reviewed: Refused once the result has left its drafter."""
    on_its_way = consultation.results.exclude(status__in=[*gate.EDITABLE, gate.WITHDRAWN])
    if on_its_way.exists():
        raise Refused("采纳情况已经送审或者公布，不能再改意见和答复；确需修改的，先退回采纳情况。")
