"""What the admin's own pages show beside the stock ones."""

from typing import Any

from django import template

from careers.presenting.front import Box, front

register = template.Library()


@register.simple_tag
def front_page(user: Any) -> list[Box]:
    """The boxes of the front page, for this user."""
    return front(user)
