"""What the forms of decisions share: fields that nearly always say the same, records that one may choose."""

from django import forms

from core import clock
from disclosure.models import Information

NEWEST = 300  # records offered; older ones are no papers of what is on its way


class RecordForm(forms.ModelForm):
    """A record of decisions is public, on the site, of today, unless somebody says otherwise."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in (("attribute", "proactive"), ("scope", "site"), ("written_on", clock.today())):
            self.initial[name] = self.initial.get(name) or value


def papers_for(user):
    """Records that can be papers of a matter: plain ones and policies of the person's offices, newest first."""
    records = Information.objects.records().served_by(user).filter(kind__in=["information", "policy"])
    newest = list(records.order_by("-pk").values_list("pk", flat=True)[:NEWEST])
    return Information.objects.filter(pk__in=newest).order_by("-pk")
