from config.kernel.models.audit import AuditRecord
from config.kernel.models.catalogue import Catalogue
from config.kernel.models.reference import Reference, ReferenceVersion, recording
from config.kernel.models.users import User

__all__ = ["AuditRecord", "Catalogue", "Reference", "ReferenceVersion", "User", "recording"]
