from django.urls import path

from policies import views

app_name = "policies"

urlpatterns = [
    path("", views.policy_list, name="list"),
    path("<id:pk>/", views.detail, name="detail"),
    path("<id:pk>/compare/", views.compare, name="compare"),
    path("<id:pk>/word/", views.word, name="word"),
    path("<id:pk>/pdf/", views.pdf, name="pdf"),
    path("number/<path:number>", views.number, name="number"),
]
