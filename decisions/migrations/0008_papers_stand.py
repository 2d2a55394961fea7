"""Papers that were linked before a second person was asked stay."""

from django.db import migrations
from django.db.models import F


def stand(apps, schema_editor):
    apps.get_model("decisions", "Paper").objects.filter(confirmed_at=None).update(
        confirmed_at=F("entered_at")
    )


class Migration(migrations.Migration):
    dependencies = [("decisions", "0007_papers_by_two")]
    operations = [migrations.RunPython(stand, migrations.RunPython.noop)]
