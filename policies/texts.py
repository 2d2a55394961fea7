"""The texts of a document that can be laid side by side."""

from dataclasses import dataclass
from datetime import date

from policies import wording
from policies.models import Policy, Relation


@dataclass(frozen=True)
class Text:
    """One text of a document (or of one that it replaced), as the comparison offers it."""

    value: str
    label: str
    on: date | None
    body: str
    url: str
    is_own: bool

    def side(self):
        return {"label": self.label, "on": self.on, "url": self.url, "state": None}

    def choice(self, chosen):
        return {"label": self.label, "value": self.value, "selected": self is chosen}


def texts(policy) -> list[Text]:
    """The texts of the documents that it replaced, then its own, oldest first."""
    found = []
    replaced = Relation.objects.filter(source=policy, kind=Relation.Kind.REPLACES).values("target")
    for other in Policy.objects.published().filter(pk__in=replaced):
        newest = other.versions.standing().last()
        body = newest.body if newest else other.body
        found.append(
            Text(
                str(other.pk),
                f"旧文件：{other.title}",
                other.effective_on,
                body,
                other.get_absolute_url(),
                False,
            )
        )
    address = policy.get_absolute_url()
    first = policy.effective_on or policy.written_on
    found.append(
        Text("first", "最初的文本", first, policy.body, f"{address}?on={first}" if first else address, True)
    )
    for version in policy.versions.standing():
        label = f"{wording.chinese_day(version.valid_from)}起的文本"
        found.append(
            Text(
                str(version.valid_from),
                label,
                version.valid_from,
                version.body,
                f"{address}?on={version.valid_from}",
                True,
            )
        )
    return found
