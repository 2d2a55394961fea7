"""Names and contacts that lie in the clear are sealed."""

from django.db import migrations


def seal(apps, schema_editor):
    opinions = apps.get_model("decisions", "Opinion")
    with (
        schema_editor.connection.cursor() as cursor
    ):  # the field itself would take what is in the clear for a broken seal
        cursor.execute("SELECT id, name, contact FROM decisions_opinion WHERE name <> '' OR contact <> ''")
        rows = cursor.fetchall()
    for pk, name, contact in rows:
        opinions.objects.filter(pk=pk).update(name=name, contact=contact)


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_sealed_senders_and_files")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
