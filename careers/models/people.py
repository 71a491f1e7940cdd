"""What people may work on, and which e-mails they want."""

from django.conf import settings
from django.db import models

from careers.models.company import Department


class Remit(models.Model):
    """That somebody's rights over families reach no farther than a department and what lies under it. Several add up;
    whoever has none is not limited."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="remits")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["user", "department"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "department"],
                name="remit_once",
                violation_error_message="That department is among theirs already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.department}"


class MailChoice(models.Model):
    """Which e-mails somebody wants. Whoever never chose gets all three kinds."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice")
    to_review = models.BooleanField("a change waits for my review", default=True)
    decisions = models.BooleanField("something was decided on what I submitted", default=True)
    to_publish = models.BooleanField("a change is approved and waits to be published", default=True)

    def __str__(self) -> str:
        return f"E-mails to {self.user}"
