"""The addresses of the page that invites to fool the judge."""

from django.urls import path

from hotseat.web.fool import views

urlpatterns = [
    path("fool/", views.page),
    path("fool/try", views.own),
    path("fool/run", views.corpus),
    path("fool/runs/<str:run_id>/", views.outcome),
    path("fool/runs/<str:run_id>/stop", views.stop),
    path("fool/runs/<str:run_id>/events", views.events),
]
