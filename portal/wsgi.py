"""The WSGI application: the page cache in front of Django, under the path prefix that the settings name."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django_application = get_wsgi_application()

from portal.page_cache import PageCache  # noqa: E402 - needs the settings, which the line above loads

application = PageCache.from_settings(django_application)
