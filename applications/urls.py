from django.urls import path

from applications import views

app_name = "applications"

urlpatterns = [
    path("", views.index, name="index"),
    path("form.docx", views.blank_form, name="form"),
]
