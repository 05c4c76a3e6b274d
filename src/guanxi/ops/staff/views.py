"""Log in and out, the second factor, and one's own account."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import devices_for_user
from django_otp import login as verified
from django_otp.plugins.otp_totp.models import TOTPDevice

from guanxi.ops.ground.actors import EVERYBODY, ROLE_NAMES
from guanxi.ops.ground.doors import PUBLIC, actor_of, door, tongue
from guanxi.ops.ground.menu import first_page
from guanxi.ops.staff import actions


class LogIn(LoginView):
    """Name and password."""

    template_name = "staff/login.html"
    redirect_authenticated_user = True


log_in: Any = LogIn.as_view()
log_in.roles, log_in.methods = PUBLIC, ("GET", "POST")
log_out: Any = LogoutView.as_view()
log_out.roles, log_out.methods = PUBLIC, ("POST",)


def locked(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Say that too many attempts failed."""
    return render(request, "staff/locked.html", status=429)


@door(EVERYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """Begin where the role begins."""
    return redirect(first_page(actor_of(request)))


@door(EVERYBODY, "GET", "POST")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second factor, or help to take one up."""
    user: Any = request.user
    devices = list(devices_for_user(user, confirmed=True))
    if not devices:
        return _take_up(request)
    if request.method == "POST":
        token = request.POST.get("token", "").strip().replace(" ", "")
        for device in devices:
            if device.verify_token(token):
                verified(request, device)
                return redirect(_onward(request))
        messages.error(
            request, {"zh": "验证码不对，请再试。", "en": "That code is not right; try again."}[tongue(request)]
        )
    return render(request, "staff/second_factor.html")


def _take_up(request: HttpRequest) -> HttpResponse:
    """Show the key to scan and confirm it by its first code."""
    user: Any = request.user
    pending = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").first()
    device = pending or TOTPDevice.objects.create(user=user, confirmed=False, name="phone")
    if request.method == "POST":
        codes = actions.confirm_device(actor_of(request), device.pk, request.POST.get("token", "").strip())
        device.refresh_from_db()
        verified(request, device)
        return render(request, "staff/recovery.html", {"codes": codes})
    picture = segno.make(device.config_url).svg_data_uri(scale=5, border=2)
    return render(request, "staff/take_up.html", {"picture": picture, "address": device.config_url})


def _onward(request: HttpRequest) -> str:
    """Where somebody wanted to go, if it is a page of ours."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"


@door(EVERYBODY, "GET", "POST")
def account(request: HttpRequest) -> HttpResponse:
    """One's own language, theme, password and second factor."""
    user: Any = request.user
    if request.method == "POST":
        if "old" in request.POST:
            changed = actions.password(actor_of(request), request.POST["old"], request.POST.get("new", ""))
            update_session_auth_hash(request, changed)
        else:
            chosen = request.POST
            actions.settings(actor_of(request), chosen.get("language", ""), chosen.get("theme", ""))
        messages.success(request, {"zh": "已保存。", "en": "Saved."}[tongue(request)])
        return redirect("account")
    device = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    return render(request, "staff/account.html", {"device": device, "role": ROLE_NAMES[user.role]})
