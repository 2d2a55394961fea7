from django.urls import path

from disclosure.views import column, fees, guide, openness, problems, records, standards

app_name = "disclosure"

urlpatterns = [
    path("", column.index, name="index"),
    path("<id:pk>/", records.detail, name="detail"),
    path("c/<slug:slug>/", column.category, name="category"),
    path("i/<path:index_number>/", records.by_index_number, name="by-index-number"),
    path("attachments/<id:pk>/<str:name>", records.attachment, name="attachment"),
    path("catalogue/", column.catalogue_list, name="catalogue"),
    path("guide/", guide.guide, name="guide"),
    path("guide/versions/<id:version>/", guide.guide, name="guide-version"),
    path("institutions/", guide.institutions, name="institutions"),
    path("windows/", guide.windows, name="windows"),
    path("fees/", fees.fees, name="fees"),
    path("fees/<id:pk>/", fees.fee, name="fee"),
    path("standards/", standards.standards, name="standards"),
    path("standards/<slug:slug>/", standards.standard, name="standard"),
    path("converted/", openness.converted, name="converted"),
    path("withdrawn/", openness.withdrawn_list, name="withdrawn"),
    path("lateness/", openness.lateness, name="lateness"),
    path("problems/", problems.ReportProblem.as_view(), name="report-problem"),
    path("problems/track/", problems.TrackProblem.as_view(), name="track-problem"),
]
