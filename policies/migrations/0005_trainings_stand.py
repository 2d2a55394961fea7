"""Trainings that were written down before a second person was asked stay."""

from django.db import migrations
from django.db.models import F


def stand(apps, schema_editor):
    apps.get_model("policies", "Training").objects.filter(confirmed_at=None).update(
        confirmed_at=F("entered_at")
    )


class Migration(migrations.Migration):
    dependencies = [("policies", "0004_trainings_by_two")]
    operations = [migrations.RunPython(stand, migrations.RunPython.noop)]
