"""What a caller may see: decided once per request, applied to everything that goes out."""

from dataclasses import asdict, dataclass
from typing import Any

from careers.handbook.visible import Audience
from config.kernel.models import Scope, ServiceToken


@dataclass(frozen=True)
class Viewer:
    """`internal`: staff who are logged in, and services whose token has the scope for it. The switches are the
    company's of today, whatever day is looked at: what it hides now it hides for the past as well. Staff see all."""

    internal: bool
    grades: bool = True
    job_codes: bool = True
    performance_indicators: bool = True
    interviewers: bool = True

    @classmethod
    def of(cls, user: Any, switches: dict[str, bool], token: ServiceToken | None = None) -> "Viewer":
        """`switches` are those of the catalogue's state; `token` what the user's service shows, if one asks."""
        if user.is_authenticated and user.is_active and (token is None or token.allows(Scope.INTERNAL)):
            return cls(internal=True)
        return cls(internal=False, **switches)

    @property
    def audience(self) -> Audience:
        """The same, for composing and reading documents."""
        return Audience(**asdict(self))

    def mask_document(self, document: Any) -> Any:
        """A family document without what the switches hide; `document` itself is left alone."""
        return {
            **self._mask_owner(document),
            "roles": [self.mask_role(role) for role in document["roles"]],
            "specialties": [self.mask_specialty(specialty) for specialty in document["specialties"]],
            "hiring_processes": [self.mask_process(process) for process in document["hiring_processes"]],
        }

    def mask_role(self, role: Any) -> Any:
        """A role of a document without its hidden facts."""
        role = self._mask_owner(role)
        if not self.grades:
            role = {**role, "grade": None, "grade_options": [], "grade_scheme": ""}
        if not self.job_codes:
            role = {**role, "job_code": ""}
        return role

    def mask_composed(self, role: Any) -> Any:
        """A composed role without its hidden facts, and those of its specialties and hiring processes."""
        role = self.mask_role(role)
        role = {**role, "hiring_processes": [self.mask_process(each) for each in role["hiring_processes"]]}
        hidden: dict[str, Any] = {} if self.grades else {"grade": None}
        hidden |= {} if self.job_codes else {"job_code": ""}
        specialties = [{**each, **hidden} for each in role["specialties"]]
        chosen = {**role["specialty"], **hidden} if role["specialty"] else None
        return {**role, "specialties": specialties, "specialty": chosen}

    def mask_specialty(self, specialty: Any) -> Any:
        """A specialty of a document without its hidden facts."""
        specialty = self._mask_owner(specialty)
        if not self.grades:
            specialty = {**specialty, "grades": {}}
        if not self.job_codes:
            specialty = {**specialty, "job_codes": {}}
        return specialty

    def mask_process(self, process: Any) -> Any:
        """A hiring process without the interviewers, if those are hidden."""
        if self.interviewers:
            return process
        return {**process, "steps": [{**step, "interviewer": ""} for step in process["steps"]]}

    def _mask_owner(self, owner: Any) -> Any:
        if self.performance_indicators:
            return owner
        leads = {name: text for name, text in owner.get("leads", {}).items() if name != "performance_indicators"}
        return {**owner, "performance_indicators": [], "leads": leads}
