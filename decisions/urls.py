from django.urls import path

from decisions.views import catalogues, consultations, lists, matters, meetings, opinions

app_name = "decisions"

urlpatterns = [
    path("", lists.index, name="index"),
    path("<int:year>/", catalogues.year, name="year"),
    path("<int:year>/<id:pk>/", matters.matter, name="matter"),
    path("consultations/<id:pk>/", consultations.consultation, name="consultation"),
    path("consultations/<id:pk>/result/", consultations.result, name="result"),
    path("consultations/<id:pk>/opinion/", opinions.SendOpinion.as_view(), name="opinion"),
    path("opinions/track/", opinions.TrackOpinion.as_view(), name="track-opinion"),
    path("meetings/<id:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<id:pk>/register/", meetings.Register.as_view(), name="register"),
    path("meetings/track/", meetings.TrackAttendance.as_view(), name="track-attendance"),
    path("<int:year>/<id:pk>/compare/", matters.compare, name="compare"),
]
