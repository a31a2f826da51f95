"""The settings' addresses."""

from django.urls import path

from hotseat.web.preferences import views

urlpatterns = [path("settings/", views.preferences), path("settings/theme", views.theme)]
