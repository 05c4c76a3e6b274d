"""Address of the audit trail."""

from django.urls import path

from guanxi.ops.audit import views

urlpatterns = [path("audit/", views.trail, name="audit")]
