"""The public form of an inquiry."""

from django import forms

from core.models import Office
from core.public_forms import PlainText, PublicForm
from questions.models.inquiry import LONGEST


class InquiryForm(PublicForm):
    subject = PlainText(
        label="标题", max_length=60, help_text="一句话说清问什么，如“灵活就业怎么交养老保险”。"
    )
    text = PlainText(
        label="咨询内容", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=f"写清时间、地点和想知道的事，不要写身份证号码和银行卡号。最多{LONGEST}字。",
    )  # fmt: skip
    office = forms.ChoiceField(label="想问哪个部门", required=False)
    name = PlainText(
        label="姓名", max_length=60, required=False, help_text="不填也同样答复。姓名和联系方式加密保存，不会公开。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = PlainText(
        label="联系方式", max_length=100, required=False, help_text="电话或者邮箱，只在需要核实情况时使用。"
    )
    may_publish = forms.BooleanField(
        label="答复以后，可以公开我的问题和答复（不带姓名），方便别人查看", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offices = Office.objects.active().exclude(kind=Office.Kind.TOWN).values_list("slug", "name")
        self.fields["office"].choices = [("", "不知道，由公开办转办"), *offices]
