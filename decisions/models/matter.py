"""A matter of the catalogue, and the steps that do not apply to it."""

from django.db import models
from django.urls import reverse

from core import audit, clock
from core.duties import Duty
from core.locking import read_again
from core.models import Office
from decisions import column, progress, steps
from decisions.models.paper import Paper, Unlinking
from disclosure import kinds
from disclosure.models import Entry
from disclosure.refusal import Refused
from search import index as search_index

KEEPERS = {Duty.DRAFTER, Duty.DISCLOSURE_OFFICER}


class MatterQuerySet(models.QuerySet):
    def published(self, at=None):
        """Those that are in a public catalogue."""
        return self.filter(entry__published_at__lte=at or clock.now())

    def of(self, year):
        return self.filter(catalogue__year=year)

    def served_by(self, user):
        return self.filter(office__in=user.served_offices())


class Matter(models.Model):
    """决策事项: public with its catalogue, or with the adjustment that added it; its state follows from its papers."""

    KIND = "matter"

    catalogue = models.ForeignKey(
        "decisions.Catalogue", models.CASCADE, related_name="matters", verbose_name="目录"
    )
    title = models.CharField("事项名称", max_length=200)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="承办单位", related_name="matters")
    joint_offices = models.ManyToManyField(
        Office, blank=True, verbose_name="会同单位", related_name="joint_matters"
    )
    legal_basis = models.TextField("法律政策依据")
    about = models.TextField("事项内容", blank=True, help_text="两三句话：要定什么事、为什么定、与谁有关。")
    planned_on = models.DateField("计划完成日期", null=True, blank=True)
    position = models.PositiveIntegerField("序号", default=0)
    added_by = models.ForeignKey(
        "decisions.Adjustment", models.SET_NULL, null=True, editable=False, related_name="added"
    )
    # judged and published with its catalogue; all others need an adjustment that two people made
    original = models.BooleanField(default=False, editable=False)
    ended_on = models.DateField("终止日期", null=True, editable=False)
    entry = models.OneToOneField(Entry, models.SET_NULL, null=True, editable=False, related_name="matter")

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决策事项"
        ordering = ["catalogue", "position", "id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("decisions:matter", args=[self.catalogue.year, self.pk])

    @property
    def offices_in_words(self) -> str:
        joint = "、".join(office.name for office in self.joint_offices.all())
        return f"{self.office.name}（会同{joint}）" if joint else self.office.name

    @property
    def planned_words(self) -> str:
        return f"{self.planned_on.year}年{self.planned_on.month}月" if self.planned_on else ""

    @property
    def is_ended(self) -> bool:
        return self.ended_on is not None

    @property
    def is_approved(self) -> bool:
        """Whether three people published it with its catalogue, or two people added it later."""
        return self.original or bool(self.added_by_id and self.added_by.confirmed_at)

    def content(self) -> dict:
        """Everything of it that is judged with its catalogue."""
        return {
            "title": self.title, "office": self.office_id, "legal_basis": self.legal_basis, "about": self.about,
            "planned_on": self.planned_on, "position": self.position,
            "joint": sorted(office.pk for office in self.joint_offices.all()),
            "exempt": sorted([one.step, one.reason] for one in self.exemptions.all()),
        }  # fmt: skip

    def facts(self, papers, consultations, meetings=(), explained=()) -> progress.Facts:
        """What the rule of progress judges; papers, consultations, meetings and interpretations of what was decided: the
        public ones of this matter."""
        public = {}
        for paper in papers:
            day = clock.day_of(paper.information.published_at)
            public[paper.step] = min(day, public.get(paper.step, day))
        for one in consultations:
            day = clock.day_of(one.published_at)
            public[steps.CONSULTATION] = min(day, public.get(steps.CONSULTATION, day))
        for one in explained:
            public.setdefault(steps.INTERPRETATION, clock.day_of(one.published_at))
        for meeting in meetings:
            if meeting.purpose == steps.ATTENDANCE and meeting.listed:
                public.setdefault(steps.ATTENDANCE, clock.day_of(meeting.listed.confirmed_at))
        return progress.Facts(
            public=public, exempt=frozenset(one.step for one in self.exemptions.all()),
            asked=tuple((one.starts_on, one.ends_on) for one in consultations),
            called={one.purpose: one.meets_on for one in meetings}, planned_on=self.planned_on, ended=self.is_ended,
        )  # fmt: skip

    # Verbs -------------------------------------------------------------------------------------------------
    def link(self, step, information, *, by):
        """A record of its own becomes the paper of a step; it shows once the record is public, and of the steps that decide
        once a signer has confirmed it."""
        with audit.act("关联决策材料", self, by=by, public=True, office=self.office) as entry:
            self._keeper(by)
            if step not in steps.STEPS or step == steps.CONSULTATION:
                raise Refused("征求意见由公告自己说明属于哪个事项，不在这里关联。")
            by_two = steps.STEPS[step].by_two
            paper, _ = Paper.objects.get_or_create(
                matter=self, step=step, information_id=information.pk,
                defaults={"entered_by": by, "confirmed_at": None if by_two else clock.now()},
            )  # fmt: skip
            entry.after = {"step": step, "information": information.pk}
            self.write_entry()
        return paper

    def unlink(self, paper, *, by, reason=""):
        """A paper was linked by mistake. One that says in public that the matter was decided stays until a signer has
        confirmed it: the Unlinking that waits for that is returned, else None."""
        if paper.leaves_by_two:
            return self._ask_to_unlink(paper, by, reason.strip())
        with audit.act("取消关联决策材料", self, by=by, public=True, office=self.office) as entry:
            self._keeper(by)
            read_again(paper)
            if paper.leaves_by_two:
                raise Refused("这份材料刚由签发人复核公开，取消关联要写明理由、再经复核。请刷新页面。")
            entry.before = {"step": paper.step, "information": paper.information_id}
            paper.delete()
            self.write_entry()
        return None

    def _ask_to_unlink(self, paper, by, reason):
        with audit.act("提请取消关联决策材料", self, by=by, office=self.office) as entry:
            self._keeper(by)
            if not reason:
                raise Refused({"reason": "这份材料说明事项已经审查、决定或者执行，取消关联要写明理由。"})
            asked, new = Unlinking.objects.get_or_create(
                paper=paper, defaults={"reason": reason, "entered_by": by}
            )
            if not new:
                raise Refused("已经有人提出取消，正在等签发人复核。")
            entry.before = {"step": paper.step, "information": paper.information_id}
        return asked

    def _keeper(self, by):
        if not by.may(KEEPERS, self.office):
            raise Refused(f"您不负责{self.office}的决策事项。")

    # The public catalogue ----------------------------------------------------------------------------------
    def write_entry(self):
        """Its row of the catalogue of all records: there while its own catalogue has one."""
        above = Entry.objects.filter(information_id=self.catalogue_id).first()
        if above is None or not self.is_approved:
            Entry.objects.filter(pk=self.entry_id).drop()
            if self.entry_id:
                self.entry = None
            return
        began = self.added_by.confirmed_at if self.added_by_id else above.published_at
        fields = {
            "kind": self.KIND,
            "title": self.title,
            "summary": self.about
            or f"{self.catalogue.year}年度重大行政决策事项，{self.offices_in_words}承办。",
            "path": f"decisions/{self.catalogue.year}/{self.pk}/",
            "office_id": self.office_id,
            "issuer": self.office.name,
            "category_id": column.category().pk,
            "year": self.catalogue.year,
            "written_on": clock.day_of(began),
            "published_at": began,
            "updated_at": max(began, clock.now()) if self.entry_id else began,
            "sorted_on": clock.day_of(began),
        }
        self.entry, _ = Entry.objects.update_or_create(pk=self.entry_id, defaults=fields)
        self.save(update_fields=["entry"])
        search_index.index(self.entry.searchable(self.search_text(), self.meanings()))

    def search_text(self) -> str:
        """The words that search finds it by, besides its title."""
        return "\n".join([self.about, self.offices_in_words, self.legal_basis])

    def meanings(self) -> list[tuple[str, str]]:
        """(part, text): what it is found by in meaning."""
        return [("title", self.title), ("about", self.about)]


kinds.others.append(Matter)


class Exemption(models.Model):
    """A step that does not apply to a matter, and by which rule."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="exemptions")
    step = models.CharField("程序", max_length=16, choices=steps.OPTIONAL)
    reason = models.CharField(
        "不适用的理由", max_length=200, help_text="写明依据，如“第十九条：专业性、技术性不强”。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "不适用的程序"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["matter", "step"], name="exempt_once")]

    def __str__(self):
        return self.get_step_display()
