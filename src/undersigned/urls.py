"""The site's map: every address, each also below /<language>/ (see middleware.PathLanguage)."""

from django.urls import path

from undersigned.mailing.inbox import inbox, inbox_message
from undersigned.petitions.views import picture
from undersigned.signing import link_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("p/<str:slug>", views.petition, name="petition"),
    path("p/<str:slug>/sign", views.sign, name="sign"),
    path("p/<str:slug>/count.json", views.count, name="count"),
    path("picture/<str:name>-<int:size>.jpg", picture, name="picture"),
    path("c/<str:token>", link_views.confirm, name="confirm"),
    path("c/<str:token>/withdraw", link_views.withdraw, name="withdraw"),
    path("inbox", inbox, name="inbox"),
    path("inbox/<str:name>", inbox_message, name="inbox-message"),
]
