"""The one router of the REST API."""

urlpatterns: list[object] = []
