from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "监督保障"
    default_auto_field = "django.db.models.BigAutoField"
