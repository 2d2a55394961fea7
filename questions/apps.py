from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "questions"
    verbose_name = "政策问答"
    default_auto_field = "django.db.models.BigAutoField"
