"""The public catalogue against the records that it is derived from: comparing, and writing it anew.

Only rows of records are judged here. The run of days in force belongs to `rebuild_validity`, and rows without a
record (questions, matters, fees) to the apps that write them.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q

from core import revision
from disclosure import gate
from disclosure.kinds import model_of
from disclosure.models import Entry, Information
from disclosure.models.entry import EntryLabel

CHUNK = 500


def public_records():
    """Every record that has a row: published (also for later) or archived."""
    archived = Q(status=gate.WITHDRAWN, withdraw_kind=Information.Withdrawal.ARCHIVED)
    return Information.objects.filter(Q(status=gate.PUBLISHED) | archived)


def surplus():
    """Rows of records that are not public."""
    return Entry.objects.filter(information__isnull=False).exclude(information__in=public_records())


# Writing anew ----------------------------------------------------------------------------------------------
def rebuild(told=lambda done: None) -> tuple[int, int]:
    """Write the row of every public record and drop the others; (rows written, rows dropped).

    A transaction for each CHUNK records, so that the site stays usable; `told` is called with the number done.
    Rows keep their ids. Killed half-way, the same call goes on.
    """
    written = 0
    for pks in _chunks():
        with revision.public_write():  # its lock keeps verbs out: what is read below is what is true
            written += sum(map(_write, _specific(pks)))
        told(written)
    with revision.public_write():
        dropped = surplus().count()
        surplus().delete()
    return written, dropped


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
def disagreements(told=lambda done: None) -> Iterator[str]:
    """A Chinese sentence for each record or row that does not agree. Reads only."""
    done = 0
    for pks in _chunks():
        rows = {row.information_id: row for row in Entry.objects.filter(information__in=pks)}
        labels = defaultdict(set)
        for entry, *label in EntryLabel.objects.filter(entry__in=rows.values()).values_list(
            "entry", "dimension", "value"
        ):
            labels[entry].add(tuple(label))
        for record in _specific(pks):
            yield from _judge(record, rows.get(record.pk), labels)
        done += len(pks)
        told(done)
    for row in surplus().iterator():
        yield f"目录多出一行：《{row.title}》（信息{row.information_id}没有公开）。"


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
