"""Verbs across several things: opinions with their answers, a catalogue with its matters."""

import hashlib
from collections import defaultdict

from django.db import transaction

from core import audit, clock
from core.models import AuditEntry
from core.public_forms import receipts
from decisions import opinion_file
from decisions.models import Answer, Exemption, Matter, Opinion
from decisions.models.matter import KEEPERS
from decisions.models.opinion import HANDLERS
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
        consultation.check_open_for_answers()
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


@transaction.atomic
def import_opinions(consultation, rows, *, by) -> dict:
    """Rows of a spreadsheet (opinion_file.read, without errors): new opinions are entered, answers are taken over.

    All or nothing; ValidationError with a sentence for each row that does not fit, or where these very opinions were
    brought in before. Returns counts.
    """
    new = [row for row in rows if not row["回执号"]]
    with audit.act("导入公众意见", consultation, by=by) as step:
        step.after = {"rows": len(rows), "new": _digest(new) if new else ""}
        if new and AuditEntry.objects.about(consultation).filter(after__new=step.after["new"]).exists():
            raise Refused("这些没有回执号的意见已经导入过，不能再导入一次；请先导出，在导出的表上接着填写。")
        return _import(consultation, rows, by)


def _digest(rows) -> str:
    """Tells a table that comes a second time."""
    said = [[value for name, value in sorted(row.items()) if name != "number"] for row in rows]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _import(consultation, rows, by):
    consultation.check_open_for_answers()
    known = {one.receipt: one for one in consultation.opinions.select_related("answer")}
    errors = [problem for row in rows if (problem := _mismatch(row, known))]
    if errors:
        raise Refused(errors)
    groups, entered = defaultdict(list), 0
    for row in rows:
        opinion = known.get(row["回执号"])
        if opinion is None:
            opinion, entered = _entered(consultation, row, by), entered + 1
        if row["处理结果"]:
            groups[row["意见归纳"], row["处理结果"], row["理由"]].append(opinion)
    answered = 0
    for (topic, outcome, reason), opinions in groups.items():
        answered += _take_over(consultation, opinions, topic, opinion_file.OUTCOMES[outcome], reason, by)
    return {"entered": entered, "answered": answered}


def _mismatch(row, known):
    if not row["回执号"]:
        return ""
    opinion = known.get(row["回执号"])
    if opinion is None:
        return f"第{row['number']}行：这次征求意见没有回执号{row['回执号']}。"
    if opinion.text.split() != row["意见内容"].split():
        return f"第{row['number']}行：意见内容与登记的不同，原文不能改。"
    return ""


def _entered(consultation, row, by):
    day = opinion_file.day_of(row["收到日期"])
    opinion = Opinion(
        consultation=consultation, channel=opinion_file.CHANNELS[row["来源"]], clause=row["针对的条款"][:60],
        text=row["意见内容"], may_publish=row["同意公开原文"] == "是",
        received_at=clock.midnight(day) if day else clock.now(),
    )  # fmt: skip
    receipts.give(opinion, clock.today())
    opinion.enter(by=by)
    return opinion


def _take_over(consultation, opinions, topic, outcome, reason, by) -> int:
    """Answer those of a group whose answer is another one; how many."""
    said = (topic, outcome, reason)
    changed = [
        one for one in opinions
        if one.answer is None or (one.answer.topic, one.answer.outcome, one.answer.reason) != said
    ]  # fmt: skip
    if changed:
        answer_opinions(consultation, opinions, topic=topic, outcome=outcome, reason=reason, by=by)
    return len(changed)


# Catalogues ------------------------------------------------------------------------------------------------
def import_matters(catalogue, matters, *, by) -> int:
    """The matters of a file (catalogue_file.read, without errors) join a catalogue that is still a draft; how many.

    All or nothing; Refused where the catalogue is on its way or holds one of them.
    """
    with audit.act("导入决策事项", catalogue, by=by) as step:
        if not by.may(KEEPERS, catalogue.office):
            raise Refused(f"您不负责{catalogue.office}的目录。")
        if not catalogue.is_editable or catalogue.revises_id:
            raise Refused("目录已经送审或者公布，增减事项请用“目录调整”。")
        known = set(catalogue.matters.values_list("title", flat=True))
        if same := [one["title"] for one in matters if one["title"] in known]:
            raise Refused([f"目录里已有“{title}”。" for title in same])
        for position, facts in enumerate(matters, start=len(known) + 1):
            _write(catalogue, position, **facts)
        catalogue.scatter()
        catalogue.save()
        step.after = {"matters": len(matters)}
    return len(matters)


def _write(catalogue, position, *, joint, exempt, **facts):
    matter = Matter.objects.create(catalogue=catalogue, position=position, **facts)
    matter.joint_offices.set(joint)
    Exemption.objects.bulk_create(
        Exemption(matter=matter, step=step, reason=why) for step, why in exempt.items()
    )
