"""Verbs across several models of policies: bringing in documents from files."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from core import audit
from core.models import User
from core.richtext import plain_text
from disclosure import gate
from disclosure.models import Information
from disclosure.refusal import Incomplete
from policies import numbers
from policies.models import Issuer, Policy, PolicyIssuer
from policies.reading import Reading, Unreadable
from policies.reading import read as read_file

GENRES = [choice for choice in Policy.Genre.values if choice != Policy.Genre.OTHER]
SUMMARY = 120  # characters


@dataclass
class Imported:
    """What became of one file: the record (None on a dry run or an error), what was read, what is doubtful."""

    name: str
    reading: Reading | None = None
    policy: Policy | None = None
    error: str | None = None
    warnings: list = field(default_factory=list)
    existed: bool = False


def import_document(data: bytes, name: str, *, office, category=None, by=None, dry_run=False) -> Imported:
    """One file → a draft policy. Raises nothing for a bad file: the error is in the answer, nothing is stored.

    The same document brought in again (same number or, without number, same title, of the same issuer) is found,
    not doubled: `existed`.
    """
    try:
        read = read_file(data, name)
    except Unreadable as refusal:
        return Imported(name, error=str(refusal))
    answer = Imported(name, reading=read, warnings=list(read.warnings))
    if not read.title:
        answer.error = "没有读出标题，请检查文件开头的标题行。"
        return answer
    twin = find_twin(read)
    if twin:
        answer.policy, answer.existed = twin, True
        answer.warnings.append(f"库中已有这份文件（编号{twin.pk}），没有重复导入。")
    elif not dry_run:
        try:
            answer.policy = _store(read, office, category, by)
        except ValidationError as refusal:
            answer.error = "；".join(refusal.messages)
    return answer


def find_twin(read) -> Policy | None:
    """The record of the same document, if it is here already."""
    policies = Policy.objects.records().exclude(withdraw_kind=Information.Withdrawal.ERROR)
    if read.issuers:
        policies = policies.filter(issuers__name__in=read.issuers)
    key = numbers.key(read.document_number or "")
    if key:
        return policies.filter(number_key=key).first()
    same_title = policies.filter(title=read.title, number_key="", written_on=read.written_on)
    return same_title.first()


@transaction.atomic
def _store(read, office, category, by) -> Policy:
    policy = Policy(office=office, category=category, drafted_by=by)
    fill(policy, read)
    _check_lengths(policy, read)
    policy.save()
    for position, name in enumerate(read.issuers):
        PolicyIssuer.objects.create(policy=policy, issuer=issuer_called(name), position=position)
    with audit.act("导入文件", policy, by=by):
        pass
    return policy


def _check_lengths(policy, read) -> None:
    """What no column holds is refused by name: SQLite would take it, PostgreSQL break off the whole import."""
    read_in = [(name, getattr(policy, name)) for name in ("title", "document_number", "registration_number")]
    fields = [(Policy._meta.get_field(name), value) for name, value in read_in]
    fields += [(Issuer._meta.get_field("name"), name) for name in read.issuers]
    long = [field.verbose_name for field, value in fields if len(value) > field.max_length]
    if long:
        raise ValidationError(f"{'、'.join(long)}过长，请检查文件开头。")


def fill(policy, read) -> None:
    """Write what was read onto a policy; what was not read stays empty."""
    policy.title, policy.body = read.title, read.body_html
    policy.document_number = read.document_number or ""
    policy.registration_number = read.registration_number or ""
    policy.written_on, policy.published_on = read.written_on, read.published_on
    policy.effective_on, policy.expires_on = read.effective_on, read.expires_on
    policy.term_kind, policy.term_months, policy.trial = read.term, read.term_months, read.trial
    policy.attribute = read.attribute or ""
    policy.scope = policy.Scope.SITE if read.attribute == policy.Attribute.PROACTIVE else ""
    policy.genre = genre_of(read.title)


def genre_of(title: str) -> str:
    """文种 from the last words of a title; '' where it is not plain."""
    inner = re.sub(r"[（(](?:试行|暂行|修订|征求意见稿)[）)]$", "", title)
    return next((genre for genre in GENRES if inner.endswith(genre)), "")


def issuer_called(name: str) -> Issuer:
    """The issuer of that name; a new one where it is not known, at the level that its name shows."""
    known = Issuer.objects.filter(name=name).first()
    if known:
        return known
    number = (Issuer.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    return Issuer.objects.create(name=name, slug=f"issuer-{number}", level=_level(name))


LEVELS = [
    (r"国务院|全国人民|中共中央|中央军委|最高人民|国家|部$|总局", Issuer.Level.STATE),
    (r"省|自治区", Issuer.Level.PROVINCE),
    (r"市", Issuer.Level.CITY),
    (r"县|区", Issuer.Level.COUNTY),
    (r"镇人民政府|乡人民政府", Issuer.Level.TOWN),
]


def _level(name):
    return next((level for pattern, level in LEVELS if re.search(pattern, name)), Issuer.Level.DEPARTMENT)


# Migrated documents ----------------------------------------------------------------------------------------
def publish_migrated(policy, *, reason: str, by: User | None = None) -> None:
    """Publish a document that existed before the portal: the one exception to three people.

    Making and interpretation are excused as 历史文件; everything else of the gate holds. Raises Incomplete, and
    the record stays a draft.
    """
    with audit.act("历史文件迁移发布", policy, by=by, public=True, note=reason) as step:
        policy.refresh_from_db(from_queryset=Policy.objects.select_for_update())
        if policy.status not in gate.EDITABLE:
            raise Incomplete([gate.Missing("status", f"“{policy.state_label}”的信息不能再发布。")])
        policy.migrated = True
        policy.attribute = policy.attribute or Policy.Attribute.PROACTIVE
        policy.scope = policy.scope or Policy.Scope.SITE
        policy.interpretation_excuse = Policy.Excuse.MIGRATED
        policy.summary = policy.summary or first_sentence(policy.body)
        policy.save()
        policy.give_index_number()
        missing = policy.missing()
        if policy.attribute != Policy.Attribute.PROACTIVE:
            missing.append(
                gate.Missing("attribute", f"公开属性是{policy.get_attribute_display()}，不能发布。")
            )
        if missing:
            raise Incomplete(missing)
        policy.appear_migrated()
        step.after = {"index_number": policy.index_number, "migrated": True}


def first_sentence(html: str) -> str:
    """The first sentence of the text that says something: a summary until somebody writes a better one."""
    lines = [line for line in plain_text(html).splitlines() if len(line) > 20]
    return lines[0][:SUMMARY] if lines else ""
