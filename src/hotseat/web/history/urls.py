"""The history's addresses."""

from django.urls import path

from hotseat.web.history import views

urlpatterns = [
    path("history/", views.history),
    path("history/export", views.export),
    path("history/import", views.take_in),
    path("history/backup", views.backup),
]
