import re

from django import forms
from django.core.exceptions import ValidationError

from core.characters import printable, says_something
from core.public_forms.files import Held

MARKUP = re.compile(r"<\s*[/!?]?\s*[a-zA-Z]")
TOO_MANY = 50_000  # characters of all fields together


class PlainText(forms.CharField):
    """Words alone: what looks like a web page is told, not silently changed; what must be filled in says something."""

    def validate(self, value):
        super().validate(value)
        if MARKUP.search(value):
            raise ValidationError(f"“{self.label}”里不能有网页代码（像<b>、<script>），请只写文字。")
        if self.required and not says_something(value):
            raise ValidationError(f"请填写“{self.label}”。")


class PublicForm(forms.Form):
    """A form that can be looked at again before it is sent: says in words what is wrong, tells its rows for review.

    No file fields: the review page carries everything on as hidden fields. Files are held (core.public_forms.files), and
    `held` are the keys of those; None where the form takes none.
    """

    held: Held | None = None

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data and _plain(data), *args, **kwargs)
        for field in self.fields.values():
            field.error_messages = field.error_messages | _messages(field)

    @property
    def length(self) -> int:
        """How many characters were sent, before anything is checked."""
        names = (self.add_prefix(name) for name in self.fields)
        return sum(len(value) for name in names for value in self.data.getlist(name))

    @property
    def is_too_long(self) -> bool:
        return self.length >= TOO_MANY

    def content(self) -> list:
        """All that was sent as its fields read it, visible or hidden: tells whether it is the same again."""
        return [[field.name, field.data] for field in self] + (self.held.keys if self.held else [])

    def rows(self) -> list[tuple[str, str]]:
        """(label, what was filled in) of a valid form, in words; what was left empty is not told."""
        told = ((field, _in_words(field.field, self.cleaned_data.get(field.name))) for field in self)
        files = [("附件", self.held.names)] if self.held and self.held.files else []
        return [(field.label, words) for field, words in told if words] + files


def _plain(data):
    """A line break counts as one character here as in the browser, which sends two; what no page can carry goes."""
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [printable(value.replace("\r\n", "\n")) for value in values])
    return plain


def _messages(field) -> dict:
    chosen = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField))
    messages = {"required": f"请{'选择' if chosen else '填写'}“{field.label}”。"}
    if isinstance(field, forms.CharField) and field.max_length:
        messages["max_length"] = (
            f"“{field.label}”最多{field.max_length}个字，现在有%(show_value)d个字，请删短一些。"
        )
    if isinstance(field, forms.ChoiceField):
        messages["invalid_choice"] = f"“{field.label}”请从列出的各项里选择。"
    return messages


def _in_words(field, value) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(field, forms.MultipleChoiceField):
        return "、".join(_label(field, one) for one in value or [])
    if isinstance(field, forms.ChoiceField):
        return _label(field, value)
    return "" if value is None else str(value)


def _label(field, value):
    flat = {}
    for key, label in field.choices:
        flat.update({str(k): v for k, v in label} if isinstance(label, (list, tuple)) else {str(key): label})
    return str(flat.get(str(value), value or "")) if value else ""
