"""Addresses of keys."""

from django.urls import path

from guanxi.ops.keys import views

urlpatterns = [
    path("settings/keys/", views.keys, name="keys"),
    path("settings/keys/<slug:prefix>/revoke/", views.revoke, name="key_revoke"),
]
