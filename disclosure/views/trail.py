"""Where a page stands: the first links of every path."""

from django.urls import reverse


def trail_home():
    return ("政府信息公开", reverse("home"))


def trail_index():
    return ("法定主动公开内容", reverse("disclosure:index"))


def trail_of(category) -> list:
    """From the first page down to a category; the section of rules has no page above its own first category."""
    start = [trail_home()]
    if category.section == category.Section.STATUTORY:
        start.append(trail_index())
    return start + [(one.name, one.get_absolute_url()) for one in category.lineage]
