from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Someone who logs in: HR, a reviewer, a member of staff. Candidates never do."""

    @property
    def shown_name(self) -> str:
        """How others see this person: the full name, or "a member of staff" so that no log-in name gets out."""
        return self.get_full_name() or "a member of staff"
