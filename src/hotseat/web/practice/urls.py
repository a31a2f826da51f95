"""The addresses of items and attempts."""

from django.urls import path

from hotseat.web.practice import items, live, views

urlpatterns = [
    path("items/<slug:area>/<slug:slug>/", items.item),
    path("items/<slug:area>/<slug:slug>/open", views.open_item),
    path("attempts/<str:attempt_id>/", views.page),
    path("attempts/<str:attempt_id>/draft", views.draft),
    path("attempts/<str:attempt_id>/hint", views.hint),
    path("attempts/<str:attempt_id>/answer", views.answer),
    path("attempts/<str:attempt_id>/probes", views.probes),
    path("attempts/<str:attempt_id>/predict", views.predict),
    path("attempts/<str:attempt_id>/submit", views.submit),
    path("attempts/<str:attempt_id>/give-up", views.give_up),
    path("attempts/<str:attempt_id>/cancel", views.cancel),
    path("attempts/<str:attempt_id>/judge", views.judge_again),
    path("attempts/<str:attempt_id>/assess", views.assess),
    path("attempts/<str:attempt_id>/rate", views.rate),
    path("attempts/<str:attempt_id>/events", live.judgement),
    path("attempts/<str:attempt_id>/prove", live.prove),
    path("attempts/<str:attempt_id>/proofs/<str:run_id>/", live.proof),
    path("attempts/<str:attempt_id>/proofs/<str:run_id>/stop", live.stop),
    path("attempts/<str:attempt_id>/proofs/<str:run_id>/events", live.records),
]
