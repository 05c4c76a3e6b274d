"""Address of the doctor."""

from django.urls import path

from guanxi.ops.doctor import views

urlpatterns = [path("doctor/", views.doctor, name="doctor")]
