"""Verbs across several models of disclosure."""

from django.db import transaction

from core import audit
from core.duties import Duty
from disclosure import standards_file
from disclosure.cadence import PROMPT
from disclosure.category_tree import RULES, TREE
from disclosure.models import Category, StandardEdition, StandardRow
from disclosure.refusal import Refused

POLICY_COLUMNS = {"rules", "normative", "other-documents", *RULES}


def plant_categories() -> int:
    """Make the official category tree where it is missing, a level at a time; returns how many categories were made."""
    known = {category.slug: category for category in Category.objects.all()}
    waiting = [(position, line) for position, line in enumerate(TREE) if line[0] not in known]
    made = len(waiting)
    while waiting:
        ready = [one for one in waiting if not one[1][1] or one[1][1] in known]
        planted = Category.objects.bulk_create(_category(position, line, known) for position, line in ready)
        known |= {category.slug: category for category in planted}
        waiting = [one for one in waiting if one not in ready]
    return made


def _category(position, line, known) -> Category:
    slug, parent, name, description, keywords, basis, days, *cadence = line
    return Category(
        slug=slug, parent=known.get(parent), name=name, description=description, keywords=keywords,
        legal_basis=basis, deadline_workdays=days, position=position, cadence=cadence[0] if cadence else PROMPT,
        section=Category.Section.RULES if slug in RULES else Category.Section.STATUTORY,
        column_type="政策文件" if slug in POLICY_COLUMNS else "信息公开目录",
    )  # fmt: skip


@transaction.atomic
def import_standards(*, field, data: bytes, name: str, by) -> StandardEdition:
    """Bring in a new edition of a field's ten-column table, to be confirmed by a signer; each row is linked to the
    category of the same name. Refused, with a sentence for each wrong row, leaves nothing behind."""
    if not by.may({Duty.DISCLOSURE_OFFICER, Duty.DRAFTER}, field.office):
        raise Refused("由公开办或者责任机构的拟稿人导入。")
    try:
        rows, errors = standards_file.read(data)
    except standards_file.Unreadable as unreadable:
        raise Refused(f"“{name}”：{unreadable}") from unreadable
    if errors:
        raise Refused(errors)
    edition = StandardEdition(field=field, source=name[:200], entered_by=by)
    with audit.act("导入标准目录", edition, by=by, office=field.office) as step:
        edition.save()
        StandardRow.objects.bulk_create(_rows(edition, rows))
        step.after = {"rows": len(rows), "source": edition.source}
    return edition


def _rows(edition, rows):
    categories = list(Category.objects.select_related("parent__parent"))
    # a name may stand twice in the tree: the one below the field's own category comes last and wins
    categories.sort(key=lambda one: edition.field.name in [above.name for above in one.lineage])
    known = {category.name: category for category in categories}
    for position, cells in enumerate(rows, start=1):
        named = [cells["sub_item"], cells["item"], edition.field.name]
        category = next((known[name] for name in named if name in known), None)
        yield StandardRow(edition=edition, position=position, category=category, **cells)
