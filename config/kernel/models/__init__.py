from config.kernel.models.audit import AuditRecord
from config.kernel.models.catalogue import Catalogue
from config.kernel.models.events import Event
from config.kernel.models.reference import Reference, ReferenceVersion, recording
from config.kernel.models.tokens import Scope, ServiceToken
from config.kernel.models.users import User
from config.kernel.models.webhooks import Delivery, Webhook

__all__ = [
    "AuditRecord",
    "Catalogue",
    "Delivery",
    "Event",
    "Reference",
    "ReferenceVersion",
    "Scope",
    "ServiceToken",
    "User",
    "Webhook",
    "recording",
]
