from django.urls import include, path

from core.admin import site as admin_site
from oversight.years import years
from policies.views.documents import feed
from portal import errors, search, views

urlpatterns = [
    path("", views.home, name="home"),
    path("disclosure/annual-reports/", years, name="annual-reports"),
    path("disclosure/", include("disclosure.urls")),
    path("policies/", include("questions.urls")),  # policies/questions/, ask/, inquiries/
    path("policies/", include("policies.urls")),
    path("decisions/", include("decisions.urls")),
    path("applications/", include("applications.urls")),
    path("oversight/", include("oversight.urls")),
    path("search/", search.search, name="search"),
    path("feeds/policies.atom", feed, name="feed-policies"),
    path("feeds/<slug:name>.atom", views.feed, name="feed"),
    path("feeds/c/<slug:slug>.atom", views.category_feed, name="feed-category"),
    path("site-map/", views.site_map, name="site_map"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("styleguide/", views.style_guide, name="style_guide"),
    path("display/", views.display, name="display"),
    path("leave/", views.leave, name="leave"),
    path("api/v1/", include("portal.api.urls")),
    path("admin/", admin_site.urls),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
