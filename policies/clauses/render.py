"""Marks clauses in html: an id where each begins, a link on the number of an article, a table of contents."""

import re

from policies.clauses.blocks import Block, elements_of, html_of, text_of, tree_of
from policies.clauses.labels import STRUCTURE, label_of
from policies.clauses.outline import Clause, Outline, parse

_TITLE_LENGTH = 40


def render(html: str) -> tuple[str, list[dict]]:
    """Sanitised html in; the same html with ids and article links, and the table of contents, out.

    The text stays what it was. A paragraph with line breaks becomes one paragraph a line, since an id needs an element.
    The contents are a tree of {anchor, label, title, children}: 编章节, or 一、 where there are no chapters, or 条;
    an annexed text is a branch of its own.
    """
    root = tree_of(html)
    elements = [e for e in elements_of(root) if text_of(e).strip() or e.tag == "table"]
    outline = parse([Block(text_of(e), "", None if e.tag == "p" else e.tag) for e in elements])
    _mark(root, elements, outline)
    return html_of(root), contents(outline)


def _mark(root, elements, outline):
    clauses = outline.flat()
    annexes = [part for part in outline.parts if part.number]
    taken = {clause.anchor for clause in clauses} | {part.prefix for part in annexes}
    for element in root.iterdescendants():
        if element.get("id") in taken:
            del element.attrib["id"]
    for part in annexes:
        elements[part.start].set("id", part.prefix)
    for clause in clauses:
        _mark_clause(elements[clause.block_index], clause)


def _mark_clause(element, clause):
    if element.get("id") is None or not re.fullmatch(r"f\d+", element.get("id")):
        element.set("id", clause.anchor)
    if clause.level == "条":
        _link_label(element, label_of(text_of(element)), clause.anchor)


def _link_label(element, label, anchor):
    """Wrap the label in a link where it lies in one piece of text outside any other link."""
    holder, where = _first_text(element)
    text = getattr(holder, where) if holder is not None else ""
    if label is None or len(text) < label.length or _inside_link(holder, where, element):
        return
    indent = len(text) - len(text.lstrip())
    link = holder.makeelement("a", {"class": "clause-no", "href": f"#{anchor}"})
    link.text, link.tail = text[indent : label.length], text[label.length :]
    _put(link, holder, where, text[:indent])


def _first_text(element):
    """(element, 'text' or 'tail') of the first text that is not blank; blank text before it forbids the link."""
    for node in element.iter():
        if node.text:
            return (node, "text") if node.text.strip() else (None, "")
        if node is not element and not len(node) and node.tail:
            return (node, "tail") if node.tail.strip() else (None, "")
    return None, ""


def _inside_link(holder, where, element):
    start = holder if where == "text" else holder.getparent()
    while start is not None and start is not element:
        if start.tag == "a":
            return True
        start = start.getparent()
    return element.tag == "a"


def _put(link, holder, where, before):
    if where == "text":
        holder.text = before
        holder.insert(0, link)
    else:
        holder.tail = None
        holder.addnext(link)
        holder.tail = before


def contents(outline: Outline) -> list[dict]:
    """The table of contents of an outline; see `render`."""
    tree = []
    for part in outline.parts:
        own = [clause for clause in outline.roots if part.start <= clause.block_index < part.stop]
        branch = _headings(own)
        if part.number:
            label = part.label or ("" if part.title else f"附件{part.number}")
            branch = [{"anchor": part.prefix, "label": label, "title": part.title, "children": branch}]
        tree += branch
    return tree


def _headings(roots):
    for levels in (STRUCTURE, ("一",), ("条",)):
        if any(clause.level in levels for clause in roots):
            return [_entry(clause, levels) for clause in roots if clause.level in levels]
    return []


def _entry(clause: Clause, levels):
    children = [_entry(child, levels) for child in clause.children if child.level in levels]
    return {"anchor": clause.anchor, "label": clause.label, "title": _title(clause), "children": children}


def _title(clause):
    """The words up to the first full stop; a long sentence is cut."""
    words = re.split("[。；：\n]", clause.text, maxsplit=1)[0].strip()
    words = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", words)
    return words if len(words) <= _TITLE_LENGTH else words[: _TITLE_LENGTH - 1] + "…"
