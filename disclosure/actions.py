"""Verbs across several models of disclosure."""

from disclosure.category_tree import TREE
from disclosure.models import Category


def plant_categories() -> int:
    """Make the official category tree where it is missing; returns how many categories were made."""
    made, known = 0, {category.slug: category for category in Category.objects.all()}
    for position, (slug, parent, name, description, keywords, basis, days) in enumerate(TREE):
        if slug in known:
            continue
        known[slug] = Category.objects.create(
            slug=slug, parent=known.get(parent), name=name, description=description, keywords=keywords,
            legal_basis=basis, deadline_workdays=days, position=position,
            column_type="政策文件" if slug in ("rules", "normative", "other-documents") else "信息公开目录",
        )  # fmt: skip
        made += 1
    return made
