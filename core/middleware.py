"""What each request passes besides Django's own: where it came from, idle sign-out, permissions policy."""

import ipaddress
import time

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse

from core import audit, clock

POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


def client_address(request) -> str:
    """The caller's address; X-Forwarded-For counts only as far as trusted proxies (PORTAL_PROXIES) vouch for it."""
    address = request.META.get("REMOTE_ADDR", "")
    chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while chain and _trusted(address):
        address = chain.pop().strip() or address
    return address if _is_address(address) else ""


def _is_address(text) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _trusted(address) -> bool:
    if not _is_address(address):
        return False
    return any(
        ipaddress.ip_address(address) in ipaddress.ip_network(proxy, strict=False)
        for proxy in settings.PORTAL_PROXIES
    )


class PermissionsPolicy:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        return response


class OneMoment:
    """A page is made as of one moment: one that read the clock before and after the hour of a publication would lack the
    record and say that it stays true until the next change."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with clock.at(clock.now()):
            return self.get_response(request)


class Origin:
    """Lets the audit trail say from which address a step came."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = audit.origin.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            audit.origin.reset(token)


class BodyLimit:
    """Refuses what is too long before a byte of it is read: parsing writes uploads to the disk, whoever sent them.

    A check of its own before CSRF's, which reads the form. Only those who signed in may send what staff may upload.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        said = request.META.get("CONTENT_LENGTH") or "0"
        length = int(said) if said.isascii() and said.isdigit() else 0
        if length <= settings.MAX_BODY_BYTES:
            return None
        if request.user.is_authenticated and length <= settings.MAX_STAFF_BODY_BYTES:
            return None
        response = render(request, "413.html", status=413)
        response["Connection"] = "close"  # what was sent is not read
        return response


class IdleSignOut:
    """Ends a session that nobody used for IDLE_MINUTES, and asks for a changed password or a second factor first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith("/admin/") or not request.user.is_authenticated:
            return self.get_response(request)
        if self._idle(request):
            logout(request)
            return redirect(f"{reverse('admin:login')}?idle=1&next={request.path}")
        request.session["seen_at"] = int(time.time())
        return self._detour(request) or self.get_response(request)

    def _idle(self, request):
        seen = request.session.get("seen_at")
        return seen is not None and time.time() - seen > settings.IDLE_MINUTES * 60

    def _detour(self, request):
        free = (
            "/admin/login/",
            "/admin/logout/",
            "/admin/password_change/",
            "/admin/second-factor/",
            "/admin/jsi18n/",
        )
        if request.path_info.startswith(free):
            return None
        if request.user.must_change_password:
            return redirect("admin:password_change")
        if settings.SECOND_FACTOR_REQUIRED and not request.user.is_verified():
            return redirect("admin:second_factor")
        return None
