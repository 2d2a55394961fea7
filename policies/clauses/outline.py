"""Clauses as a tree with anchors that stay when the text around them changes.

Anchors are paths of labels in ASCII, so that a link to 第五条 holds whatever is inserted elsewhere:

=====================  ======================================================================
第二编 第三章 第一节     b2, b2-z3, b2-z3-j1 (the parents that the text has)
第五条, 第五条之一       t5, t5z1: articles are numbered through the law, chapters are left out
第五条第二款, 第（三）项  t5-2, t5-x3 (in the first 款), t5-2-x3
一、 （二） 3. （4）     s1, s1-2, s1-2-3, s1-2-3-4; a level that is skipped names itself: s1-n3, x2, n4
annexed texts           f1, f1-t5, f2-s1
=====================  ======================================================================

The same path twice in one text (two lists 1. 2. in one clause) gets r2, r3.
"""

import re
from dataclasses import dataclass, field

from policies.clauses.blocks import Block
from policies.clauses.labels import LEVELS, STRUCTURE, Label, label_of
from policies.clauses.parts import Part, is_sentence, split
from policies.clauses.titles import join_spaced
from policies.numbers import in_chinese

_RANK = {level: rank for rank, level in enumerate(LEVELS)}
_MOST_WARNINGS = 30
_LETTER = {"编": "b", "章": "z", "节": "j", "条": "t", "一": "s", "（一）": "x", "1": "n", "（1）": "m"}
_BARE_UNDER = {"（一）": "一", "1": "（一）", "（1）": "1"}
_RUNS_ON = dict.fromkeys(STRUCTURE, ("条", "一")) | {"一": ("（一）",)}
_ENDS = re.compile(r"[。；：:;！？!?”》)）]\s*$")
_DIVIDERS = re.compile(r"[总分附]\s*[则录]")
"""Headings without a number: what follows belongs to no chapter before them."""
_CONTENTS = re.compile(r"目\s*[录次]")


@dataclass
class Clause:
    """One clause: `text` is its own words without the label, later paragraphs of it on new lines."""

    level: str
    label: str
    anchor: str
    text: str
    block_index: int
    children: list["Clause"] = field(default_factory=list)
    number: int = 0


@dataclass
class Outline:
    """What `parse` returns. `parts` are the main text and the annexed ones; `warnings` are Chinese sentences."""

    roots: list[Clause] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def flat(self) -> list[Clause]:
        """All clauses in the order of the document."""
        found, waiting = [], self.roots[::-1]
        while waiting:
            clause = waiting.pop()
            found.append(clause)
            waiting += clause.children[::-1]
        return found


def parse(blocks: list[Block]) -> Outline:
    """The outline of a document. Never raises; what is doubtful is left in the text and named in the warnings."""
    outline = Outline(parts=split(blocks))
    for part in outline.parts:
        _Reader(blocks, part, outline).read()
    if not outline.roots and any(block.text.strip() for block in blocks):
        outline.warnings.append("正文没有识别出条款编号，全文作为一个整体保留。")
    return outline


class _Reader:
    """Reads one part; `path` is the open clause of each level, outermost first."""

    def __init__(self, blocks, part, outline):
        self.blocks, self.part, self.outline = blocks, part, outline
        self.path, self.anchors, self.numbers = [], {}, {}
        self.last, self.more, self.quoted, self.paragraphs = None, {}, 0, 1
        self.contents = contents_of(blocks, part)

    def read(self):
        for at in range(self.part.start, self.part.stop):
            if at not in self.part.skipped and at not in self.contents:
                self._block(at)
        for clause in self.outline.flat():
            if clause.anchor in self.more:
                clause.text = "\n".join([clause.text, *self.more[clause.anchor]])

    def _block(self, at):
        block = self.blocks[at]
        label = label_of(block.text) if block.level_hint != "table" else None
        if label and self._begins(label, at):
            self._open(label, at)
        elif block.level_hint != "table":
            self._continue(at)

    def _begins(self, label, at):
        """Two witnesses against a label (out of order, and in the middle of a sentence or of doubtful form) drop it."""
        text = self.blocks[at].text
        if _is_row(text, label):
            return False
        if not label.sure and (label.level == "条" or not self._is_next(label) or label.number == 1):
            self._warn(f"“{_head(text)}”不像条款的开头，按正文处理。")
            return False
        if not self._is_next(label) and self._interrupts(at):
            self._warn(f"“{_head(text)}”接在未结束的句子之后，按正文处理。")
            return False
        return True

    def _is_next(self, label):
        """1, or one more than the last of its level (第十二条之一 follows 第十二条)."""
        previous = self.numbers.get(label.level, 0)
        return label.number in (1, previous + 1) or (label.sub > 0 and label.number == previous)

    def _interrupts(self, at):
        """The line before breaks off in a sentence, as lines of a fixed width do."""
        if at - 1 < self.part.body:
            return False
        before = self.blocks[at - 1].text.rstrip()
        heading = label_of(before)
        long = len(before) > 15 and not (heading and len(before) < 40 and "，" not in before)
        return long and not _ENDS.search(before)

    def _open(self, label, at):
        self._check_order(label)
        rank = _RANK[label.level]
        self.path = [clause for clause in self.path if _RANK[clause.level] < rank]
        clause = Clause(
            label.level,
            label.text,
            self._anchor(label),
            _words(self.blocks[at].text[label.length :], label),
            at,
            number=label.number,
        )
        self._attach(clause)
        self._count(label)
        self._look_for_more(clause)

    def _attach(self, clause):
        (self.path[-1].children if self.path else self.outline.roots).append(clause)
        self.path.append(clause)
        self.last, self.quoted = clause, clause.text.count("“") - clause.text.count("”")
        if clause.level == "条":
            self.paragraphs = 1

    def _count(self, label):
        """Numbers below the new clause start anew; 条 runs on through chapters, 一、 may, （一） may through 一、."""
        self.numbers[label.level] = label.number
        for level in LEVELS[_RANK[label.level] + 1 :]:
            if level not in _RUNS_ON.get(label.level, ()):
                self.numbers.pop(level, None)

    def _check_order(self, label):
        previous = self.numbers.get(label.level)
        if label.level in ("条", "章") and not self._is_next(label):
            self._warn(f"“{label.text}”的编号与前文不连续，请核对。")
        elif label.level == "条" and label.number == 1 and previous and not label.sub:
            self._warn("“第一条”在同一文本中重复出现，请核对是否另有一个文本。")

    def _anchor(self, label):
        own = f"{label.number}" + (f"z{label.sub}" if label.sub else "")
        parent = None if label.level == "条" or not self.path else self.path[-1]
        if not parent:
            anchor = "-".join(filter(None, [self.part.prefix, _LETTER[label.level] + own]))
        else:
            bare = _BARE_UNDER.get(label.level) == parent.level
            anchor = f"{parent.anchor}-{'' if bare else _LETTER[label.level]}{own}"
        return self._unused(anchor)

    def _unused(self, anchor):
        times = self.anchors[anchor] = self.anchors.get(anchor, 0) + 1
        return anchor if times == 1 else f"{anchor}r{times}"

    def _continue(self, at):
        """A paragraph without label: the next 款 of its article (立法法 第六十五条), else more of the last clause."""
        text = self.blocks[at].text.strip()
        article = next((clause for clause in self.path if clause.level == "条"), None)
        if _DIVIDERS.fullmatch(text):
            self.path, self.last = [], None
        if not text or not self.last or self.last.level in STRUCTURE:
            return
        if article and self.quoted <= 0:  # inside “…” that is still open (a changed text quoted) no 款 begins
            self._open_paragraph(article, text, at)
        else:
            self._add(text)

    def _add(self, text):
        """Collected and joined at the end: adding to a long text again and again would copy it each time."""
        self.more.setdefault(self.last.anchor, []).append(text)
        self.quoted += text.count("“") - text.count("”")

    def _open_paragraph(self, article, text, at):
        self.paragraphs += 1
        number = self.paragraphs
        self.path = self.path[: self.path.index(article) + 1]
        anchor = self._unused(f"{article.anchor}-{number}")
        self._attach(Clause("款", f"第{in_chinese(number)}款", anchor, text, at, number=number))
        for level in LEVELS[_RANK["款"] + 1 :]:
            self.numbers.pop(level, None)

    def _look_for_more(self, clause):
        """（一）…；（二）… in one line: only the first begins it."""
        if (
            clause.level == "（一）"
            and re.search(r"[；。:：]\s*[（(]二[）)]", clause.text)
            and clause.number == 1
        ):
            self._warn(f"“{clause.label}”一段内还有编号（二）等，未拆分。")

    def _warn(self, sentence):
        if sentence not in self.outline.warnings and len(self.outline.warnings) < _MOST_WARNINGS:
            self.outline.warnings.append(sentence)


def _words(rest, label):
    """The text behind a label; 总　　则 is 总则."""
    words = rest.replace("\u00a0", " ").strip()
    return join_spaced(words) if label.level in STRUCTURE else words


def _head(text):
    return text.strip()[:16]


def _is_row(text, label):
    """A row of a table that lost its lines: cells parted by tabs or wide gaps."""
    rest = text[label.length :].strip()
    return (
        label.level in LEVELS[_RANK["一"] :] and len(re.findall(r"\S(?:\t|[ \u3000]{3,})(?=\S)", rest)) >= 2
    )


def contents_of(blocks: list[Block], part: Part) -> set[int]:
    """Blocks of a table of contents: headings only, and the first of them comes again behind it."""
    first = _first_heading(blocks, part)
    if first is None:
        return set()
    again = _again(blocks, part, first)
    return set(range(part.start, again)) if again else set()


def _first_heading(blocks, part):
    """Index of the first heading; below 目录 any label counts, without that word only 编章节."""
    announced = any(_CONTENTS.fullmatch(block.text.strip()) for block in blocks[part.start : part.body + 1])
    for at in range(part.body, part.stop):
        label = label_of(blocks[at].text)
        if label:
            return at if label.level in STRUCTURE or announced else None
        if not _CONTENTS.fullmatch(blocks[at].text.strip()):
            return None
    return None


def _again(blocks, part, first):
    wanted = _same(label_of(blocks[first].text))
    for at in range(first + 1, part.stop):
        label = label_of(blocks[at].text)
        if label and _same(label) == wanted:
            return at
        if is_sentence(blocks[at].text) or (label and label.level == "条" and len(blocks[at].text) > 40):
            return None
    return None


def _same(label: Label):
    return label.level, label.number, label.sub
