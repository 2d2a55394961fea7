from django.db import models

from disclosure.gate import Missing
from policies.forms_of_interpreting import Form


class InterpretationPlan(models.Model):
    """解读方案 of a document: judged with it, kept by the office (国办发〔2016〕80号: 同步组织)."""

    policy = models.OneToOneField("policies.Policy", models.CASCADE, related_name="plan")
    outline = models.TextField("解读提纲", blank=True, help_text="准备讲哪几件事，一行一件。")
    forms = models.JSONField("解读形式", default=list, blank=True)
    channels = models.CharField(
        "发布渠道", max_length=200, blank=True, help_text="如“本网站、村级公开栏、微信公众号”。"
    )
    schedule = models.CharField(
        "发布时间", max_length=200, blank=True, help_text="如“与文件同时；入户宣讲在一周内”。"
    )
    contact = models.CharField(
        "解读人和联系方式", max_length=200, blank=True, help_text="写办公电话，不写手机。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "解读方案"

    def __str__(self):
        return "解读方案"

    @property
    def form_labels(self) -> str:
        return "、".join(Form(one).label for one in self.forms if one in Form.values)

    def content(self) -> list:
        return [self.outline, self.forms, self.channels, self.schedule, self.contact]

    def missing(self):
        """提纲、形式、渠道、时间、联系方式: all five, or it is no plan."""
        for name in ("outline", "forms", "channels", "schedule", "contact"):
            if not getattr(self, name):
                label = self._meta.get_field(name).verbose_name
                yield Missing(f"plan-0-{name}", f"解读方案没有填写{label}。")
