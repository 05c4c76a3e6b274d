"""Addresses of incoming files."""

from django.urls import path

from guanxi.ops.imports import views

urlpatterns = [
    path("imports/", views.desk, name="imports"),
    path("imports/upload/", views.upload, name="imports_upload"),
    path("imports/appraise/", views.appraise, name="appraise"),
    path("imports/<uuid:upload_id>/", views.file, name="imports_file"),
    path("imports/<uuid:upload_id>/preview/", views.preview, name="imports_preview"),
    path("imports/<uuid:upload_id>/load/", views.load, name="imports_load"),
    path("imports/<uuid:upload_id>/mapping/", views.save_mapping, name="imports_mapping"),
    path("imports/<uuid:upload_id>/discard/", views.discard, name="imports_discard"),
    path("imports/loads/<str:load_id>/undo/", views.undo, name="imports_undo"),
    path("imports/loads/<str:load_id>/quarantine/", views.quarantine, name="imports_quarantine"),
]
