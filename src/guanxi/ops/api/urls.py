"""The interface's address."""

from django.urls import path

from guanxi.ops.api.interface import api

urlpatterns = [path("api/v1/", api.urls)]
