"""Signing in with a second factor: a time-based code (TOTP) from a phone."""

import base64
import io

import django_otp
import segno
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django_otp.plugins.otp_totp.models import TOTPDevice

from core import audit


class SignInForm(AdminAuthenticationForm):
    """Name, password, and the six digits where the person has a code generator."""

    otp_token = forms.CharField(
        label="动态验证码", required=False, max_length=6, help_text="设置了动态验证码的，填写手机上显示的六位数字。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": "用户名或者密码不对，请再试一次。连续输错五次，账号暂停登录十五分钟。"
    }

    def clean(self):
        cleaned = super().clean()
        devices = (
            list(TOTPDevice.objects.devices_for_user(self.user_cache, confirmed=True))
            if self.user_cache
            else []
        )
        token = cleaned.get("otp_token") or ""
        verified = next((device for device in devices if token and device.verify_token(token)), None)
        if devices and verified is None:
            self.add_error(
                "otp_token",
                "请填写手机上当前显示的六位动态验证码。" if not token else "动态验证码不正确或者已过期。",
            )
        if verified:
            self.user_cache.otp_device = verified
            self.request.verified_device = verified
        return cleaned


def remember_verified(request) -> None:
    """After signing in: the session knows that the second factor was given."""
    device = getattr(request, "verified_device", None)
    if device:
        django_otp.login(request, device)


def waiting_device(user) -> TOTPDevice:
    """The code generator that is being set up."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "手机"})[0]


class EnrolForm(forms.Form):
    token = forms.CharField(
        label="六位数字", max_length=6, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args, device, **kwargs):
        self.device = device
        super().__init__(*args, **kwargs)

    def clean_token(self):
        token = self.cleaned_data["token"]
        if not self.device.verify_token(token):
            raise forms.ValidationError("数字不对，请核对手机的时间是否准确，再填写当前显示的六位数字。")
        return token

    def confirm(self, request) -> None:
        """Make it the person's only code generator."""
        with audit.act("设置动态验证码", request.user, by=request.user):
            TOTPDevice.objects.filter(user=request.user).exclude(pk=self.device.pk).delete()
            self.device.confirmed = True
            self.device.save()
        django_otp.login(request, self.device)


def qr_code(address: str) -> str:
    """The SVG to scan."""
    buffer = io.BytesIO()
    segno.make(address).save(buffer, kind="svg", scale=5, xmldecl=False, svgclass=None, lineclass=None)
    return buffer.getvalue().decode()


def base32(device) -> str:
    """The secret for those who type it."""
    return base64.b32encode(device.bin_key).decode()
