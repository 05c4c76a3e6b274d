"""Addresses of returns."""

from django.urls import path

from guanxi.ops.returns import views

urlpatterns = [
    path("returns/", views.returns, name="returns"),
    path("statement/", views.statement, name="statement"),
]
