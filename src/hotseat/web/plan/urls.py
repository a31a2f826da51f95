"""The plan's address."""

from django.urls import path

from hotseat.web.plan import views

urlpatterns = [path("plan/", views.plan)]
