"""System checks: what would hurt later. `manage.py check` shows all; errors stop `prepare`, and with it the server."""

import importlib.util
import ipaddress
import sys
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Info, Tags, Warning, register
from django.db import DatabaseError, connection

from core import clock, daily, pdf
from core.backup import keyring
from core.models import User

TAG = "portal"
SHORTEST_SECRET = 32
GIVEN_AWAY = ("django-insecure", "changeme", "change-me", "secret", "password", "insecure")


def _running(*commands) -> bool:
    """Whether this process is one of manage.py's commands: what is dear is not asked before each of them."""
    return len(sys.argv) > 1 and sys.argv[1] in commands


# Settings --------------------------------------------------------------------------------------------------
@register(TAG, Tags.security)
def debug(app_configs, **kwargs):
    if not (settings.DEBUG and settings.PUBLIC_HOST):
        return []
    return [
        Error(
            "设置了公开域名（PORTAL_HOSTS），不能开调试模式。", hint="去掉 PORTAL_DEBUG。", id="portal.E001"
        )
    ]


@register(TAG, Tags.security)
def secret_key(app_configs, **kwargs):
    """With a public host a weak secret is an error, for it signs sessions; else a warning."""
    secret = settings.SECRET_KEY
    weak = len(secret) < SHORTEST_SECRET or len(set(secret)) < 8 or secret.lower().startswith(GIVEN_AWAY)
    if not weak:
        return []
    level = Error if settings.PUBLIC_HOST else Warning
    hint = "去掉 PORTAL_SECRET_KEY，由系统生成；或者换成50个以上的随机字符。"
    return [level("PORTAL_SECRET_KEY 太短或者是示例值。", hint=hint, id="portal.E002")]


@register(TAG, Tags.security)
def proxies(app_configs, **kwargs):
    return [
        Error(
            f"PORTAL_PROXIES 里的“{proxy}”不是地址或者网段。",
            hint="写成 10.0.0.5 或者 10.0.0.0/24，用逗号分开。",
            id="portal.E003",
        )
        for proxy in settings.PORTAL_PROXIES
        if not _is_network(proxy)
    ] + [
        Warning(f"PORTAL_PROXIES 里的“{proxy}”信任所有地址，来源地址可以伪造。", id="portal.W003")
        for proxy in settings.PORTAL_PROXIES
        if _is_network(proxy) and ipaddress.ip_network(proxy, strict=False).prefixlen == 0
    ]


def _is_network(text):
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


@register(TAG)
def site_code(app_configs, **kwargs):
    if not settings.PUBLIC_HOST or settings.SITE["id_code"].strip("0"):
        return []
    return [Warning("政府网站标识码还是全零。", hint="设置 SITE_ID_CODE。", id="portal.W004")]


# Keys ------------------------------------------------------------------------------------------------------
@register(TAG, Tags.security)
def keys_apart(app_configs, **kwargs):
    """Whoever copies the data folder must not get the keys with it."""
    keys, data = Path(settings.PORTAL_KEYS).resolve(), Path(settings.PORTAL_DATA).resolve()
    if not settings.PUBLIC_HOST or (keys != data and data not in keys.parents):
        return []
    hint = "把密钥文件夹移到别处，用 PORTAL_KEYS 指明，权限0700。"
    return [Warning("密钥放在数据文件夹（PORTAL_DATA）里面。", hint=hint, id="portal.W001")]


@register(TAG, Tags.security)
def keys_private(app_configs, **kwargs):
    folder = Path(settings.PORTAL_KEYS)
    paths = [path for path in (folder, *keyring.key_files().values()) if path.exists()]
    return [
        Warning(f"其他用户可以读取{path}。", hint=f"chmod go= {path}", id="portal.W002")
        for path in paths
        if path.stat().st_mode & 0o077
    ]


# What asks the database ------------------------------------------------------------------------------------
@register(TAG, Tags.security)
def demo_accounts(app_configs, databases=None, **kwargs):
    """Known passwords on a public site. Asked by `check --database default` and before the server starts."""
    if not settings.PUBLIC_HOST or not (databases or _running("prepare")):
        return []
    try:
        if User._meta.db_table not in connection.introspection.table_names():
            return []
        active = list(
            User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True)[:5]
        )
    except DatabaseError:
        return []  # an older database that `prepare` is about to migrate, or none: that is said elsewhere
    if not active:
        return []
    hint = "先去掉 PORTAL_HOSTS 启动，在后台停用全部演示账号；新站请用 PORTAL_DEMO=0。"
    return [Error(f"设置了公开域名，演示账号仍在用：{'、'.join(active)}。", hint=hint, id="portal.E004")]


@register(TAG)
def next_calendar(app_configs, databases=None, **kwargs):
    if not databases:
        return []
    try:
        return [Warning(one, id="portal.W005") for one in daily.missing_calendars(clock.today())]
    except DatabaseError:
        return []


# What is installed -----------------------------------------------------------------------------------------
@register(TAG)
def pdf_possible(app_configs, **kwargs):
    if not _running("check") or (importlib.util.find_spec("weasyprint") and pdf.is_available()):
        return []
    hint = "安装 Pango：Debian 上 apt-get install libpangoft2-1.0-0 fonts-noto-cjk。"
    return [Info("不能生成PDF，页面上不提供PDF。", hint=hint, id="portal.I001")]
