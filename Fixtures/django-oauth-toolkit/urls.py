"""The toolkit's endpoints, below /o/; RFC 8414 has its document at the root, with the issuer's path behind it."""
from django.urls import include, path
from oauth2_provider import urls

urlpatterns = [path("o/", include(urls, namespace="oauth2_provider"))]
if hasattr(urls, "metadata_urlpatterns"):
    urlpatterns.append(path("", include((urls.metadata_urlpatterns, "oauth2_provider"), namespace="root")))
