"""Forms that citizens fill in the column."""

from django import forms

from core.public_forms import PublicForm
from disclosure.models import ProblemReport


class ProblemForm(PublicForm):
    """What is wrong, and where. No name, no telephone: the receipt's code is enough to read the answer."""

    kind = forms.ChoiceField(label="问题类型", choices=ProblemReport.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label="问题说明", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写明哪一处有问题、应当是什么。请不要写姓名、身份证号和电话号码，写了也会自动遮盖。",
    )  # fmt: skip
    page = forms.CharField(
        label="有问题的页面", max_length=300, required=False, help_text="网页地址或者名称，不清楚可以不填。"
    )
