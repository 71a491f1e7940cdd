"""All pages of job families beside their form."""

from careers.admin.checks import Waiving
from careers.admin.restructuring import FamilyRestructuring
from careers.admin.suggestions import Suggesting
from careers.admin.wizards import Wizard


class FamilyPages(Wizard, Waiving, FamilyRestructuring, Suggesting):
    """What FamilyAdmin has besides: making one, changing its shape, waiving, and saying once what is said often."""
