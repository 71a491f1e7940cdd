"""What the style sheet has, for those who build pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from careers.reading import Reading, public_page
from careers.views.page import page

NAMES = ("Backend", "Calibration", "Field Service", "Firmware", "Hydrology", "Legal", "Sales", "Support")


@public_page
def styleguide(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Every component with invented contents. Only in development; no query beside the reading's."""
    if not settings.DEBUG:
        raise Http404("There is nothing at this address.")
    return page(request, reading, "careers/styleguide.html", names=NAMES)
