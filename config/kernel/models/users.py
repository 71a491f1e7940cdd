from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from config.kernel.models.catalogue import Catalogue

NAMES = {"first_name", "last_name"}


class User(AbstractUser):
    """Someone who logs in: HR, a reviewer, a member of staff. Candidates never do."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves. Histories show who published what, so a changed name is a change of the catalogue."""
        with transaction.atomic():
            renamed = self._is_renamed(kwargs.get("update_fields"))
            super().save(*args, **kwargs)
            if renamed:
                Catalogue.objects.bump()

    def _is_renamed(self, update_fields: Any) -> bool:
        if self.pk is None or (update_fields is not None and not NAMES & set(update_fields)):
            return False
        same = {name: getattr(self, name) for name in NAMES}
        return User.objects.filter(pk=self.pk).exclude(**same).exists()

    @property
    def shown_name(self) -> str:
        """How others see this person: the full name, or "a member of staff" so that no log-in name gets out."""
        return self.get_full_name() or "a member of staff"
