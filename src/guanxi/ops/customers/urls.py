"""Addresses of customers."""

from django.urls import path

from guanxi.ops.customers import views

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/how-many/", views.how_many, name="how_many"),
    path("customers/chosen/", views.chosen, name="chosen"),
    path("customers/export/", views.export, name="export_customers"),
    path("customers/<path:customer_id>/note/", views.note, name="note"),
    path("customers/<path:customer_id>/", views.customer, name="customer"),
]
