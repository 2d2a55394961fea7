"""The public form for an opinion."""

import re

from django import forms
from django.core.exceptions import ValidationError

from core.public_forms import PublicForm
from decisions.models.opinion import LONGEST

MARKUP = re.compile(r"<\s*[/!?]?\s*[a-zA-Z]")


class OpinionForm(PublicForm):
    clause = forms.ChoiceField(label="针对哪一部分", required=False)
    text = forms.CharField(
        label="您的意见", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"说清赞成什么、反对什么、希望怎么改。最多{LONGEST}字。",
    )  # fmt: skip
    name = forms.CharField(
        label="姓名或者单位", max_length=60, required=False, help_text="不填也同样办理。姓名和联系方式不会公开。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = forms.CharField(
        label="联系方式", max_length=100, required=False, help_text="电话或者邮箱，只用来核实意见内容。"
    )
    may_publish = forms.BooleanField(
        label="公布结果时，可以公开我的意见原文（不带姓名）", required=False,
    )  # fmt: skip

    def __init__(self, data=None, *args, clauses=(), **kwargs):
        super().__init__(data, *args, **kwargs)
        self.fields["clause"].choices = [("", "整个草案"), *clauses]

    def _plain(self, name):
        """Words alone: what looks like a web page is told, not silently changed."""
        words = self.cleaned_data[name]
        if MARKUP.search(words):
            raise ValidationError(
                f"“{self.fields[name].label}”里不能有网页代码（像<b>、<script>），请只写文字。"
            )
        return words

    def clean_text(self):
        return self._plain("text")

    def clean_name(self):
        return self._plain("name")

    def clean_contact(self):
        return self._plain("contact")
