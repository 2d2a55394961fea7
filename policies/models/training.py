from django.core.exceptions import ValidationError
from django.db import models

from core import clock, privacy
from core.models import Office
from disclosure.models.second_person import SecondPerson, SecondPersonQuerySet


class TrainingQuerySet(SecondPersonQuerySet):
    def newest(self):
        return self.order_by("-held_on", "-pk")


class Training(SecondPerson):
    """基层一线培训: whom the office taught to carry a document out, when, with what (要点（八）).

    Public figures on the document's page, once a signer has confirmed them: date, audience, number; the material is a
    line of text, no names.
    """

    OFFICE = "office"

    policy = models.ForeignKey(
        "policies.Policy", models.CASCADE, related_name="trainings", verbose_name="培训的政策文件"
    )
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="组织培训的机构", related_name="+")
    held_on = models.DateField("日期")
    audience = models.CharField(
        "培训对象", max_length=100, help_text="如“各村信息员、便民服务窗口人员”，不写姓名。"
    )
    people = models.PositiveIntegerField("人数")
    place = models.CharField("地点或者方式", max_length=100, blank=True)
    material = models.CharField(
        "培训材料", max_length=200, help_text="用了什么材料，如“办理流程一张图、常见问题二十条”。"
    )

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "基层培训"
        ordering = ["-held_on", "-id"]

    def __str__(self):
        return f"{self.held_on} {self.audience}"

    def clean(self):
        if self.held_on and self.held_on > clock.today():
            raise ValidationError({"held_on": "培训办完以后再登记，日期不能晚于今天。"})
        if self.people == 0:
            raise ValidationError({"people": "人数应当大于零。"})
        for name in ("audience", "place", "material"):
            if found := privacy.scan(getattr(self, name) or ""):
                shown = "；".join(one.masked for one in found)
                raise ValidationError({name: f"随文件公开，疑似个人信息：{shown}。请删去。"})

    def to_scan(self):
        return "\n".join([self.audience, self.place, self.material])
