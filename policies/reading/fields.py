"""The fields of a document from its blocks: head, text, tail, and what the page around it states."""

import re

from policies.clauses.blocks import Block
from policies.clauses.dates import DAY, day
from policies.clauses.labels import label_of
from policies.clauses.parts import Part, split
from policies.numbers import find_registration, parse
from policies.reading import metadata, tail
from policies.reading.body import body_html
from policies.reading.head import Head, read_head
from policies.reading.terms import read_terms, trial_of

# Not 根据2018年…《关于修改…的决定》修正: that is the day of another document.
_PUBLISHED = re.compile(
    rf"(?<!根据)(?<!根据 )({DAY})(?:(?!{DAY}|根据|修正|修订|修改).){{0,80}}?(?:公布|发布|颁布)(?!之日)"
)


def read_fields(blocks: list[Block], stated: dict[str, str]) -> dict:
    """Everything of a `Reading` but its clauses, as keyword arguments. `stated` are fields from META tags."""
    found, blocks = metadata.take(blocks)
    stated = stated | found
    parts = split(blocks)
    head = read_head(blocks, parts[0].body)
    _title_of_order(head, blocks, parts)
    values = {"warnings": head.warnings}
    values |= _named(head, stated, values["warnings"])
    values |= _dated(blocks, parts, head, stated, values["warnings"])
    values |= _issued(blocks, parts, head, stated, values["title"], values["warnings"])
    values |= _in_force(blocks, parts, values, stated)
    values["attribute"] = _attribute(blocks, parts, stated, values["warnings"])
    values["trial"] = trial_of(values["title"])
    values["body_html"] = body_html(blocks, parts, head)
    return values


def _title_of_order(head: Head, blocks, parts: list[Part]):
    """A 令 has no title of its own: it is listed under the title of what it makes public."""
    if head.title or not head.order:
        return
    annexed = next((part.title for part in parts[1:] if part.title), "")
    named = re.search(
        r"《((?:[^《》]|《[^《》]*》)+)》", blocks[parts[0].body].text if parts[0].body < len(blocks) else ""
    )
    head.title = annexed or (named[1] if named else "")
    if head.title and not annexed:
        head.warnings.append("令的标题取自正文第一个书名号，请核对。")


def _named(head, stated, warnings):
    title = head.title or stated.get("title", "")
    if stated.get("title") and head.title and _bare(stated["title"]) != _bare(head.title):
        title = _longer(stated["title"], head.title, warnings)
    if not title:
        warnings.append("没有识别出标题，请人工填写。")
    number = _number(head, stated, warnings)
    registration = head.registration or find_registration(stated.get("registration_number", ""))
    return {
        "title": title,
        "document_number": number,
        "registration_number": registration,
        "salutation": head.salutation,
    }


def _bare(text):
    return re.sub(r"[\s,，.。:：]", "", text)


def _longer(stated, printed, warnings):
    """The page's title where the text's is only its end (发文机关 left out), or the reverse; else the text's."""
    if _bare(stated).endswith(_bare(printed)):
        return stated
    if not _bare(printed).endswith(_bare(stated)):
        warnings.append(f"正文标题与信息头标题“{stated[:40]}”不一致，采用正文标题，请核对。")
    return printed


def _number(head, stated, warnings):
    named = parse(stated.get("document_number", ""))
    if named and head.number and str(named) != head.number:
        warnings.append(f"正文文号{head.number}与信息头文号{named}不一致，采用正文文号，请核对。")
    return head.number or (str(named) if named else None)


def _dated(blocks, parts, head, stated, warnings):
    written = _written_on(blocks, parts, head, warnings)
    named = day(stated.get("written_on", ""))
    if named and written and named != written:
        warnings.append(f"落款日期{written}与信息头成文日期{named}不一致，采用信息头日期，请核对。")
    return {"written_on": named or written, "published_on": _published_on(head, written, stated)}


def _written_on(blocks, parts, head, warnings):
    _, signed, found = tail.signature(blocks, parts[0])
    if found and not signed:
        warnings.append("落款日期不是有效的日期，请核对。")
    if signed or found:
        return signed
    if head.day and not head.notes:
        warnings.append("没有落款日期，成文日期取自标题下的日期，请核对。")
        return day(head.day)
    if not head.notes:
        warnings.append("没有找到落款日期，成文日期留空，请人工填写。")
    return None


def _published_on(head, written, stated):
    """公布 day: what the page states, else the day of a 令, else 题注."""
    if day(stated.get("published_on", "")):
        return day(stated["published_on"])
    if head.order and head.order.authority.endswith("令"):
        return written
    found = _PUBLISHED.search(" ".join(head.notes))
    return day(found[1]) if found else None


def _issued(blocks, parts, head, stated, title, warnings):
    signers = tail.signature(blocks, parts[0])[0]
    if head.order_authority and head.order.authority.endswith("令"):
        signers = [re.sub("^中华人民共和国(?=国务院)", "", head.order_authority)]
    titled = tail.agencies_of_title(title)
    if signers and titled and not set(titled) & set(signers):
        warnings.append(
            f"落款（{'、'.join(signers)}）与标题中的发文机关（{'、'.join(titled)}）不一致，请核对。"
        )
    named = [name for name in re.split(r"[\s、，,;；]+", stated.get("issuers", "")) if len(name) > 2]
    return {"issuers": signers or titled or ([] if head.notes else head.marks) or named}


def _in_force(blocks, parts, values, stated):
    paragraphs = [_without_label(block.text) for block in blocks if block.level_hint != "table"]
    terms = read_terms(paragraphs, values["written_on"], values["published_on"])
    _take_stated(terms, stated)
    values["warnings"] += terms.warnings
    return {
        "effective_on": terms.effective_on,
        "expires_on": terms.expires_on,
        "term": terms.term,
        "term_months": terms.term_months,
        "repeals": terms.repeals,
    }


def _without_label(text):
    label = label_of(text)
    return text[label.length :] if label else text


def _take_stated(terms, stated):
    for name, label in (("effective_on", "施行日期"), ("expires_on", "有效期截止日")):
        named, own = day(stated.get(name, "")), getattr(terms, name)
        if named and own and named != own:
            terms.warnings.append(f"正文的{label}{own}与信息头{named}不一致，采用正文日期，请核对。")
        elif named and not own:
            setattr(terms, name, named)
            terms.term = "date" if name == "expires_on" else terms.term


def _attribute(blocks, parts, stated, warnings):
    value, doubts = tail.attribute(blocks, parts[0])
    warnings += doubts
    return value or (tail.attribute_of(stated["attribute"]) if stated.get("attribute") else None)
