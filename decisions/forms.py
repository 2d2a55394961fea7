"""The public forms: for an opinion, for a place in a meeting."""

from django import forms
from django.core.exceptions import ValidationError

from core import privacy
from core.public_forms import PlainText, PublicForm
from decisions.models.opinion import LONGEST


class OpinionForm(PublicForm):
    clause = forms.ChoiceField(label="针对哪一部分", required=False)
    text = PlainText(
        label="您的意见", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"说清赞成什么、反对什么、希望怎么改。最多{LONGEST}字。",
    )  # fmt: skip
    name = PlainText(
        label="姓名或者单位", max_length=60, required=False, help_text="不填也同样办理。姓名和联系方式不会公开。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = PlainText(
        label="联系方式", max_length=100, required=False, help_text="电话或者邮箱，只用来核实意见内容。"
    )
    may_publish = forms.BooleanField(
        label="公布结果时，可以公开我的意见原文（不带姓名）", required=False,
    )  # fmt: skip

    def __init__(self, data=None, *args, clauses=(), **kwargs):
        super().__init__(data, *args, **kwargs)
        self.fields["clause"].choices = [("", "整个草案"), *clauses]


class RegisterForm(PublicForm):
    group = forms.ChoiceField(label="您以什么身份参加", widget=forms.RadioSelect)
    name = PlainText(
        label="姓名", max_length=60, help_text="名单公布时只显示姓。", widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = PlainText(
        label="联系电话", max_length=40, help_text="入选后用来通知您，不公开。一个电话报几次名，只算第一次。",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    where = PlainText(label="所在村（社区）或者单位", max_length=80, help_text="随名单公布，不要写门牌号。")
    about = PlainText(
        label="想说什么", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data=None, *args, meeting, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.fields["group"].choices = [
            (seats.group, f"{seats}{f'：{seats.conditions}' if seats.conditions else ''}")
            for seats in meeting.seats.all()
        ]

    def clean_where(self):
        if privacy.scan(self.cleaned_data["where"]):
            raise ValidationError("只写到村（社区）或者单位名称，不要写门牌号、电话。")
        return self.cleaned_data["where"]

    def clean_contact(self):
        if not 7 <= sum(letter.isdecimal() for letter in self.cleaned_data["contact"]) <= 15:
            raise ValidationError("请写能联系到您的电话号码，7到15位数字。")
        return self.cleaned_data["contact"]
