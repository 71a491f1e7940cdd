"""Events, as services are told of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiWebhook
from rest_framework import serializers

from careers.serializers.fields import Address, Resource, Verbatim
from config.kernel.models.webhooks import TYPES


@dataclass(frozen=True)
class EventSubject:
    """What the event is about: its resource and slug, as this API names them, and its address here. A vacancy goes by
    its number. `day` is the one from which it holds, by the company's calendar: of what was published for a day in the
    past that day, else the day on which it is told."""

    resource: str
    slug: str
    day: date
    url: Address | None


class EventSerializer(Resource):
    """Something that happened, without its texts: read those at the address. The same may be told twice, with the same
    id, and what is told together in any order."""

    id = serializers.CharField()
    type = serializers.ChoiceField(choices=sorted(TYPES.items()))
    timestamp = serializers.DateTimeField(help_text="When it was told, in UTC.")
    data = Verbatim(EventSubject)  # type: ignore[assignment]


def _header(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "description": description, "schema": {"type": "string"}}


TOLD = OpenApiWebhook(
    "event",
    {
        "post": {
            "summary": "An event, posted to the address of a webhook",
            "description": (
                "Webhooks are made in the admin. The message is that of /api/v1/changes/, signed as Standard Webhooks "
                "(standardwebhooks.com) says, with the secret that is shown as the webhook is made. Anything but a 2xx "
                "within ten seconds is tried again for a day, redirects included; 410 switches the webhook off. A "
                "message may come twice, under the same id, and not always in the order of what happened. A ping has "
                "the type ping and no data."
            ),
            "parameters": [
                _header("webhook-id", "The event's id; the same however often it is sent."),
                _header("webhook-timestamp", "When it is sent: seconds since 1970."),
                _header("webhook-signature", "v1, and HMAC-SHA256 of id.timestamp.body in base64; several by spaces."),
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}},
            },
            "responses": {"2XX": {"description": "Taken."}, "410": {"description": "Send no more."}},
        }
    },
)
"""For the OpenAPI document."""
