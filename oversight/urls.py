from django.urls import path

from oversight import views, years

app_name = "oversight"

urlpatterns = [
    path("", years.index, name="index"),
    path("reports/<int:year>/", views.report, name="report"),
    path("reports/<int:year>/checks/", views.checks, name="checks"),
    path("reports/<int:year>/sources/", views.sources, name="sources"),
    path("reports/<int:year>/word/", views.word, name="word"),
    path("reports/<int:year>/pdf/", views.pdf, name="pdf"),
]
