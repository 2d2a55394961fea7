from django.db import migrations, models

from search.sql import FORMS


def create_tokens(apps, schema_editor):
    FORMS[schema_editor.connection.vendor].create(schema_editor)


def drop_tokens(apps, schema_editor):
    FORMS[schema_editor.connection.vendor].drop(schema_editor)


class Migration(migrations.Migration):
    """The engine's tables, and the token index in the form of the database in use."""

    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("place", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(unique=True)),
                ("title_key", models.BigIntegerField(db_index=True)),
                ("kind", models.CharField(max_length=20)),
                ("year", models.PositiveSmallIntegerField()),
                ("themes", models.CharField(blank=True, max_length=300)),
                ("visible_from", models.BigIntegerField()),
                ("since", models.IntegerField(null=True)),
                ("until", models.IntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Text",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=400)),
                ("body", models.TextField()),
            ],
        ),
        migrations.RunPython(create_tokens, drop_tokens),
    ]
