"""Addresses of returns."""

from django.urls import path

from guanxi.ops.returns import equity, views

urlpatterns = [
    path("returns/", views.returns, name="returns"),
    path("returns/people/", views.people, name="returns_people"),
    path("statement/", equity.statement, name="statement"),
    path("statement/people/", equity.people, name="statement_people"),
]
