"""The measure of lists: Django REST framework with nothing of ours, which lists the same stored rows. No names, links,
filters or secrets; no middleware."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []

from django.core.wsgi import get_wsgi_application  # noqa: E402 - of the settings above

application = get_wsgi_application()

from django.urls import path  # noqa: E402 - once the apps are there
from rest_framework.generics import ListAPIView  # noqa: E402
from rest_framework.pagination import LimitOffsetPagination  # noqa: E402
from rest_framework.permissions import AllowAny  # noqa: E402
from rest_framework.serializers import ModelSerializer  # noqa: E402

from careers.models import RoleListing  # noqa: E402


class RowSerializer(ModelSerializer):
    class Meta:
        model = RoleListing
        fields = ["family_slug", "slug", "title", "department", "track", "level", "hiring", "visibility", "internal"]


class Pages(LimitOffsetPagination):
    default_limit = 50


class Rows(ListAPIView):
    """50 rows with their composed roles as JSON."""

    queryset = RoleListing.objects.order_by("family_slug", "position")
    serializer_class = RowSerializer
    pagination_class = Pages
    permission_classes = [AllowAny]
    authentication_classes = []
    filter_backends = []


urlpatterns = [path("roles/", Rows.as_view())]
