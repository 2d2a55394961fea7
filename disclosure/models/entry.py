from datetime import timedelta

from django.conf import settings
from django.db import connection, models
from django.urls import get_script_prefix

from core import clock, revision
from core.characters import make_printable
from core.models import Office
from disclosure.models.category import Category
from search import index as search_index

_next_change: tuple | None = None  # (site, since when it is known, the moment)


class EntryQuerySet(models.QuerySet):
    def published(self, at=None):
        """The front door: what is public at a moment (now, unless told)."""
        return self.filter(published_at__lte=at or clock.now())

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def next_change(self):
        """The next moment at which the clock alone makes a row appear; None where nothing waits for one. Every page asks:
        it stays true until that moment or the next change of what is public."""
        global _next_change
        now = clock.now()
        if connection.in_atomic_block:  # rows that are not committed are nobody else's
            return self._next_change(now)
        site = str(settings.PORTAL_DATA), revision.current()
        if _next_change is not None:
            known_site, since, moment = _next_change
            if known_site == site and since <= now and (moment is None or now < moment):
                return moment
        moment = self._next_change(now)
        _next_change = site, now, moment
        return moment

    def _next_change(self, now):
        later = self.filter(published_at__gt=now).order_by("published_at")
        return later.values_list("published_at", flat=True).first()

    def labelled(self, dimension, value):
        """Rows that bear a label, e.g. `labelled("theme", "yanglao")`."""
        return self.filter(labels__dimension=dimension, labels__value=value)

    def put(self, information, fields) -> "Entry":
        """Write the row of a record, new or again, in one statement; `update_or_create` needs five."""
        row = Entry(information_id=information, **fields)
        make_printable(row)  # an office's or an issuer's name comes from elsewhere
        return self.bulk_create(
            [row], update_conflicts=True, unique_fields=["information"], update_fields=[*fields]
        )[0]

    def drop(self):
        """Delete rows, and with them what search knows of them; in the transaction of what made them private."""
        search_index.delete(self.values_list("pk", flat=True))
        self.delete()

    def newest(self):
        return self.order_by("-sorted_on", "-id")

    def ending(self, day, last):
        """In force on `day`, by what is known not after `last`; soonest first."""
        running = self.filter(in_force_from__lte=day, in_force_until__gt=day)
        return running.filter(in_force_until__lte=last + timedelta(days=1)).order_by("in_force_until", "id")

    def coming(self, day):
        """In force only from a day after `day`; soonest first."""
        return self.filter(in_force_from__gt=day).order_by("in_force_from", "id")

    def last_update(self, at=None):
        """When the newest publication or correction of these happened; None where there is none."""
        # what is updated by now was published by now; the index alone answers
        known = self.filter(updated_at__lte=at or clock.now()).order_by("-updated_at")
        return known.values_list("updated_at", flat=True).first()

    def rows(self, start, stop):
        """The rows from `start` up to `stop` in this order, with their offices: first the keys alone, which an index
        holds (a deep page of 100 000 rows: milliseconds), then the rows themselves."""
        ids = list(self.values_list("pk", flat=True)[start:stop])
        found = Entry.objects.select_related("office", "category").in_bulk(ids)
        return [found[pk] for pk in ids]


class Entry(models.Model):
    """公开目录: the one narrow row per public record that lists, counts, feeds and search read."""

    information = models.OneToOneField(
        "disclosure.Information", models.CASCADE, null=True, related_name="entry", verbose_name="信息"
    )
    kind = models.CharField("类别", max_length=20)
    title = models.CharField("名称", max_length=300)
    number = models.CharField("发文字号", max_length=60, blank=True)
    number_key = models.CharField(max_length=60, blank=True, db_index=True)
    index_number = models.CharField("索引号", max_length=60, blank=True, db_index=True)
    summary = models.TextField("内容概述", blank=True)
    path = models.CharField("地址", max_length=200)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="责任机构")
    issuer = models.CharField("发文机关", max_length=200, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name="栏目")
    year = models.PositiveSmallIntegerField("年度")
    written_on = models.DateField("生成日期", null=True)
    published_at = models.DateTimeField("发布时间")
    updated_at = models.DateTimeField("更新时间")
    sorted_on = models.DateField("排序日期")
    normative = models.BooleanField("行政规范性文件", default=False)
    archived = models.BooleanField("已归档", default=False)
    late = models.BooleanField("逾期公开", null=True)  # None: not counted (from before the portal, converted)
    # From the first to the last day on which the record is in force (half-open), where there is one; a record with
    # several runs of days (suspended, then restored) says so, and its periods are asked. Written by policies.periods.
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    in_force_runs = models.PositiveSmallIntegerField(default=0)
    theme_keys = models.CharField(max_length=300, blank=True)
    issuer_keys = models.CharField(max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开目录"
        ordering = ["-sorted_on", "-id"]
        indexes = [
            # Covers the lists: a deep page walks this index alone (100 000 rows: milliseconds, not the table).
            models.Index(
                fields=[
                    "kind",
                    "-sorted_on",
                    "-id",
                    "published_at",
                    "in_force_from",
                    "in_force_until",
                    "in_force_runs",
                    "normative",
                    "year",
                    "information",
                ],
                name="entry_kind_newest",
            ),
            models.Index(
                fields=["category", "-sorted_on", "-id", "published_at"], name="entry_category_newest"
            ),
            # the catalogue of every kind, and one category of it in one year
            models.Index(fields=["-sorted_on", "-id", "published_at"], name="entry_newest"),
            models.Index(
                fields=["category", "year", "-sorted_on", "-id", "published_at"], name="entry_category_year"
            ),
            models.Index(fields=["kind", "year"], name="entry_kind_year"),
            models.Index(
                fields=["kind", "in_force_until", "id", "in_force_from", "in_force_runs", "published_at"],
                name="entry_kind_ending",
            ),
            models.Index(fields=["kind", "in_force_from"], name="entry_kind_coming"),
            # Covers the counts of the library (policies.library).
            models.Index(
                fields=[
                    "kind",
                    "theme_keys",
                    "issuer_keys",
                    "year",
                    "normative",
                    "published_at",
                    "information",
                ],
                name="entry_counts",
            ),
            models.Index(fields=["category", "late", "published_at"], name="entry_lateness"),
            models.Index(fields=["published_at"], name="entry_published"),  # next scheduled publication
            # "last changed" of the site, of a kind, of a category
            models.Index(fields=["-updated_at"], name="entry_updated"),
            models.Index(fields=["kind", "-updated_at"], name="entry_kind_updated"),
            models.Index(fields=["category", "-updated_at"], name="entry_category_updated"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{get_script_prefix()}{self.path}"

    @property
    def own_id(self) -> int:
        """The number by which its kind's own page and interface know it; what is no record ends its address with it."""
        return self.information_id or int(self.path.rstrip("/").rpartition("/")[2])

    def searchable(self, body, meanings=()) -> search_index.Entry:
        """The row as search keeps it, with the words of its record and what it is found by in meaning: (part, text)."""
        return search_index.Entry(
            number=self.pk, title=self.title, body=body, kind=self.kind, day=self.sorted_on, year=self.year,
            visible_from=self.published_at, themes=tuple(key for key in self.theme_keys.split(",") if key),
            since=self.in_force_from, until=self.in_force_until, meanings=tuple(meanings),
        )  # fmt: skip


class EntryLabel(models.Model):
    """A value of an entry in a dimension that holds several: themes, issuers, audiences."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="labels")
    dimension = models.CharField(max_length=12)
    value = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dimension", "value", "entry"], name="entry_label_once")
        ]
