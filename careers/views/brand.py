"""The company's colour and logo. Their addresses name their content, so whoever has them may keep them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from careers.models import CompanyImage
from careers.presenting import brand
from config.kernel.problems import require_safe

FOR_GOOD = "public, max-age=31536000, immutable"
ONLY_A_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The policy of what was uploaded: it may style itself, and do nothing else."""


@csrf_exempt
@require_safe
def brand_css(request: HttpRequest, colour: str) -> HttpResponse:
    """The accent of light and dark pages, of a colour in six hexadecimal digits. No query."""
    return HttpResponse(
        brand.sheet(f"#{colour}"), content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_GOOD}
    )


@csrf_exempt
@require_safe
def brand_image(request: HttpRequest, name: str) -> HttpResponse:
    """A logo that the company has or had. One query."""
    image = CompanyImage.objects.filter(name=name).first()
    if image is None:
        raise Http404("There is no such picture.")
    headers = {"Cache-Control": FOR_GOOD, "Content-Security-Policy": ONLY_A_PICTURE}
    return HttpResponse(bytes(image.content), content_type=image.content_type, headers=headers)
