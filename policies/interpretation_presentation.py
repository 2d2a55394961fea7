"""An interpretation as its page reads it, and what a document's page says of its interpretations."""

import re
from dataclasses import dataclass

from django.db.models import F
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from core.richtext import from_text
from core.templatetags.portal_text import filesize, in_marks
from disclosure import presentation as records
from disclosure.presentation import fact
from policies import clause_links
from policies.forms_of_interpreting import ELEMENTS, Form
from policies.models import Interpretation
from policies.validity import ENDED

NOTE_LENGTH = 120
SENTENCE = re.compile(r"[^。！？\n]*[。！？]?")


# Its own page ----------------------------------------------------------------------------------------------
def facts(one) -> list[dict]:
    found = [
        fact("解读形式", one.get_form_display()),
        fact("解读人", one.interpreter),
        fact("咨询电话", one.contact),
        fact("来源机关", one.source_name),
        *records.common_facts(one),
    ]
    return [each for each in found if each]


def elements(one, compare_links) -> list[dict]:
    """背景 … 注意事项, each under its anchor; the comparison with the former text stands at the differences."""
    found = [
        {"anchor": name, "label": label, "html": _terms(text) if name == "key_terms" else paragraphs(text),
         "links": compare_links if name == "differences" else []}
        for name, label, text in one.elements
    ]  # fmt: skip
    if compare_links and not any(each["links"] for each in found):
        label = ELEMENTS["differences"][0]
        found.append({"anchor": "differences", "label": label, "html": "", "links": compare_links})
    return found


def paragraphs(text: str) -> str:
    return mark_safe(from_text(text))


def _terms(text):
    """词：解释, a line each, as a list of definitions; lines without a colon stay paragraphs."""
    rows = [line.replace(":", "：", 1).partition("：") for line in text.splitlines() if line.strip()]
    if not all(sign for _, sign, _ in rows):
        return paragraphs(text)
    terms = format_html_join(
        "", "<div><dt>{}</dt><dd>{}</dd></div>", ((term.strip(), said) for term, _, said in rows)
    )
    return format_html('<dl class="terms">{}</dl>', terms)


def sections(one, names) -> list[dict]:
    """Each with links to the clauses that it explains; `names`: anchor → name of the document's clauses."""
    address = one.document.get_absolute_url()
    return [
        {
            "anchor": section.anchor, "heading": section.heading, "html": paragraphs(section.text),
            "clauses": [
                {"label": names[anchor], "url": f"{address}#{anchor}"} for anchor in section.clauses if anchor in names
            ],
        }
        for section in one.sections.all()
    ]  # fmt: skip


def media(one) -> dict:
    """Pictures with their texts, videos with their captions."""
    found = list(one.media.all())
    return {
        "pictures": [_picture(each) for each in found if each.is_picture],
        "videos": list(_videos(found)),
    }


def _picture(medium):
    return {
        "url": medium.get_absolute_url(), "title": medium.title, "width": medium.width, "height": medium.height,
        "text_html": paragraphs(medium.alt_text), "size": filesize(medium.size),
    }  # fmt: skip


def _videos(found):
    """In their order; captions belong to the video before them, those at the beginning to the first."""
    captions = [each for each in found if each.kind == "captions"]
    videos = [each for each in found if each.kind == "video"]
    places = {each.pk: place for place, each in enumerate(found)}
    for number, video in enumerate(videos):
        after = places[video.pk] if number else -1
        before = places[videos[number + 1].pk] if number + 1 < len(videos) else len(found)
        yield {
            "url": video.get_absolute_url(), "title": video.title, "type": video.content_type, "size": filesize(video.size),
            "tracks": [
                {"url": each.get_absolute_url(), "label": each.title}
                for each in captions if after < places[each.pk] < before
            ],
        }  # fmt: skip


def notices(one, standing) -> list[dict]:
    """Above the text: archived ones say so, and so does one whose document is over."""
    found = records.notices(one)
    if standing.status in ENDED:
        link = format_html(
            '<a href="{}">{}</a>', one.document.get_absolute_url(), in_marks(one.document.title)
        )
        text = format_html(
            "所解读的文件{}{}，这份解读只供了解过去的规定，不能作为现在办事的依据。",
            link, standing.span_text or standing.status.label,
        )  # fmt: skip
        found.append({"tone": "ended", "text_html": text})
    return found


def row(one) -> dict:
    """One line of a list."""
    return {
        "title": one.title, "url": one.get_absolute_url(), "form": Form(one.form).label, "office": one.source_name or one.office.name,
        "published_on": one.published_at, "summary": one.summary, "late": one.is_late,
        "document": one.document.title, "document_url": one.document.get_absolute_url(),
    }  # fmt: skip


# On the page of its document ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    """A section as a document's page reads it."""

    heading: str
    text: str
    clauses: list
    anchor: str


def of_document(policy) -> list[Interpretation]:
    """The public interpretations of a document, oldest first, each with its `parts`; one query, a row for each part."""
    rows = (
        Interpretation.objects.published().filter(document=policy.pk).select_related("office").defer("body")
    )
    rows = rows.annotate(
        part=F("sections__position"),
        heading=F("sections__heading"),
        text_of_part=F("sections__text"),
        named=F("sections__clauses"),
    )
    found: dict[int, Interpretation] = {}
    for row in rows.order_by("published_at", "pk", "sections__position", "sections__pk"):
        one = found.setdefault(row.pk, row)
        one.parts = getattr(one, "parts", [])
        if row.heading is not None:
            one.parts.append(Part(row.heading, row.text_of_part, row.named, f"s{row.part}"))
    return list(found.values())


def links(found) -> list[dict]:
    return [
        {
            "title": one.title, "url": one.get_absolute_url(), "form": Form(one.form).label,
            "office": one.source_name or one.office.name, "published_at": one.published_at, "late": one.is_late,
            "summary": one.summary,
        }
        for one in found
    ]  # fmt: skip


def promise(policy, found, day) -> dict | None:
    """What is said where an interpretation is owed: until when, and whether that day is over."""
    if found or not policy.interpretation_due_on or not policy.needs_interpretation:
        return None
    return {"due_on": policy.interpretation_due_on, "reason": policy.interpretation_reason,
            "late": policy.interpretation_due_on < day}  # fmt: skip


def trainings(policy) -> list:
    return list(policy.trainings.confirmed()) if policy.has_trainings else []


ELEMENT_START = re.compile(r'<(p|h[2-6]|li|td|div)\b[^>]* id="([^"]+)"[^>]*>')


def beside_clauses(body_html: str, found) -> str:
    """The document's text with a note after each clause that a section of an interpretation explains.

    A note stands where the clause ends: before the next element that begins a clause (or at the end of the text).
    """
    notes = _by_clause(found)
    if not notes:
        return body_html
    pieces, at = [], 0
    for place, said in _places(body_html, notes):
        pieces += [body_html[at:place], _note(said)]
        at = place
    return "".join([*pieces, body_html[at:]])


def _places(body_html, notes) -> list[tuple]:
    """(offset, what is said there), in order; a clause and its last 项 end at one place and share a note."""
    starts = [(match.start(), match[2]) for match in ELEMENT_START.finditer(body_html)]
    found: dict[int, list] = {}
    for number, (start, anchor) in enumerate(starts):
        if anchor in notes:
            end = next(
                (place for place, other in starts[number + 1 :] if not _is_within(other, anchor)), None
            )
            found.setdefault(_end_of_run(body_html, start) if end is None else end, []).extend(notes[anchor])
    return sorted(found.items())


def _is_within(anchor, other) -> bool:
    """第（一）项 belongs to its 条: f1-t5-x1 to f1-t5."""
    return anchor.startswith(f"{other}-")


def _end_of_run(html, start):
    """The end of the paragraph that begins at `start`: the last clause is followed by a signature, not by its note."""
    tag = ELEMENT_START.match(html, start)[1]
    end = html.find(f"</{tag}>", start)
    return len(html) if end < 0 else end + len(tag) + 3


def _by_clause(found) -> dict[str, list]:
    """anchor → (interpretation, part, whether it is told there): at its first clause; others lead to it by its heading."""
    notes: dict[str, list] = {}
    for one in found:
        for part in one.parts:
            for number, anchor in enumerate(part.clauses):
                notes.setdefault(anchor, []).append((one, part, number == 0))
    return notes


def _note(said) -> str:
    parts = format_html_join(
        "", '<p><a href="{}#{}">{}</a>{}</p>',
        ((one.get_absolute_url(), part.anchor, part.heading, f"　{_beginning(part.text)}" if told else "")
         for one, part, told in said),
    )  # fmt: skip
    return (
        '<details class="note fold fold-wide"><summary>这一条怎么理解</summary>'
        f'<p class="note-head" aria-hidden="true">解读</p>{parts}</details>'
    )


def _beginning(text):
    """The first sentences, up to NOTE_LENGTH characters; a longer first one is cut."""
    words = " ".join(text.split())
    kept = ""
    for sentence in SENTENCE.findall(words):
        if kept and len(kept) + len(sentence) > NOTE_LENGTH:
            break
        kept += sentence
    return kept if len(kept) <= NOTE_LENGTH else f"{kept[: NOTE_LENGTH - 1]}…"


# For those who judge it --------------------------------------------------------------------------------------
def marked_copies(text: str, passages) -> str:
    """The text with what is lifted from the document in <mark>, a paragraph a line."""
    pieces, at = [], 0
    for start, stop in passages:
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    whole = "".join([*pieces, escape(text[at:])])
    whole = re.sub(r"<mark>([^<]*)</mark>", _line_by_line, whole)
    return mark_safe("".join(f"<p>{line}</p>" for line in whole.split("\n") if line.strip()))


def _line_by_line(found):
    return "\n".join(f"<mark>{line}</mark>" if line.strip() else line for line in found[1].split("\n"))


def clause_names(policy) -> dict:
    return clause_links.names(policy.text_on())
