"""Addresses of work."""

from django.urls import path

from guanxi.ops.jobs import views

urlpatterns = [path("jobs/<uuid:job_id>/", views.job, name="job")]
