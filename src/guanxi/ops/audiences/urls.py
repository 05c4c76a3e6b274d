"""Addresses of audiences."""

from django.urls import path

from guanxi.ops.audiences import views

urlpatterns = [
    path("audiences/", views.audiences, name="audiences"),
    path("audiences/<int:audience>/delete/", views.delete, name="delete_audience"),
    path("audiences/<int:audience>/export/", views.export, name="export_audience"),
]
