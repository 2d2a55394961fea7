"""The admin: its site, and the pages for core's own models."""

from core.admin import accounts, links, personal, records, wording
from core.admin.base import StaffModelAdmin
from core.admin.site import site

__all__ = ["StaffModelAdmin", "accounts", "links", "personal", "records", "site", "wording"]
