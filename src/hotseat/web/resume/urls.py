"""The résumé's addresses."""

from django.urls import path

from hotseat.web.resume import views, writing

urlpatterns = [
    path("resume/", views.overview),
    path("resume/import", writing.take_in),
    path("resume/erase", writing.erase),
    path("resume/<uuid:resume>/", views.overview),
    path("resume/<uuid:resume>/lines/", views.correction),
    path("resume/<uuid:resume>/lines/correct", writing.correct),
    path("resume/<uuid:resume>/lines/add", writing.add),
    path("resume/<uuid:resume>/lines/<str:line>/", views.line),
    path("resume/<uuid:resume>/lines/<str:line>/answers", writing.answers),
    path("resume/<uuid:resume>/lines/<str:line>/follow-up", writing.follow_up),
    path("resume/<uuid:resume>/lines/<str:line>/leaf", writing.leaf),
    path("resume/<uuid:resume>/pages/<int:number>.png", views.picture),
    path("resume/<uuid:resume>/export/<str:form>", views.export),
]
