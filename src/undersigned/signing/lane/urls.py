"""The lane's own addresses, asked from within alone, in front of those of the site (see inside.Inside)."""

from django.conf import settings
from django.urls import include, path

from undersigned.signing.lane import views

urlpatterns = [
    path("lane/p/<str:slug>", views.signed),
    path("c/lane", views.confirmed),
    path("lane/busy/<str:method>", views.busy),
    path("", include(settings.ROOT_URLCONF)),
]
