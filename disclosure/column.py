"""The column's categories with what they hold: how many records, when last, and which of them owe something."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Max

from core import clock
from disclosure import cadence
from disclosure.models import Category, Entry, NothingStatement


@dataclass
class Node:
    """A category in its place. own: its public records without those below; last: when the newest of them appeared."""

    category: Category
    own: int = 0
    last: datetime | None = None
    statement: NothingStatement | None = None
    children: list["Node"] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.own + sum(child.total for child in self.children)

    @property
    def newest(self) -> datetime | None:
        """When something last appeared in it or below it."""
        moments = [self.last, *(child.newest for child in self.children)]
        return max((moment for moment in moments if moment), default=None)

    @property
    def is_blank(self) -> bool:
        """Nothing below it to read, and no signed statement that there is nothing (空白栏目)."""
        return not self.own and not self.statement and all(child.is_blank for child in self.children)

    @property
    def is_section(self) -> bool:
        """Whether it is one of the column's five sections itself: those are always there."""
        return self.category.section == Category.Section.RULES and self.category.parent_id is None

    @property
    def update_due_on(self) -> date | None:
        """The last day for the next update where the category has a cadence and has begun."""
        return cadence.due_on(self.category.cadence, clock.day_of(self.newest) if self.newest else None)

    def is_overdue(self, day: date) -> bool:
        due = self.update_due_on
        return due is not None and due < day

    @property
    def shown(self) -> list["Node"]:
        """The categories below it that readers may see."""
        return [child for child in self.children if not child.is_blank]

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


class Column:
    """Every category, counted. Three queries whatever their number."""

    def __init__(self):
        counted = Entry.objects.published().order_by().values_list("category")
        counts = {pk: rest for pk, *rest in counted.annotate(Count("pk"), Max("published_at"))}
        statements = {one.category_id: one for one in NothingStatement.objects.standing()}
        self.nodes = {
            category.pk: Node(category, *counts.get(category.pk, (0, None)), statements.get(category.pk))
            for category in Category.objects.select_related("office")
        }
        for node in self.nodes.values():
            above = self.nodes.get(node.category.parent_id)
            if above:
                above.children.append(node)
                node.category.parent = above.category  # so that asking for the lineage costs nothing

    def roots(self, section: str) -> list[Node]:
        """The first level of a section, blank ones included."""
        return [
            node
            for node in self.nodes.values()
            if node.category.parent_id is None and node.category.section == section
        ]

    def shown(self, section: str) -> list[Node]:
        """The first level of a section as readers see it: five blank columns fail a site, so none is public."""
        return [node for node in self.roots(section) if not node.is_blank]

    def public(self) -> list[Node]:
        """Every category that readers may open, in the order of the tree."""
        return [
            node
            for section in Category.Section.values
            for root in self.roots(section)
            for node in root.walk()
            if node.is_section or not node.is_blank
        ]

    def blank(self) -> list[Node]:
        """The categories at the ends of the tree that owe a record or a statement."""
        return [node for node in self.nodes.values() if not node.children and node.is_blank]

    def overdue(self, day: date) -> list[Node]:
        """Those whose cadence is broken, the longest first."""
        late = [node for node in self.nodes.values() if node.is_overdue(day)]
        return sorted(late, key=lambda node: node.update_due_on)


def items(nodes) -> list[dict]:
    """Nodes as templates/_tree.html and the index read them."""
    return [
        {
            "label": node.category.name,
            "url": node.category.get_absolute_url(),
            "hint": node.category.description,
            "count": node.total,
            "nothing": node.total == 0,
            "children": items(node.shown),
        }
        for node in nodes
    ]
