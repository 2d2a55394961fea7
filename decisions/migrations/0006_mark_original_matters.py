"""Matters that are public without an adjustment were published with their catalogue."""

from django.db import migrations


def mark(apps, schema_editor):
    apps.get_model("decisions", "Matter").objects.filter(added_by=None, entry__isnull=False).update(
        original=True
    )


class Migration(migrations.Migration):
    dependencies = [("decisions", "0005_original_matters")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
