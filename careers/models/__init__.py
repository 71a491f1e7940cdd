from careers.models.addresses import Address
from careers.models.checks import DraftCheck, DraftFinding, RuleSetting, Waiver
from careers.models.company import Company, CompanyImage, Department
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
from careers.models.search import SearchText, SearchWord
from careers.models.vacancies import EmploymentType, Posting, PostingRequirement, Vacancy, VacancyPlace

__all__ = [
    "Address",
    "CareerStep",
    "CareerStepListing",
    "Comment",
    "Company",
    "CompanyImage",
    "Department",
    "DraftCheck",
    "DraftFinding",
    "EmploymentType",
    "Family",
    "FamilyListing",
    "HiringProcess",
    "HiringStep",
    "MailChoice",
    "Posting",
    "PostingRequirement",
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
    "SearchText",
    "SearchWord",
    "Specialty",
    "SpecialtyListing",
    "Vacancy",
    "VacancyPlace",
    "Verdict",
    "Waiver",
]
