"""The public catalogue and the search index against the records that they are derived from: comparing, writing anew.

Only rows of records are judged here. The run of days in force belongs to `rebuild_validity`, and rows without a
record (questions, matters, fees) to the apps that write them: these register where their words are found.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q

from core import revision
from core.registry import Registry
from disclosure import gate
from disclosure.kinds import model_of
from disclosure.models import Entry, FeeItem, Information
from disclosure.models.entry import EntryLabel
from search import checking
from search import index as search_index

CHUNK = 500
others = (
    Registry()
)  # functions that yield what has a row but no record: each with `.entry`, `.search_text()`, `.meanings()`


@others.add
def fees():
    return FeeItem.objects.published().select_related("entry").order_by("pk")


def public_records():
    """Every record that has a row: published (also for later) or archived."""
    archived = Q(status=gate.WITHDRAWN, withdraw_kind=Information.Withdrawal.ARCHIVED)
    return Information.objects.filter(Q(status=gate.PUBLISHED) | archived)


def surplus():
    """Rows of records that are not public."""
    return Entry.objects.filter(information__isnull=False).exclude(information__in=public_records())


# Writing anew ----------------------------------------------------------------------------------------------
def rebuild(told=lambda done: None) -> tuple[int, int]:
    """Write the row of every public record and what search knows of it, and drop the others; (written, dropped).

    A transaction for each CHUNK records, so that the site stays usable; `told` is called with the number done.
    Rows keep their ids. Killed half-way, the same call goes on. After a change of the tokenizer the index begins
    empty, and search finds what has been done so far.
    """
    written = 0
    _begin_again_after_a_change_of_tokens()
    with search_index.bulk():
        for pks in _chunks():
            with revision.public_write():  # its lock keeps verbs out: what is read below is what is true
                written += sum(map(_write, _specific(pks)))
            told(written)
    with revision.public_write():
        search_index.index_many(_searchable(one) for one in _others())
        dropped = surplus().count()
        surplus().drop()
        search_index.delete(checking.surplus(_numbers()))
    return written, dropped


def _begin_again_after_a_change_of_tokens():
    with revision.public_write():
        if not search_index.is_current():
            search_index.begin_again()


def _others():
    return (one for tell in others for one in tell())


def _numbers() -> set[int]:
    return set(Entry.objects.values_list("pk", flat=True))


def _write(record) -> bool:
    """Write one row; a row that was missing also gets what the record's app adds to it (days in force)."""
    is_new = not Entry.objects.filter(information_id=record.pk).exists()
    record.write_entry()
    if is_new:
        record.after_publishing()
    return True


def _chunks() -> Iterator[list[int]]:
    last = 0
    while pks := list(
        public_records().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    ):
        yield pks
        last = pks[-1]


def _specific(pks) -> Iterator[Information]:
    """The records that are still public, as what they are; a few queries for each kind."""
    kinds = defaultdict(list)
    for pk, kind in public_records().filter(pk__in=pks).order_by("pk").values_list("pk", "kind"):
        kinds[kind].append(pk)
    for kind, some in kinds.items():
        model = model_of(kind)
        records = model.objects.select_related("office").prefetch_related(*model.GATHERED)
        yield from records.filter(pk__in=some).order_by("pk")


# Comparing -------------------------------------------------------------------------------------------------
def disagreements(told=lambda done: None, waits=lambda number: None) -> Iterator[str]:
    """A Chinese sentence for each record or row that does not agree. Reads only. `waits` is told how many pieces are
    not found by their meaning yet, which is no fault: words find them."""
    done = 0
    for pks in _chunks():
        rows = {row.information_id: row for row in Entry.objects.filter(information__in=pks)}
        labels = defaultdict(set)
        for entry, *label in EntryLabel.objects.filter(entry__in=rows.values()).values_list(
            "entry", "dimension", "value"
        ):
            labels[entry].add(tuple(label))
        records = list(_specific(pks))
        for record in records:
            yield from _judge(record, rows.get(record.pk), labels)
        known = ((record, rows[record.pk]) for record in records if record.pk in rows)
        texts = [_searchable(record, row) for record, row in known]
        yield from _unlike(texts)
        waits(checking.waiting(texts))
        done += len(pks)
        told(done)
    for row in surplus().iterator():
        yield f"目录多出一行：《{row.title}》（信息{row.information_id}没有公开）。"
    texts = [_searchable(one) for one in _others()]
    yield from _unlike(texts)
    waits(checking.waiting(texts))
    yield from (
        f"检索库多出一条：目录里没有第{number}行。" for number in sorted(checking.surplus(_numbers()))
    )
    if not search_index.is_current():
        yield "检索库由另一版本的分词写成。"


def _searchable(one, row=None):
    """What search should know of a record or another's row."""
    return (row or one.entry).searchable(one.search_text(), one.meanings())


def _unlike(texts):
    """A sentence for each row that search does not know as it is."""
    titles = {text.number: text.title for text in texts}
    for number in sorted(checking.unlike(texts)):
        yield f"《{titles[number]}》与检索库不符。"


def _judge(record, row, labels):
    if row is None:
        yield f"信息{record.pk}《{record.title}》已公开，目录里没有。"
        return
    fields, expected = _expected(record)
    wrong = [name for name, value in fields.items() if getattr(row, name) != value]
    if wrong:
        names = "、".join(str(Entry._meta.get_field(name).verbose_name) for name in wrong)
        yield f"信息{record.pk}《{record.title}》与目录不符：{names}。"
    if labels[row.pk] != expected:
        differing = sorted({dimension for dimension, _ in labels[row.pk] ^ expected})
        yield f"信息{record.pk}《{record.title}》与目录的标签不符：{'、'.join(differing)}。"


def _expected(record):
    """The columns and the labels that `write_entry` gives the record's row."""
    labels = record.entry_labels()
    fields = record.entry_fields() | {
        "archived": record.status == gate.WITHDRAWN,
        "theme_keys": ",".join(labels.get("theme", [])),
        "issuer_keys": ",".join(labels.get("issuer", [])),
    }
    return fields, {(dimension, value) for dimension, values in labels.items() for value in values}
