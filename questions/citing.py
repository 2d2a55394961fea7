"""From words to what they cite: “杏政规〔2025〕3号第五条”, “《某某办法》第五条” → the document and the clause."""

import re
import unicodedata

from disclosure.models import Information
from policies import numbers
from policies.models import Policy
from questions.models import Citation

CLAUSE = re.compile(
    r"\s*((?:第[〇零一二三四五六七八九十百千\d]+[编章节条款项](?:之[一二三四五六七八九十])?)+|[一二三四五六七八九十]+、)$"
)
TITLE = re.compile(r"^《(.+)》$")


def citation(words: str) -> Citation:
    """An unsaved citation; one that we do not hold keeps its words."""
    words = unicodedata.normalize("NFC", words).strip()
    found = CLAUSE.search(words)
    name, clause = (words[: found.start()], found[1]) if found else (words, "")
    document = _document(name.strip())
    if document is None:
        return Citation(named=words[:200])
    return Citation(document=document, clause=clause[:60])


def _document(name):
    """The one public record of a document number, an index number or a title; None for none or several."""
    records = Information.objects.published()
    if key := numbers.key(name):
        found = Policy.objects.published().filter(number_key=key)[:2]
        return found[0].information_ptr if len(found) == 1 else None
    title = TITLE.match(name)
    matches = list(records.filter(index_number=name)[:1]) or list(
        records.filter(title=title[1] if title else name).order_by("-published_at")[:2]
    )
    return matches[0] if len(matches) == 1 else None
