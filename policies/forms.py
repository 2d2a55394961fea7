from django import forms


class DayForm(forms.Form):
    """看哪一天有效: a day, or nothing for today."""

    on = forms.DateField(required=False)
