from django.db import migrations, models


class Migration(migrations.Migration):
    """Pieces that are found by what they mean."""

    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Meanings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.BigIntegerField(default=0)),
                ("worker", models.CharField(blank=True, max_length=40)),
                ("worker_until", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("part", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("digest", models.CharField(db_index=True, max_length=32)),
                ("model", models.CharField(blank=True, max_length=40)),
                ("vector", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["model", "id"], name="search_piece_waiting")],
                "constraints": [models.UniqueConstraint(fields=("number", "part"), name="search_piece_once")],
            },
        ),
    ]
