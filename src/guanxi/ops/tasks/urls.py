"""Addresses of tasks."""

from django.urls import path

from guanxi.ops.tasks import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("tasks/<int:task>/done/", views.done, name="task_done"),
    path("tasks/<int:task>/postpone/", views.postpone, name="task_postpone"),
    path("tasks/<int:task>/reopen/", views.reopen, name="task_reopen"),
    path("tasks/<int:task>/decline/", views.decline, name="task_decline"),
]
