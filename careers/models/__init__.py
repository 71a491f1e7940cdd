from careers.models.addresses import Address
from careers.models.checks import DraftCheck, DraftFinding, RuleSetting, Waiver
from careers.models.company import Company, Department
from careers.models.drafts import CareerStep, Family, HiringProcess, HiringStep, Role, Specialty
from careers.models.listings import (
    CareerStepListing,
    FamilyListing,
    ProcessListing,
    RoleListing,
    RoleTerm,
    SpecialtyListing,
)
from careers.models.people import MailChoice, Remit
from careers.models.publications import Publication, Revision
from careers.models.reviews import Comment, ReviewStage, ReviewStep, Verdict

__all__ = [
    "Address",
    "CareerStep",
    "CareerStepListing",
    "Comment",
    "Company",
    "Department",
    "DraftCheck",
    "DraftFinding",
    "Family",
    "FamilyListing",
    "HiringProcess",
    "HiringStep",
    "MailChoice",
    "ProcessListing",
    "Publication",
    "Remit",
    "ReviewStage",
    "ReviewStep",
    "Revision",
    "Role",
    "RoleListing",
    "RoleTerm",
    "RuleSetting",
    "Specialty",
    "SpecialtyListing",
    "Verdict",
    "Waiver",
]
