"""Every address of the house; slices bring their own."""

from django.urls import include, path

from guanxi.ops.staff import views as staff

SLICES = (
    "ground.charts",
    "jobs.urls",
    "imports.urls",
    "treasure.urls",
    "customers.urls",
    "audiences.urls",
    "plans.urls",
    "tasks.urls",
    "returns.urls",
    "doctor.urls",
    "office.urls",
    "keys.urls",
    "api.urls",
)

urlpatterns = [
    path("", staff.home, name="home"),
    path("login/", staff.log_in, name="login"),
    path("logout/", staff.log_out, name="logout"),
    path("account/", staff.account, name="account"),
    path("account/second-factor/", staff.second_factor, name="second_factor"),
    *(path("", include(f"guanxi.ops.{name}")) for name in SLICES),
]
