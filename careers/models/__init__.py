from careers.models.addresses import Address
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
from careers.models.publications import Publication, Revision

__all__ = [
    "Address",
    "CareerStep",
    "CareerStepListing",
    "Company",
    "Department",
    "Family",
    "FamilyListing",
    "HiringProcess",
    "HiringStep",
    "ProcessListing",
    "Publication",
    "Revision",
    "Role",
    "RoleListing",
    "RoleTerm",
    "Specialty",
    "SpecialtyListing",
]
