"""The public form of an inquiry."""

import re

from django import forms
from django.core.exceptions import ValidationError

from core.models import Office
from core.public_forms import PublicForm
from questions.models.inquiry import LONGEST

MARKUP = re.compile(r"<\s*[/!?]?\s*[a-zA-Z]")


class InquiryForm(PublicForm):
    subject = forms.CharField(
        label="标题", max_length=60, help_text="一句话说清问什么，如“灵活就业怎么交养老保险”。"
    )
    text = forms.CharField(
        label="咨询内容", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=f"写清时间、地点和想知道的事，不要写身份证号码和银行卡号。最多{LONGEST}字。",
    )  # fmt: skip
    office = forms.ChoiceField(label="想问哪个部门", required=False)
    name = forms.CharField(
        label="姓名", max_length=60, required=False, help_text="不填也同样答复。姓名和联系方式加密保存，不会公开。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = forms.CharField(
        label="联系方式", max_length=100, required=False, help_text="电话或者邮箱，只在需要核实情况时使用。"
    )
    may_publish = forms.BooleanField(
        label="答复以后，可以公开我的问题和答复（不带姓名），方便别人查看", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offices = Office.objects.active().exclude(kind=Office.Kind.TOWN).values_list("slug", "name")
        self.fields["office"].choices = [("", "不知道，由公开办转办"), *offices]

    def _plain(self, name):
        """Words alone: what looks like a web page is told, not silently changed."""
        words = self.cleaned_data[name]
        if MARKUP.search(words):
            raise ValidationError(
                f"“{self.fields[name].label}”里不能有网页代码（像<b>、<script>），请只写文字。"
            )
        return words

    def clean_subject(self):
        return self._plain("subject")

    def clean_text(self):
        return self._plain("text")

    def clean_name(self):
        return self._plain("name")

    def clean_contact(self):
        return self._plain("contact")
