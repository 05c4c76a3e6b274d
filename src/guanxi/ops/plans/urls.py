"""Addresses of plans."""

from django.urls import path

from guanxi.ops.plans import views

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/<slug:plan_id>/", views.plan, name="plan"),
    path("plans/<slug:plan_id>/approve/", views.approve, name="approve_plan"),
    path("plans/<slug:plan_id>/withdraw/", views.withdraw, name="withdraw_plan"),
    path("plans/<slug:plan_id>/export/", views.export, name="export_plan"),
]
