from django.urls import path

from disclosure import views

app_name = "disclosure"

urlpatterns = [
    path("", views.index, name="index"),
    path("<id:pk>/", views.detail, name="detail"),
    path("c/<slug:slug>/", views.category, name="category"),
    path("i/<path:index_number>/", views.by_index_number, name="by-index-number"),
    path("attachments/<id:pk>/<str:name>", views.attachment, name="attachment"),
]
