"""Addresses of the office."""

from django.urls import path

from guanxi.ops.office import trail, views

urlpatterns = [
    path("audit/", trail.trail, name="audit"),
    path("settings/", views.settings, name="settings"),
    path("settings/actions/<slug:name>/", views.change_action, name="change_action"),
    path("settings/staff/", views.staff, name="staff"),
    path("settings/staff/<str:username>/", views.change_staff, name="change_staff"),
    path("settings/staff/<str:username>/password/", views.reset_password, name="reset_password"),
]
