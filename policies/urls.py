from django.urls import path

from policies import views

app_name = "policies"

urlpatterns = [
    path("", views.policy_list, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/compare/", views.compare, name="compare"),
    path("<int:pk>/word/", views.word, name="word"),
    path("<int:pk>/pdf/", views.pdf, name="pdf"),
    path("number/<path:number>", views.number, name="number"),
]
