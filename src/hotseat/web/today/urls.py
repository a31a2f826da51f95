"""The first page's address."""

from django.urls import path

from hotseat.web.today import views

urlpatterns = [path("", views.today)]
