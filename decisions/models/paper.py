"""The papers that tell the story of a matter, and how one that was linked by mistake goes again."""

from django.db import models

from core import clock
from decisions import steps
from disclosure.models import Information
from disclosure.models.second_person import SecondPerson, SecondPersonQuerySet


class PaperQuerySet(SecondPersonQuerySet):
    def published(self):
        return self.confirmed().filter(information__in=Information.objects.published())

    def join(self, matter_id, step, information_id):
        """A record becomes a paper by its own publication, which took three people."""
        self.get_or_create(
            matter_id=matter_id,
            step=step,
            information_id=information_id,
            defaults={"confirmed_at": clock.now()},
        )


class Paper(SecondPerson):
    """A record that is the paper of a step of a matter; public when the record is."""

    OFFICE = "matter__office"

    matter = models.ForeignKey("decisions.Matter", models.CASCADE, related_name="papers", verbose_name="事项")
    step = models.CharField("程序", max_length=16, choices=steps.LABELS.items())
    information = models.ForeignKey(
        Information, models.CASCADE, related_name="decision_papers", verbose_name="材料"
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决策材料"
        ordering = ["information__published_at", "id"]
        constraints = [models.UniqueConstraint(fields=["matter", "step", "information"], name="paper_once")]

    def __str__(self):
        return f"{self.get_step_display()}：{self.information}"

    @property
    def leaves_by_two(self) -> bool:
        """Whether readers see that the matter was decided by it: it goes as it came, by two people."""
        return bool(steps.STEPS[self.step].by_two and self.confirmed_at and self.information.is_visible)

    def to_scan(self):
        return f"{self}\n{self.information.summary}"

    def after_confirming(self):
        self.matter.write_entry()


class Unlinking(SecondPerson):
    """取消关联: a paper that says that its matter was decided was linked by mistake; it stays until a signer confirms."""

    OFFICE = "paper__matter__office"

    paper = models.OneToOneField(
        Paper, models.CASCADE, related_name="unlinking", verbose_name="材料", editable=False
    )
    reason = models.CharField("理由", max_length=300)

    objects = SecondPersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决策材料取消关联"
        ordering = ["id"]

    def __str__(self):
        return f"取消关联“{self.paper.matter}”的{self.paper}"

    def to_scan(self):
        return f"{self}\n{self.reason}"

    def after_confirming(self):
        """It goes with its paper; the trail keeps both."""
        matter = self.paper.matter
        self.paper.delete()
        matter.write_entry()
