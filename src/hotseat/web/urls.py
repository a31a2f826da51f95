"""Which address leads to which page."""

from django.urls import include, path

handler404 = "hotseat.web.pages.failures.not_found"
handler500 = "hotseat.web.pages.failures.server_error"

urlpatterns = [
    path("", include("hotseat.web.today.urls")),
    path("", include("hotseat.web.practice.urls")),
    path("", include("hotseat.web.roadmap.urls")),
    path("", include("hotseat.web.plan.urls")),
    path("", include("hotseat.web.history.urls")),
    path("", include("hotseat.web.resume.urls")),
    path("", include("hotseat.web.fool.urls")),
    path("", include("hotseat.web.preferences.urls")),
]
