"""Addresses of the treasure map."""

from django.urls import path

from guanxi.ops.treasure import views

urlpatterns = [path("map/", views.treasure_map, name="treasure_map")]
