"""What comes close to breaking a content rule and does not."""

from typing import Any

from tests.handbook.rules.families import (
    BARE,
    FOUR,
    HYDROLOGIST,
    JUNIOR,
    MANAGER,
    MANAGERS,
    POINTER,
    PROCESS,
    SENIOR,
    role,
    says,
)

Parts = dict[str, Any]

LEADS = [{"text": "Leads the crew", "applies_to": MANAGERS}]
DRILLS = [{"text": "Drills", "applies_to": {"specialties": ["wells"]}}]
JUNIORS = {"roles": ["junior"]}

MISSES: list[tuple[str, Parts]] = [
    ("reaches-nobody", {"roles": [], "requirements": LEADS}),
    (
        "reaches-nobody",
        {
            "requirements": LEADS,
            "sections": [{"heading": "On leading", "body": "Often.", "applies_to": MANAGERS}],
            "roles": [
                {**JUNIOR, "requirements": LEADS},
                {**HYDROLOGIST, "requirements": LEADS},
                {**MANAGER, "extends": "hydrologist", "sections": [{"body": "By boat.", "applies_to": MANAGERS}]},
            ],
            "hiring_processes": [{**PROCESS, "applies_to": MANAGERS}],
        },
    ),
    (
        "reaches-nobody",
        {"roles": [{**JUNIOR, "requirements": LEADS}, {**MANAGER, "extends": None, "requirements": [POINTER]}]},
    ),
    (
        "reaches-nobody",
        {
            "requirements": DRILLS,
            "roles": [{**JUNIOR, "requirements": DRILLS}, {**HYDROLOGIST, "requirements": DRILLS}],
            "specialties": [
                {"name": "Wells", "slug": "wells", "roles": ["hydrologist"], "requirements": DRILLS},
                {"name": "Rain", "slug": "rain", "requirements": [{"text": "Waits", "applies_to": JUNIORS}]},
            ],
        },
    ),
    ("no-roles", {"roles": [BARE]}),
    (
        "missing-responsibilities",
        {
            "responsibilities": [],
            "roles": [{**JUNIOR, **says("x", name="responsibilities")}, SENIOR | {"extends": "junior"}],
        },
    ),
    ("missing-responsibilities", {"responsibilities": [], "leads": {"responsibilities": "Whatever the river asks."}}),
    (
        "missing-responsibilities",
        {"responsibilities": [], "roles": [{**BARE, "sections": [{"heading": "Expectations", "body": "- Reads"}]}]},
    ),
    (
        "missing-requirements",
        {"requirements": [], "roles": [{**JUNIOR, **says("x")}, {**BARE, "requirements": [POINTER]}]},
    ),
    ("performance-indicators", {"roles": [{**BARE, **says("a", "b", name="performance_indicators")}]}),
    ("performance-indicators", {"performance_indicators": [], "leads": {"performance_indicators": "As the team's."}}),
    (
        "performance-indicators",
        {
            "performance_indicators": [],
            "specialties": [{"name": "W", "slug": "w", **says("a", name="performance_indicators")}],
        },
    ),
    ("indicator-without-link", says("Error: <https://data.example.com/error>", name="performance_indicators")),
    (
        "empty-part",
        {
            "sections": [{"body": "Text without a heading"}],
            "specialties": [{"name": "W", "slug": "w", "primary_language": "R"}],
            "hiring_processes": [{"outro": "Ask us."}],
        },
    ),
    ("specialty-without-roles", {"specialties": [{"name": "Groundwater", "slug": "groundwater"}]}),
    (
        "specialty-without-roles",
        {
            "roles": [JUNIOR, MANAGER],
            "specialties": [{"name": "Groundwater", "slug": "groundwater", "roles": ["junior"]}],
        },
    ),
    ("missing-grade", {"roles": [{**BARE, "grade": None, "grade_options": ["6", "7"]}]}),
    ("unknown-grade", {"roles": [{**BARE, "grade": "15", "grade_scheme": "sales"}]}),
    (
        "level-of-other-track",
        {"roles": [role("Fellow", "fellow", level=None), role("Poet", "poet", level="poet"), JUNIOR, MANAGER]},
    ),
    (
        "grade-not-rising",
        {"roles": [JUNIOR, MANAGER | {"grade": "5"}, role("Senior Diver", "diver", level="senior", grade="5")]},
    ),
    (
        "grade-not-rising",
        {"roles": [JUNIOR, {**HYDROLOGIST, "grade": None, "grade_options": ["5", "6"]}, {**SENIOR, "grade": "x"}]},
    ),
    (
        "grade-of-other-role",
        {
            "roles": [
                {
                    **JUNIOR,
                    "overview": "The Junior Hydrologist is a grade 5. The Diver is a grade 9. This role is a grade 5.",
                }
            ]
        },
    ),
    ("grade-of-other-role", {"roles": [BARE], "overview": "The Hydrologist is a grade 6."}),
    ("missing-market-example", {"roles": [{**BARE, "grade": "7"}, {**MANAGER, "grade": "9", "extends": None}]}),
    (
        "missing-market-example",
        {
            "roles": [
                {
                    **BARE,
                    "grade": "9",
                    "sections": [{"heading": "Market example", "body": "Head of gauges at the Delta works"}],
                }
            ]
        },
    ),
    (
        "missing-market-example",
        {"roles": [{**BARE, "grade": "9"}], "overview": "Benchmarked against comparable titles."},
    ),
    ("missing-market-example", {"roles": [{**BARE, "grade": None, "grade_options": ["7", "8"]}]}),
    ("years-at-entry-grade", {"roles": [{**SENIOR, "extends": None, **says("Ten years on boats")}]}),
    ("years-at-entry-grade", {"requirements": [{"text": "Ten years", "applies_to": {"roles": ["senior"]}}]}),
    (
        "years-of-experience",
        says("Plans for the next five years", "Finished two years of law school", "Knows the yearbooks"),
    ),
    ("years-of-experience", says("Kept a gauge for ten years", name="performance_indicators")),
    (
        "placeholder",
        says("Keeps the to-do list", "Writes placeholder text for forms", "Uses <br> and [links](x)", "Todos los días"),
    ),
    (
        "gendered-pronoun",
        says("Shelters the herd", "They say “here” and “this”", "Ada talks about what makes her proud"),
    ),
    (
        "masculine-coded-word",
        says(
            "Data-driven and test driven work",
            "Watches the competitive market",
            "Sets ambitious goals",
            "Has driven a boat",
        ),
    ),
    ("feminine-coded-word", says("Handles sensitive data", "Writes nurture campaigns", "Every kind of pump")),
    ("fixed-mindset-word", says("Natural language processing", "Acts as a player/coach", "Keeps natural banks")),
    (
        "vacancy-voice",
        {
            **says("Coaches your crew", "You have good boots"),
            "sections": [{"heading": "Hiring process", "body": "You will meet the crew."}],
            "hiring_processes": [{**PROCESS, "intro": "You will hear from us."}],
        },
    ),
    (
        "location",
        says(
            "Finds errors based in habit",
            "Lives in the moment",
            "Works across time zones",
            "Software that lives in the cloud",
        ),
    ),
    (
        "preferred-in-requirements",
        {**says("Negotiates with preferred suppliers"), **says("Diving is a plus", name="nice_to_haves")},
    ),
    ("hiring-step-as-requirement", says("Conducts interviews", "Background in checks and balances")),
    ("required-phrase", {}),
    (
        "same-statement-twice",
        {
            "requirements": [
                {"text": "Swims in cold water", "applies_to": {"roles": ["junior"]}},
                {"text": "Swims in cold water", "applies_to": {"roles": ["senior"]}},
            ]
        },
    ),
    (
        "same-statement-twice",
        {"roles": [{**JUNIOR, **says("Teams")}, {**SENIOR, "extends": "junior", **says("Teams")}]},
    ),
    (
        "same-statement-twice",
        {"roles": [{**JUNIOR, **says("Swims in cold water")}, {**BARE, **says("Swims in cold water")}]},
    ),
    (
        "same-statement-twice",
        {
            "requirements": [{"text": "Swims in cold water", "key": "swims"}],
            "roles": [{**JUNIOR, "omits": ["swims"], **says("Swims in cold water")}],
        },
    ),
    (
        "repeats-lower-role",
        {
            "roles": [
                {**JUNIOR, "promotion_criteria": [], "responsibilities": FOUR},
                {**BARE, "responsibilities": FOUR[:2]},
            ]
        },
    ),
    (
        "repeats-lower-role",
        {
            "roles": [
                {**JUNIOR, "promotion_criteria": [], "responsibilities": FOUR},
                {**HYDROLOGIST, "responsibilities": FOUR},
            ]
        },
    ),
    (
        "repeats-lower-role",
        {
            "roles": [
                {**BARE, "responsibilities": FOUR},
                role("Hydrologist at Sea", "sea", level="intermediate", responsibilities=FOUR),
            ]
        },
    ),
    (
        "dead-link",
        {
            "overview": "[a](/job-families/field-service/Technician/#x), [b](/job-families/hydrology/history/3/), [c](https://example.com/job-families/x/)"
        },
    ),
    (
        "dead-reference",
        {
            "roles": [{**JUNIOR, "reports_to": {"text": "the manager", "role": "field-service/manager"}}],
            "career_steps": [{"text": "Anywhere"}, {"to_family": "field-service"}],
        },
    ),
    ("career-dead-end", {"roles": [{**JUNIOR, "promotion_criteria": []}, SENIOR | {"extends": None}]}),
    (
        "career-dead-end",
        {
            "roles": [{**JUNIOR, "promotion_criteria": []}, SENIOR | {"extends": None}],
            "career_steps": [{"text": "All may go to sea"}, {"from_role": "senior"}],
        },
    ),
    (
        "career-dead-end",
        {"roles": [{**JUNIOR, "promotion_criteria": []}, MANAGER], "career_steps": [{"from_role": "manager"}]},
    ),
    ("missing-job-code", {}),
    ("shared-job-code", {"roles": [{**JUNIOR, "job_code": "H1"}, {**HYDROLOGIST, "job_code": "H2"}, SENIOR]}),
    (
        "shared-job-code",
        {
            "roles": [{**JUNIOR, "job_code": "H1"}, HYDROLOGIST],
            "specialties": [{"name": "Wells", "slug": "wells", "job_codes": {"junior": "H1-W", "hydrologist": "H2-W"}}],
        },
    ),
    (
        "missing-specialty-job-code",
        {
            "specialties": [
                {
                    "name": "Wells",
                    "slug": "wells",
                    "roles": ["junior", "senior"],
                    "job_codes": {"junior": "W1", "senior": "W3"},
                },
                {"name": "Weirs", "slug": "weirs"},
                {"name": "Maps", "slug": "maps", "roles": ["junior", "senior"], "job_codes": {"hydrologist": "M2"}},
            ]
        },
    ),
    ("missing-hiring-process", {"hiring_processes": [], "roles": []}),
    (
        "missing-hiring-process",
        {"hiring_processes": [], "sections": [{"heading": "Interview plan", "body": "Three talks"}]},
    ),
    (
        "no-first-screening",
        {"hiring_processes": [{"steps": [{"text": "Coffee with our recruiting team"}]}, {"intro": "Prose"}]},
    ),
    (
        "no-first-screening",
        {"hiring_processes": [PROCESS, {"applies_to": {"roles": ["senior"]}, "steps": [{"text": "A talk"}]}]},
    ),
    ("no-offer", {"hiring_processes": [{"steps": PROCESS["steps"][:2], "outro": "Then we make an offer."}]}),
    (
        "hiring-too-long",
        {
            "hiring_processes": [
                {
                    "steps": [
                        {"text": "A day", "minutes": (1, 300)},
                        {"text": "More", "minutes": (60, 60), "optional": True},
                    ]
                }
            ]
        },
    ),
]
"""The rule, and parts of a family in which it finds nothing."""
