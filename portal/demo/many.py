"""Many documents for load tests. Rows are written in bulk, as the verbs would write them; tests compare the two."""

import random
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.db import connection, connections

from core import audit, calendar, clock
from core.models import Office
from core.richtext import from_text
from disclosure import gate
from disclosure.models import Category, Entry, IndexSerial, Information, Theme
from disclosure.models.entry import EntryLabel
from policies import numbers, periods, validity
from policies.models import Issuer, Policy, PolicyIssuer, ValidityPeriod
from search import index as search_index

BATCH = 1000
CACHE_KB = 256_000  # while loading; this connection ends with the command
MOST_VALUES = 999  # of a statement: SQLite took no more before 3.32
SUBJECTS = [
    "养老服务",
    "临时救助",
    "集市管理",
    "宅基地审批",
    "灌溉用水",
    "秸秆利用",
    "烟花燃放",
    "物业服务",
    "污水治理",
    "工程招投标",
    "公益岗位",
    "返乡创业",
    "助学",
    "辅具适配",
    "医保参保",
    "防汛",
    "校车",
    "河道管护",
    "殡葬服务",
    "志愿服务",
    "便民服务",
    "垃圾分类",
    "古树保护",
    "农机作业",
    "畜禽养殖",
    "消防水源",
    "村级财务",
    "土地流转",
    "道路养护",
    "文化活动",
]
WAYS = ["补贴", "管理", "服务", "监督", "奖励", "保障", "登记", "公示", "评估", "巡查"]
GENRES = ["办法", "细则", "通知", "意见", "规定", "方案"]
SENTENCES = [
    "村民委员会应当在公开栏公布{a}情况，听取村民意见。",
    "申请{a}的，由本人或者受委托的人向村便民服务点提出。",
    "{b}工作遵循公开、公平、便民的原则，由镇人民政府统一组织。",
    "镇有关部门应当自收到材料之日起{n}个工作日内完成{b}。",
    "{a}所需资金列入镇级预算，专款专用，接受审计和社会监督。",
    "对弄虚作假取得{a}的，责令退回，并在本村范围内通报。",
    "每年{m}月底以前，对{a}的实施情况进行一次{b}。",
    "单位和个人对{a}有异议的，可以在公示期内书面提出。",
    "鼓励社会力量以捐赠、志愿服务等方式参与{a}。",
    "{a}的具体标准由镇人民政府根据财力状况确定并公布，第{n}档以上须经集体讨论。",
]  # fmt: skip


def load_many(number: int) -> None:
    """Add `number` public policies of about 800 characters, of many themes, years and validities."""
    maker = Maker(number)
    if connection.vendor == "sqlite":  # else pages are written again and again: indexes are filled all over
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    with search_index.bulk():
        for start in range(0, number, BATCH):
            maker.write(min(BATCH, number - start))
    with audit.act(f"装入压力测试文件{number}份", maker.office, by=None, public=True):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Maker:
    def __init__(self, number):
        self.dice = random.Random(number)
        self.office = Office.objects.filter(kind=Office.Kind.TOWN).get()
        self.offices = list(Office.objects.active())
        self.categories = list(Category.objects.filter(slug__in=["normative", "other-documents"]))
        self.themes = list(Theme.objects.all())
        self.issuer = Issuer.objects.filter(level=Issuer.Level.TOWN).first() or Issuer.objects.create(
            name=self.office.name, slug="town", level=Issuer.Level.TOWN, office=self.office
        )
        self.serials = {serial.year: serial for serial in IndexSerial.objects.all()}
        self.start = Policy.objects.count() + 1
        self.working = calendar.current()
        self.clean_ups = periods.clean_ups()

    def write(self, number):
        """One batch: parents, children, links, periods, catalogue rows."""
        policies = [self._policy() for _ in range(number)]
        self._insert(policies)
        themes = {policy.pk: self._themes() for policy in policies}
        through = Information.themes.through
        links = [(pk, theme.pk) for pk, chosen in themes.items() for theme in chosen]
        _insert_rows(through, ("information", "theme"), links)
        issued = [(policy.pk, self.issuer.pk, 0) for policy in policies]
        _insert_rows(PolicyIssuer, ("policy", "issuer", "position"), issued)
        rows = {policy.pk: periods.rows(policy, self._facts(policy)) for policy in policies}
        _insert(ValidityPeriod, [row for some in rows.values() for row in some])
        self._enter(policies, themes, rows)
        for serial in self.serials.values():
            serial.save()

    def _policy(self):
        a, b, genre = self.dice.choice(SUBJECTS), self.dice.choice(WAYS), self.dice.choice(GENRES)
        written = self._day()
        published = datetime.combine(
            written + timedelta(days=self.dice.randint(0, 9)), time(9, 30), clock.SHANGHAI
        )
        published = min(published, clock.now())
        effective = written + timedelta(days=30) if self.dice.random() < 0.95 else None
        term = self.dice.choice([validity.TermKind.NONE, validity.TermKind.LENGTH, validity.TermKind.LENGTH])
        office, self.start = self.dice.choice(self.offices), self.start + 1
        number = f"{self.dice.choice(['杏政测', '杏办测'])}〔{written.year}〕{self.start}号"
        policy = Policy(
            kind=Policy.KIND, title=f"关于{a}{b}的{genre}（第{self.start}号）", office=office,
            category=self.dice.choice(self.categories), written_on=written, attribute=Policy.Attribute.PROACTIVE,
            scope=Policy.Scope.SITE, status=gate.PUBLISHED, migrated=True, published_at=published, updated_at=published,
            summary=f"{a}怎么{b}、谁负责、多久办好。", body=self._body(a, b), document_number=number,
            number_key=numbers.key(number), genre=genre, is_normative=self.dice.random() < 0.7,
            published_on=clock.day_of(published), effective_on=effective, term_kind=term,
            term_months=self.dice.choice([12, 24, 36, 60]) if term == validity.TermKind.LENGTH else None,
            interpretation_excuse=Policy.Excuse.MIGRATED, index_number=self._index_number(written.year),
        )  # fmt: skip
        policy.due_on = self.working.add(written, policy.category.deadline, provisional=True).end
        if term == validity.TermKind.LENGTH:
            policy.expires_on = validity.last_day(effective, policy.term)
        return policy

    def _day(self) -> date:
        return clock.today() - timedelta(days=self.dice.randint(1, 12 * 365))

    def _body(self, a, b):
        lines = [f"为了规范{a}，根据有关规定，结合本镇实际，制定本文件。"]
        while sum(map(len, lines)) < 780:
            sentence = self.dice.choice(SENTENCES)
            lines.append(sentence.format(a=a, b=b, n=self.dice.randint(3, 30), m=self.dice.randint(1, 12)))
        return from_text(
            "\n".join(f"第{numbers.in_chinese(n)}条　{line}" for n, line in enumerate(lines, start=1))
        )

    def _index_number(self, year):
        serial = self.serials.setdefault(year, IndexSerial(year=year))
        serial.last += 1
        return Information.index_number_of(year, serial.last)

    def _themes(self):
        chosen = self.dice.sample(self.themes, min(len(self.themes), self.dice.randint(1, 2)))
        return sorted(chosen, key=lambda theme: (theme.position, theme.pk))  # as the verbs write them

    def _insert(self, policies):
        """Parents, then children: Django bulk-creates no child of a concrete parent by itself."""
        for policy, pk in zip(policies, _insert(Information, policies), strict=True):
            policy.pk = policy.information_ptr_id = policy.id = pk
        _insert(Policy, policies)

    def _facts(self, policy):
        document = validity.Document(
            policy.pk, frozenset([self.issuer.pk]), policy.is_normative, policy.written_on
        )
        events = tuple(event for one in self.clean_ups for event in validity.clean_up_events(one, document))
        return periods.facts_from(policy, events)

    def _enter(self, policies, themes, rows):
        entries = []
        for policy in policies:
            keys = [theme.slug for theme in themes[policy.pk]]
            entry = Entry(information_id=policy.pk, theme_keys=",".join(keys), issuer_keys=self.issuer.slug)
            for name, value in policy.entry_fields_with(issuer=self.issuer.name).items():
                setattr(entry, name, value)
            periods.mark_run(entry, rows[policy.pk])
            entries.append(entry)
        for entry, pk in zip(entries, _insert(Entry, entries), strict=True):
            entry.pk = pk
        search_index.index_many(
            entry.searchable(policy.search_text_with())
            for entry, policy in zip(entries, policies, strict=True)
        )
        labels = [
            (entry.pk, dimension, value)
            for entry in entries
            for dimension, text in (("theme", entry.theme_keys), ("issuer", entry.issuer_keys))
            for value in text.split(",")
            if value
        ]
        _insert_rows(EntryLabel, ("entry", "dimension", "value"), labels)


def _insert(model, objects) -> list[int]:
    """Insert the columns of one table from objects of its model or of a child of it; the keys that they got.

    The database is handed what Django's own `bulk_create` hands it, without what that looks for in each value.
    """
    generated = model._meta.pk if model._meta.pk.db_returning else None
    fields = [field for field in model._meta.local_concrete_fields if field is not generated]
    database = connections[
        "default"
    ]  # itself: asking the one of this thread half a million times takes a while
    rows = [
        [field.get_db_prep_save(field.pre_save(one, True), database) for field in fields] for one in objects
    ]
    return _insert_rows(model, [field.name for field in fields], rows)


def _insert_rows(model, names, rows) -> list[int]:
    """Insert rows of values as the database keeps them; the keys that they got."""
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(quote(meta.get_field(name).column) for name in names)
    one, at_once, keys = f"({', '.join(['%s'] * len(names))})", MOST_VALUES // len(names), []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            some = rows[start : start + at_once]
            cursor.execute(
                f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {', '.join([one] * len(some))} "
                f"RETURNING {quote(meta.pk.column)}",
                list(chain.from_iterable(some)),
            )
            keys += [key for (key,) in cursor.fetchall()]
    return keys
