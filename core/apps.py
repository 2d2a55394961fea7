from django.apps import AppConfig
from django.urls import register_converter
from django.utils.module_loading import autodiscover_modules

from core.converters import IdConverter


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        register_converter(IdConverter, "id")
        # What each floor registers: with the registries of core/registry.py, system checks, daily jobs.
        autodiscover_modules("worklist", "checks", "daily", "standing")
