from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # What each floor registers: with the registries of core/registry.py, system checks, daily jobs.
        autodiscover_modules("worklist", "public", "checks", "daily")
