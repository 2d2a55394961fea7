"""三同步: a document, its plan and its interpretations are organised, signed and published together (国办发〔2016〕80号)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from core import calendar, clock
from core.characters import says_something
from disclosure import gate
from disclosure.gate import Missing
from disclosure.models import Information
from policies.models.interpretation import Interpretation
from policies.models.plan import InterpretationPlan


class Excuse(models.TextChoices):
    """Why a document has no interpretation when it is published."""

    GROUP = "group", "成立领导小组、调整机构"
    FORWARDING = "forwarding", "转发上级文件"
    PERSONNEL = "personnel", "人事任免、表彰奖励"
    INTERNAL = "internal", "不涉及群众和企业权益"
    MIGRATED = "migrated", "历史文件"
    FOLLOWING = "following", "解读材料另行发布（三个工作日内）"


EXEMPTIONS = {one for one in Excuse.values if one != Excuse.FOLLOWING}
ON_THE_WAY = {gate.DRAFT, gate.RETURNED, gate.DETERMINED, gate.REVIEWED, gate.SIGNED}
REACHED = {  # step → states from which an interpretation takes it together with its document
    "determine": gate.EDITABLE,
    "review": {gate.DETERMINED},  # each is reviewed by itself, item by item: not taken along
    "sign": {gate.REVIEWED},
    "publish": {gate.SIGNED},
    "send_back": {gate.DETERMINED, gate.REVIEWED, gate.SIGNED},
}


class InterpretedQuerySet(models.QuerySet):
    """What one asks about documents and their interpretation."""

    def interpreted(self, at=None):
        """Those of which an interpretation is public."""
        return self.filter(Exists(Interpretation.objects.published(at).filter(document=OuterRef("pk"))))

    def due_an_interpretation(self):
        """Those that needed one when they were published (norms §7); no later excuse takes them off the count."""
        return self.published().exclude(interpretation_due_on=None)

    def needing_interpretation(self, at=None):
        """Those that need one and have none that is public."""
        return self.due_an_interpretation().exclude(pk__in=self.model.objects.interpreted(at).values("pk"))

    def interpretation_overdue(self, day: date):
        """Those whose last day for it is over, and still none."""
        return self.needing_interpretation().filter(interpretation_due_on__lt=day)


class Interpreted(models.Model):
    """What a document has because it is to be interpreted; mixed into Policy."""

    interpretation_excuse = models.CharField(
        "不同步解读的原因", max_length=12, choices=Excuse.choices, blank=True
    )
    interpretation_reason = models.CharField("原因说明", max_length=200, blank=True)
    # the last day for the first interpretation; None where none is needed. Set by the clock with publication.
    interpretation_due_on = models.DateField("应解读日期", null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def needs_interpretation(self) -> bool:
        """规范性文件 and what touches rights: everything but what is exempt, not public or from before the portal."""
        if self._is_not_for_the_public:
            return False
        if self.owes_interpretation:
            return True
        return not self.is_old and self.interpretation_excuse not in EXEMPTIONS

    @property
    def owes_interpretation(self) -> bool:
        """Whether it was published with a last day for its interpretation: that debt is paid, never excused afterwards."""
        return self.record.interpretation_due_on is not None

    @property
    def _is_not_for_the_public(self) -> bool:
        return self.attribute in (Information.Attribute.ON_REQUEST, Information.Attribute.WITHHELD)

    @property
    def materials(self):
        """Its interpretations, draft revisions left out."""
        return self.record.interpretations.records()

    @property
    def bundle(self) -> list:
        """The interpretations that move together with it: while it is on its way and not excused."""
        if self.revises_id or self.interpretation_excuse or self.status not in ON_THE_WAY or not self.pk:
            return []
        return list(self.materials.filter(together=True, status__in=ON_THE_WAY))

    @property
    def plan_or_none(self) -> InterpretationPlan | None:
        return InterpretationPlan.objects.filter(policy_id=self.record.pk).first()

    def companions(self, step):
        """When the document takes a step, its bundle does; what is withdrawn as wrong or private takes all along."""
        if step == "withdraw":
            return self._to_withdraw()
        found = self.materials.filter(together=True, status__in=REACHED[step]) if self.pk else []
        return [] if self.revises_id or self.interpretation_excuse else list(found)

    def _to_withdraw(self):
        if self.withdraw_kind not in (self.Withdrawal.ERROR, self.Withdrawal.PRIVACY):
            return []
        public = self.materials.in_state(gate.PUBLISHED, gate.WITHDRAWN)
        return [
            one for one in public
            if one.status == gate.PUBLISHED or gate.is_stricter(self.withdraw_kind, one.withdraw_kind)
        ]  # fmt: skip

    def _appear(self, moment):
        super()._appear(moment)
        if self.needs_interpretation:
            days = settings.INTERPRETATION_DAYS
            self.interpretation_due_on = (
                calendar.current().add(clock.day_of(moment), days, provisional=True).end
            )

    # The gate ----------------------------------------------------------------------------------------------
    def interpretation_missing(self):
        """What the bundle lacks: its plan, a finished material, or an excuse that holds with its reason."""
        if self._is_not_for_the_public:
            return
        if self.interpretation_excuse in EXEMPTIONS:
            yield from self._exemption_missing()
        elif self.interpretation_excuse:
            if not says_something(self.interpretation_reason):
                yield Missing("interpretation_reason", "解读材料另行发布的，须写明为什么不能与文件同步。")
        elif self.needs_interpretation:
            yield from self._bundle_missing()

    def _exemption_missing(self):
        """规范性文件 are to be interpreted, whatever they are about (国办发〔2016〕80号): none is exempt but what is old."""
        label = self.get_interpretation_excuse_display()
        if self.owes_interpretation:
            message = f"文件公布时就应当解读，不能事后改为“{label}”；还没有解读的，选“另行发布”并写明原因。"
            yield Missing("interpretation_excuse", message)
        elif self.is_old or self._was_exempt:
            return
        elif self.interpretation_excuse == Excuse.MIGRATED:
            message = "只有作为历史数据迁移进来的文件，才能以“历史文件”为由不解读。"
            yield Missing("interpretation_excuse", message)
        elif self.is_normative:
            yield Missing("interpretation_excuse", f"规范性文件应当解读，不能以“{label}”为由免除。")

    @property
    def _was_exempt(self) -> bool:
        """A correction is not asked again for what was accepted when its document was published."""
        record = self.record
        was_public = self.revises_id and record.published_at
        return bool(was_public and record.interpretation_excuse == self.interpretation_excuse)

    def _bundle_missing(self):
        plan, bundle = (self.plan_or_none, self.bundle) if self.pk else (None, [])
        if not self.revises_id:
            yield from plan.missing() if plan else [Missing("plan-0-outline", "没有解读方案。")]
        if not bundle and not (self.pk and self.materials.in_state(gate.PUBLISHED).exists()):
            yield Missing("interpretations", "没有解读材料，也没有说明不同步解读的原因。")
        for one in bundle:
            yield from self._material_missing(one)

    def _material_missing(self, one):
        name = f"解读《{one.title}》"
        for item in one.missing():
            yield Missing("interpretations", f"{name}：{item.message}")
        if self.status == gate.SIGNED and one.status != gate.SIGNED:  # sent back alone after both were signed
            yield Missing("interpretations", f"{name}没有与文件一并签发，请把文件退回，改好后重新签发。")
        elif not self.is_editable and one.status not in (gate.REVIEWED, gate.SIGNED):
            yield Missing("interpretations", f"{name}还没有通过保密审查，不能与文件一并签发。")
