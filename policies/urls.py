from django.urls import path

from policies.views import documents, interpretations, media

app_name = "policies"

urlpatterns = [
    path("", documents.policy_list, name="list"),
    path("interpretations/", interpretations.interpretation_list, name="interpretations"),
    path("interpretations/<id:pk>/", interpretations.detail, name="interpretation"),
    path("interpretations/media/<id:pk>/<path:name>", media.medium, name="medium"),
    path("<id:pk>/", documents.detail, name="detail"),
    path("<id:pk>/compare/", documents.compare, name="compare"),
    path("<id:pk>/word/", documents.word, name="word"),
    path("<id:pk>/pdf/", documents.pdf, name="pdf"),
    path("number/<path:number>", documents.number, name="number"),
]
