from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models

from core import wording


class WordingQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def entries(self) -> tuple[wording.Entry, ...]:
        """What the rule reads. One query, without making models of a thousand rows."""
        rows = self.values_list("wrong", "right", "grade", "kind", "note", "exceptions")
        return tuple(wording.Entry._make((*row[:5], tuple(row[5].split()))) for row in rows)


class WordingEntry(models.Model):
    """A wrong form that staff look out for, and what to write instead (错敏词)."""

    class Grade(models.TextChoices):
        BLOCK = wording.BLOCK, wording.GRADES[wording.BLOCK]
        WARN = wording.WARN, wording.GRADES[wording.WARN]

    wrong = models.CharField(
        "错误写法", max_length=60, unique=True, validators=[MinLengthValidator(wording.SHORTEST)]
    )
    right = models.CharField("正确写法", max_length=120)
    grade = models.CharField("处理", max_length=10, choices=Grade.choices, default=Grade.WARN)
    kind = models.CharField("类别", max_length=10, choices=list(wording.KINDS.items()), default=wording.TYPO)
    note = models.CharField("说明", max_length=200, blank=True)
    exceptions = models.TextField(
        "例外", blank=True, help_text="一行一个：出现在这些词里时不算错。例如“报消”出现在“报消防”里。"
    )
    position = models.PositiveIntegerField("序号", default=0)
    is_active = models.BooleanField("在用", default=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "错敏词"
        ordering = ["position", "id"]

    def __str__(self):
        return f"{self.wrong} → {self.right}"

    def clean(self):
        if self.wrong and self.wrong == self.right:
            raise ValidationError({"right": "正确写法与错误写法相同。"})
        useless = [word for word in self.exceptions.split() if self.wrong not in word]
        if useless:
            raise ValidationError({"exceptions": f"例外里应当含有“{self.wrong}”：{'、'.join(useless)}"})
