from careers.models.addresses import Address
from careers.models.company import Company, Department
from careers.models.drafts import CareerStep, Family, HiringProcess, HiringStep, Role, Specialty
from careers.models.listings import (
    CareerStepListing,
    FamilyListing,
    GradeListing,
    ProcessListing,
    RoleListing,
    SpecialtyListing,
)
from careers.models.publications import Publication, Revision

__all__ = [
    "Address",
    "CareerStep",
    "CareerStepListing",
    "Company",
    "Department",
    "Family",
    "FamilyListing",
    "GradeListing",
    "HiringProcess",
    "HiringStep",
    "ProcessListing",
    "Publication",
    "Revision",
    "Role",
    "RoleListing",
    "Specialty",
    "SpecialtyListing",
]
