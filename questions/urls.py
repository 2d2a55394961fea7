from django.urls import path

from questions.views import asking, inquiries, library, votes

app_name = "questions"

urlpatterns = [
    path("questions/", library.index, name="library"),
    path("questions/<id:pk>/", library.question, name="question"),
    path("questions/<id:pk>/useful/", votes.vote, name="vote"),
    path("ask/", asking.page, name="ask"),
    path("inquiries/", inquiries.index, name="inquiries"),
    path("inquiries/new/", inquiries.SendInquiry.as_view(), name="send-inquiry"),
    path("inquiries/track/", inquiries.TrackInquiry.as_view(), name="track-inquiry"),
    path("inquiries/<id:pk>/", inquiries.inquiry, name="inquiry"),
]
