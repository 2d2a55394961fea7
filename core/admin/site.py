from django.conf import settings
from django.contrib import admin
from django.shortcuts import redirect, render
from django.urls import path

from core import audit, clock, worklist
from core.admin.passwords import ChangePasswordForm
from core.admin.second_factor import EnrolForm, SignInForm, base32, qr_code, remember_verified, waiting_device
from core.duties import Duty
from core.models import User


class PortalAdminSite(admin.AdminSite):
    """Chinese throughout; the first page is the work list; signing in asks for the second factor where there is one."""

    site_header = f"{settings.SITE['office_name'].removesuffix('人民政府')}政府信息公开管理"
    site_title = "政府信息公开管理"
    index_title = "我的工作"
    index_template = "admin/work_list.html"
    login_form = SignInForm
    enable_nav_sidebar = False
    empty_value_display = "—"
    password_change_form = ChangePasswordForm
    password_change_template = "admin/password_change.html"
    password_change_done_template = "admin/password_changed.html"
    logout_template = "admin/logged_out.html"
    site_url = None  # the header has its own link to the public pages
    more_urls: list = []  # functions of the site → addresses that a higher floor adds
    acts: list = []  # functions of a user → (position, words, address) of what people often begin

    def get_urls(self):
        own = [path("second-factor/", self.admin_view(self.second_factor), name="second_factor")]
        more = [address for make in self.more_urls for address in make(self)]
        return own + more + super().get_urls()

    def each_context(self, request):
        return super().each_context(request) | {
            "idle_minutes": settings.IDLE_MINUTES,
            "office_name": settings.SITE["office_name"],
        }

    def index(self, request, extra_context=None):
        panels = list(worklist.panels(request.user, clock.today()))
        context = {
            "title": self.index_title,
            "panels": panels,
            "waiting": sum(panel.total or len(panel.tasks) for panel in panels),
            "duties": [duty.label for duty in Duty if duty in request.user.duties],
            "acts": sorted(act for acts in self.acts for act in acts(request.user)),
        }
        return super().index(request, context | (extra_context or {}))

    def login(self, request, extra_context=None):
        response = super().login(request, extra_context)
        if request.user.is_authenticated:
            remember_verified(request)
        return response

    def password_change(self, request, extra_context=None):
        """Whoever has changed the password is no longer asked to."""
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            with audit.act("修改密码", request.user, by=request.user):
                User.objects.filter(pk=request.user.pk).update(must_change_password=False)
        return response

    def second_factor(self, request):
        """Enrol a code generator: scan, type the number, done."""
        device = waiting_device(request.user)
        form = EnrolForm(request.POST or None, device=device)
        if request.method == "POST" and form.is_valid():
            form.confirm(request)
            return redirect("admin:index")
        context = self.each_context(request) | {"title": "设置动态验证码", "form": form}
        context |= {"qr_svg": qr_code(device.config_url), "secret": base32(device)}
        return render(request, "admin/second_factor.html", context)


site = PortalAdminSite()
