"""What came of a consultation: numbers by channel and outcome, opinions that say the same with their reason, single ones."""

from collections import Counter

from django.utils.html import format_html, format_html_join

SHOWN = 200  # single opinions


def tally(consultation) -> dict:
    """Everything that the result says, as data."""
    opinions = list(consultation.opinions.select_related("answer").order_by("received_at", "pk"))
    outcomes = consultation.answers.model.Outcome
    channels = opinions[0].Channel if opinions else []
    counted = Counter((one.channel, one.answer.outcome) for one in opinions if one.answer)
    return {
        "total": len(opinions),
        "answered": sum(counted.values()),
        "rows": [
            [channel.label, *(counted[channel.value, outcome.value] for outcome in outcomes)]
            for channel in channels
            if any(counted[channel.value, outcome.value] for outcome in outcomes)
        ],
        "outcomes": [
            [outcome.value, outcome.label, sum(n for (_, o), n in counted.items() if o == outcome.value)]
            for outcome in outcomes
        ],
        "groups": _groups(consultation, opinions),
        "single": [_single(one) for one in opinions if one.may_publish and one.answer][:SHOWN],
    }


def _groups(consultation, opinions):
    """The answers, those to most opinions first."""
    counted = Counter(one.answer_id for one in opinions if one.answer_id)
    answers = [answer for answer in consultation.answers.all() if counted[answer.pk]]
    answers.sort(key=lambda answer: (-counted[answer.pk], answer.pk))
    return [
        {
            "topic": answer.topic, "count": counted[answer.pk], "outcome": answer.outcome,
            "label": answer.get_outcome_display(), "reason": answer.reason,
        }
        for answer in answers
    ]  # fmt: skip


def _single(opinion):
    return {
        "text": opinion.shown_text, "clause": opinion.clause, "channel": opinion.get_channel_display(),
        "outcome": opinion.answer.outcome, "label": opinion.answer.get_outcome_display(),
    }  # fmt: skip


def in_words(found: dict) -> str:
    """收到意见14条：采纳6条，部分采纳3条……"""
    if not found.get("total"):
        return "征求意见期间没有收到意见。"
    parts = "，".join(f"{label}{number}条" for _, label, number in found["outcomes"] if number)
    return f"共收到意见{found['total']}条：{parts}。" if parts else f"共收到意见{found['total']}条。"


def as_html(found: dict) -> str:
    """The result as text with a table: what reviewers judge; the page draws it from the data."""
    head = format_html_join("", "<th>{}</th>", ((label,) for label in ("来源", *_labels(found), "合计")))
    rows = [[*row, sum(row[1:])] for row in found.get("rows", [])]
    lines = format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((c,) for c in row)),) for row in rows)
    )
    table = (
        format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, lines) if rows else ""
    )
    groups = format_html_join(
        "", "<p>{}（{}条，{}）：{}</p>",
        ((one["topic"], one["count"], one["label"], one["reason"]) for one in found.get("groups", [])),
    )  # fmt: skip
    single = format_html_join(
        "",
        "<p>{}：{}（{}）</p>",
        ((one["clause"] or "整个草案", one["text"], one["label"]) for one in found.get("single", [])),
    )
    return format_html("<p>{}</p>{}{}{}", in_words(found), table, groups, single)


def _labels(found):
    return [label for _, label, _ in found.get("outcomes", [])]
