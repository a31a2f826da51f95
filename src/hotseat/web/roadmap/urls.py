"""The map's addresses."""

from django.urls import path

from hotseat.web.roadmap import views

urlpatterns = [path("map/", views.roadmap), path("map/<str:leaf_id>/", views.leaf)]
