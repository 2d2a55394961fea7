from django.db import migrations, models


class Migration(migrations.Migration):
    """What another search engine has not been told yet."""

    dependencies = [("search", "0002_meaning")]

    operations = [
        migrations.CreateModel(
            name="Undelivered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(db_index=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("retry_at", models.BigIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
        ),
    ]
