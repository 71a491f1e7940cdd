"""What each content rule finds."""

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
    bullets,
    role,
    says,
)

Parts = dict[str, Any]

HITS: list[tuple[str, Parts, list[tuple[str, str]]]] = [
    (
        "reaches-nobody",
        {
            "requirements": [{"text": "Leads the crew", "applies_to": MANAGERS}],
            "sections": [{"heading": "On leading", "body": "Often.", "applies_to": MANAGERS}],
            "roles": [
                {**JUNIOR, "requirements": [{"text": "Swims", "applies_to": {"roles": ["senior"]}}]},
                {**SENIOR, "extends": None, "sections": [{"body": "By *boat*.", "applies_to": MANAGERS}]},
            ],
            "hiring_processes": [
                {**PROCESS, "title": "For leads", "applies_to": MANAGERS},
                {**PROCESS, "applies_to": {"tracks": ["management"], "roles": ["junior", "senior"]}},
            ],
        },
        [
            ("/requirements/0", "“Leads the crew” is for managers only, and no role shows it."),
            ("/sections/0", "The section “On leading” is for managers only, and no role shows it."),
            ("/roles/0/requirements/0", "“Swims” is for Senior Hydrologist only, and no role shows it."),
            ("/roles/1/sections/0", "The section “By boat.” is for managers only, and no role shows it."),
            ("/hiring_processes/0", "The hiring process “For leads” is for managers only, and no role shows it."),
            (
                "/hiring_processes/1",
                "The hiring process is for Junior Hydrologist and Senior Hydrologist as managers only, and no role "
                "shows it.",
            ),
        ],
    ),
    (
        "reaches-nobody",
        {
            "requirements": [{"text": "Digs", "applies_to": {"roles": ["senior"], "specialties": ["wells", "rain"]}}],
            "roles": [
                JUNIOR,
                {
                    **BARE,
                    "extends": None,
                    "requirements": [{"text": "Drills", "applies_to": {"specialties": ["wells"]}}],
                },
                {**SENIOR, "extends": None},
            ],
            "specialties": [
                {
                    "name": "Wells",
                    "slug": "wells",
                    "roles": ["junior"],
                    "requirements": [
                        {"text": "Pumps", "applies_to": {"roles": ["senior"]}},
                        {"text": "Counts drops", "applies_to": {"specialties": ["rain"]}},
                    ],
                },
                {"name": "Rain", "slug": "rain", "roles": ["hydrologist"]},
            ],
        },
        [
            ("/requirements/0", "“Digs” is for Senior Hydrologist with Wells or Rain only, and no role shows it."),
            ("/roles/1/requirements/0", "“Drills” is for those with Wells only, and no role shows it."),
            ("/specialties/0/requirements/0", "“Pumps” is for Senior Hydrologist only, and no role shows it."),
            ("/specialties/0/requirements/1", "“Counts drops” is for those with Rain only, and no role shows it."),
        ],
    ),
    ("no-roles", {"roles": [], "career_steps": [], "specialties": []}, [("", "Hydrology has no roles.")]),
    (
        "missing-responsibilities",
        {"responsibilities": [], "roles": [BARE, SENIOR]},
        [
            ("/roles/0", "Hydrologist has no responsibilities, neither its own nor from the family or another role."),
            (
                "/roles/1",
                "Senior Hydrologist has no responsibilities, neither its own nor from the family or another role.",
            ),
        ],
    ),
    (
        "missing-responsibilities",
        {
            "responsibilities": [{"text": "Leads the crew", "applies_to": {"tracks": ["management"]}}],
            "roles": [BARE, {**MANAGER, "extends": None}],
        },
        [("/roles/0", "Hydrologist has no responsibilities, neither its own nor from the family or another role.")],
    ),
    (
        "missing-requirements",
        {"requirements": [], "roles": [{**BARE, **says("Reads maps")}, role("Fellow", "fellow")]},
        [("/roles/1", "Fellow has no requirements, neither its own nor from the family or another role.")],
    ),
    (
        "performance-indicators",
        {
            "performance_indicators": bullets("[Error](/data/error)"),
            "roles": [
                BARE,
                role(
                    "Fellow", "fellow", performance_indicators=bullets("a", "b", "c", "d", "[Error](/data/error)", "e")
                ),
            ],
        },
        [
            ("/roles/0", "Hydrologist has 1 performance indicator; 3 to 5 are expected."),
            ("/roles/1", "Fellow has 6 performance indicators; 3 to 5 are expected."),
        ],
    ),
    (
        "performance-indicators",
        {"performance_indicators": [], "roles": [BARE]},
        [("/roles/0", "Hydrologist has no performance indicators; 3 to 5 are expected.")],
    ),
    (
        "indicator-without-link",
        says("Forecast error below a tenth", "[Gauges](/data/gauges)", name="performance_indicators"),
        [
            (
                "/performance_indicators/0",
                "The performance indicator “Forecast error below a tenth” has no link to its data.",
            )
        ],
    ),
    (
        "empty-part",
        {
            "sections": [{"heading": "Tools", "body": ""}, {"heading": "Boats", "body": "##### Small ones\n\n---"}],
            "specialties": [{"name": "Groundwater", "slug": "groundwater"}],
            "hiring_processes": [PROCESS, {"title": "Managers"}, {}],
        },
        [
            ("/sections/0", "The section “Tools” has no text."),
            ("/sections/1", "The section “Boats” has no text."),
            ("/specialties/0", "The specialty Groundwater states nothing of its own."),
            ("/hiring_processes/1", "The hiring process “Managers” has neither steps nor text."),
            ("/hiring_processes/2", "A hiring process has neither steps nor text."),
        ],
    ),
    (
        "specialty-without-roles",
        {
            "roles": [JUNIOR, MANAGER],
            "specialties": [{"name": "Groundwater", "slug": "groundwater", "kind": "segment", "overview": "Wells."}],
        },
        [
            (
                "/specialties/0",
                "The segment Groundwater does not say for which roles it is: it goes to all 2 roles of the family, "
                "individual contributors and managers alike.",
            )
        ],
    ),
    ("missing-grade", {"roles": [JUNIOR, {**HYDROLOGIST, "grade": None}]}, [("/roles/1", "Hydrologist has no grade.")]),
    (
        "unknown-grade",
        {
            "roles": [{**JUNIOR, "grade": "3"}, {**HYDROLOGIST, "grade": None, "grade_options": ["6", "6.5"]}],
            "specialties": [{"name": "Wells", "slug": "wells", "grades": {"junior": "99"}}],
        },
        [
            ("/roles/0/grade", "Junior Hydrologist has the grade 3, which the grade scheme “general” does not have."),
            (
                "/roles/1/grade_options",
                "Hydrologist has the grade 6.5, which the grade scheme “general” does not have.",
            ),
            (
                "/specialties/0/grades/junior",
                "Wells sets the grade 99 for Junior Hydrologist, which the grade scheme “general” does not have.",
            ),
        ],
    ),
    (
        "level-of-other-track",
        {"roles": [JUNIOR, {**MANAGER, "track": "individual_contributor"}]},
        [
            (
                "/roles/1/level",
                "Manager, Hydrology is on the individual contributor track, its level Manager on the management track.",
            )
        ],
    ),
    (
        "grade-not-rising",
        {"roles": [JUNIOR, {**HYDROLOGIST, "grade": "5"}, {**SENIOR, "grade": "5"}]},
        [
            ("/roles/1", "Hydrologist has grade 5, not above grade 5 of Junior Hydrologist, whose level is lower."),
            ("/roles/2", "Senior Hydrologist has grade 5, not above grade 5 of Hydrologist, whose level is lower."),
        ],
    ),
    (
        "grade-of-other-role",
        {
            "roles": [{**JUNIOR, "overview": "Young and able. The Senior Hydrologist is a grade 7."}, BARE, SENIOR],
            "overview": "The Field Technician is a job grade 4.",
        },
        [
            ("/overview", "The text names the grade 4 of Field Technician: “The Field Technician is a job grade 4.”."),
            (
                "/roles/0/overview",
                "The text names the grade 7 of Senior Hydrologist: “The Senior Hydrologist is a grade 7.”.",
            ),
        ],
    ),
    (
        "missing-market-example",
        {"roles": [JUNIOR, {**SENIOR, "grade": "8", "extends": None}, {**MANAGER, "grade": "11"}]},
        [("/roles/1", "Senior Hydrologist has grade 8, above 7, and its text names no example from the market.")],
    ),
    (
        "years-at-entry-grade",
        {
            **says("Two years of field work", "Three years of study", "5+ years of experience"),
            "roles": [
                {**JUNIOR, **says("At least 1-2 years on boats")},
                HYDROLOGIST,
                {**SENIOR, **says("Ten years on boats")},
            ],
        },
        [
            (
                "/requirements/0",
                "Years are asked for at an entry grade, that of Junior Hydrologist: “Two years of field work”.",
            ),
            (
                "/requirements/2",
                "Years are asked for at an entry grade, that of Junior Hydrologist: “5+ years of experience”.",
            ),
            (
                "/roles/0/requirements/0",
                "Years are asked for at an entry grade, that of Junior Hydrologist: “At least 1-2 years on boats”.",
            ),
        ],
    ),
    (
        "years-of-experience",
        {
            **says("Ten or more years on rivers", "several years’ practice"),
            **says("3 yrs. of diving", name="nice_to_haves"),
        },
        [
            ("/requirements/0", "Years are asked for: “Ten or more years on rivers”."),
            ("/requirements/1", "Years are asked for: “several years’ practice”."),
            ("/nice_to_haves/0", "Years are asked for: “3 yrs. of diving”."),
        ],
    ),
    (
        "placeholder",
        {
            **says("TBD", "Owns <insert area here>", "Details **coming soon**"),
            "leads": {"responsibilities": "To be defined when needed."},
            "sections": [{"heading": "Tools", "body": "TODO: list the tools"}],
        },
        [
            ("/leads/responsibilities", "“To be defined” is a placeholder: “To be defined when needed.”."),
            ("/requirements/0", "“TBD” is a placeholder."),
            ("/requirements/1", "“<insert area here>” is a placeholder: “Owns <insert area here>”."),
            ("/requirements/2", "“coming soon” is a placeholder: “Details coming soon”."),
            ("/sections/0", "“TODO” is a placeholder: “TODO: list the tools”."),
        ],
    ),
    (
        "gendered-pronoun",
        {
            **says("Keeps his boat clean, and his boots", "He/she reads maps", "Trusts her or himself"),
            "hiring_processes": [{"steps": [{"text": "He talks to the crew"}]}],
        },
        [
            ("/requirements/0", "“his” is a gendered pronoun: “Keeps his boat clean, and his boots”."),
            ("/requirements/1", "“He” is a gendered pronoun: “He/she reads maps”."),
            ("/requirements/2", "“her” is a gendered pronoun: “Trusts her or himself”."),
            ("/requirements/2", "“himself” is a gendered pronoun: “Trusts her or himself”."),
            ("/hiring_processes/0/steps/0", "“He” is a gendered pronoun: “He talks to the crew”."),
        ],
    ),
    (
        "masculine-coded-word",
        says("An assertive voice", "Ambitious, and driven to learn", "Manages man-hours"),
        [
            ("/requirements/0", "“assertive” is a masculine-coded word: “An assertive voice”."),
            ("/requirements/1", "“Ambitious” is a masculine-coded word: “Ambitious, and driven to learn”."),
            ("/requirements/2", "“man-hours” is a masculine-coded word: “Manages man-hours”."),
        ],
    ),
    (
        "feminine-coded-word",
        says("Strong interpersonal skills", "Listens with empathy"),
        [
            ("/requirements/0", "“interpersonal” is a feminine-coded word: “Strong interpersonal skills”."),
            ("/requirements/1", "“empathy” is a feminine-coded word: “Listens with empathy”."),
        ],
    ),
    (
        "fixed-mindset-word",
        says("A rock star of rain", "Has a natural talent for rivers", "An A-player", "A pump ninja"),
        [
            ("/requirements/0", "“rock star” praises what people are, not what they do: “A rock star of rain”."),
            (
                "/requirements/1",
                "“natural talent” praises what people are, not what they do: “Has a natural talent for rivers”.",
            ),
            ("/requirements/2", "“A-player” praises what people are, not what they do: “An A-player”."),
            ("/requirements/3", "“ninja” praises what people are, not what they do: “A pump ninja”."),
        ],
    ),
    (
        "vacancy-voice",
        {
            **says("You must have good boots"),
            "summary": "We're hiring!",
            "overview": "As a hydrologist you will read rivers. Apply now.",
            "sections": [{"heading": "The job", "body": "We are looking for a careful reader."}],
        },
        [
            ("/summary", "“We're hiring” is the voice of a vacancy: “We're hiring!”."),
            ("/overview", "“you will” is the voice of a vacancy: “As a hydrologist you will read rivers. Apply now.”."),
            (
                "/overview",
                "“Apply now” is the voice of a vacancy: “As a hydrologist you will read rivers. Apply now.”.",
            ),
            ("/requirements/0", "“You must” is the voice of a vacancy: “You must have good boots”."),
            ("/sections/0", "“We are looking for” is the voice of a vacancy: “We are looking for a careful reader.”."),
        ],
    ),
    (
        "location",
        says("Must be based in Lisbon", "Lives within an hour of the Tagus", "Works in the Pacific time zone"),
        [
            ("/requirements/0", "“based in Lisbon” ties the role to a place: “Must be based in Lisbon”."),
            ("/requirements/1", "“Lives within an hour of the Tagus” ties the role to a place."),
            ("/requirements/2", "“Pacific time zone” ties the role to a place: “Works in the Pacific time zone”."),
        ],
    ),
    (
        "preferred-in-requirements",
        says("Knows pumps; diving is a plus", "Preferably a swimmer"),
        [
            ("/requirements/0", "“a plus” stands in the requirements: “Knows pumps; diving is a plus”."),
            ("/requirements/1", "“Preferably” stands in the requirements: “Preferably a swimmer”."),
        ],
    ),
    (
        "hiring-step-as-requirement",
        says("Completion of a background check", "Able to pass a drug test"),
        [
            ("/requirements/0", "“Completion of a background check” is a step of hiring, not a requirement."),
            (
                "/requirements/1",
                "“pass a drug test” is a step of hiring, not a requirement: “Able to pass a drug test”.",
            ),
        ],
    ),
    (
        "same-statement-twice",
        {
            **says("Reads a hydrograph", "Swims in cold water", "reads a **hydrograph**."),
            "roles": [JUNIOR, {**HYDROLOGIST, **says("Swims in cold water", name="responsibilities")}, SENIOR],
            "specialties": [{"name": "Wells", "slug": "wells", **says("Measures rivers and wells")}],
        },
        [
            ("/requirements/2", "“reads a hydrograph.” is said twice here. Take out one of the two."),
            ("/roles/1/responsibilities/0", "“Swims in cold water” comes from the family already."),
            ("/specialties/0/requirements/0", "“Measures rivers and wells” comes from the family already."),
        ],
    ),
    (
        "same-statement-twice",
        {
            "roles": [
                {**JUNIOR, **says("Swims in cold water")},
                {**BARE, "requirements": [POINTER, {"text": "Swims in cold water"}]},
            ]
        },
        [("/roles/1/requirements/1", "“Swims in cold water” comes from the Junior Hydrologist already.")],
    ),
    (
        "same-statement-twice",
        {
            "roles": [
                JUNIOR
                | says("Swims in cold water", name="responsibilities")
                | says("Swims in cold water", name="nice_to_haves")
            ],
            "specialties": [
                {
                    "name": "Wells",
                    "slug": "wells",
                    **says("Dives into any well", name="nice_to_haves"),
                    **says("Dives into any well", name="promotion_criteria"),
                }
            ],
        },
        [
            (
                "/roles/0/nice_to_haves/0",
                "“Swims in cold water” also stands in the responsibilities of this role. Take out one of the two.",
            ),
            (
                "/specialties/0/promotion_criteria/0",
                "“Dives into any well” also stands in the nice-to-haves of this specialty. Take out one of the two.",
            ),
        ],
    ),
    (
        "repeats-lower-role",
        {
            "roles": [
                {**JUNIOR, "promotion_criteria": [], "responsibilities": FOUR},
                {**BARE, "responsibilities": [*FOUR[1:], {"text": "Trains the new ones"}]},
            ]
        },
        [("/roles/1", "Hydrologist repeats 3 of 4 statements of Junior Hydrologist instead of extending it.")],
    ),
    (
        "dead-link",
        {
            "overview": "See [the boats](/job-families/boats/), [pilots](/job-families/field-service/pilot/#top).",
            "career_steps": [{"text": "On to [the boats](/job-families/boats/captain)"}],
        },
        [
            ("/overview", "The link “the boats” leads to “/job-families/boats/”, which the catalogue does not have."),
            (
                "/overview",
                "The link “pilots” leads to “/job-families/field-service/pilot/”, which the catalogue does not have.",
            ),
            (
                "/career_steps/0",
                "The link “the boats” leads to “/job-families/boats/captain”, which the catalogue does not have.",
            ),
        ],
    ),
    (
        "dead-reference",
        {
            "roles": [{**JUNIOR, "reports_to": {"text": "the captain", "role": "boats/captain"}}, BARE],
            "specialties": [
                {"name": "Wells", "slug": "wells", "reports_to": {"text": "a pilot", "role": "field-service/pilot"}}
            ],
            "career_steps": [{"from_role": "junior", "to_family": "boats"}],
        },
        [
            (
                "/roles/0/reports_to",
                "The reporting line leads to the job family “boats”, which the catalogue does not have.",
            ),
            (
                "/specialties/0/reports_to",
                "The reporting line leads to the role “pilot”, which the job family “field-service” does not have.",
            ),
            ("/career_steps/0", "The career step leads to the job family “boats”, which the catalogue does not have."),
        ],
    ),
    (
        "career-dead-end",
        {
            "roles": [{**JUNIOR, "promotion_criteria": []}, HYDROLOGIST, SENIOR],
            "career_steps": [{"from_role": "hydrologist", "to_family": "hydrology", "to_role": "senior"}],
        },
        [("/roles/0", "No career step leads on from Junior Hydrologist, though Hydrologist is above it.")],
    ),
    (
        "missing-job-code",
        {"roles": [{**JUNIOR, "job_code": "H1"}, HYDROLOGIST, SENIOR]},
        [("/roles/1", "Hydrologist has no job code."), ("/roles/2", "Senior Hydrologist has no job code.")],
    ),
    (
        "shared-job-code",
        {"roles": [{**JUNIOR, "job_code": "H1"}, {**HYDROLOGIST, "job_code": "H1"}, {**SENIOR, "job_code": "H2"}]},
        [
            ("/roles/0/job_code", "Junior Hydrologist has the job code H1, and so has hydrology/hydrologist."),
            ("/roles/1/job_code", "Hydrologist has the job code H1, and so has hydrology/junior."),
        ],
    ),
    (
        "missing-specialty-job-code",
        {
            "roles": [{**JUNIOR, "job_code": "H1"}, {**HYDROLOGIST, "job_code": "H2"}, {**SENIOR, "job_code": "H3"}],
            "specialties": [
                {"name": "Wells", "slug": "wells", "job_codes": {"hydrologist": "W2"}},
                {"name": "Weirs", "slug": "weirs", "roles": ["junior", "senior"], "job_codes": {"junior": "W4"}},
            ],
        },
        [
            (
                "/specialties/0",
                "Wells has job codes for some of its roles and none for Junior Hydrologist, Senior Hydrologist.",
            ),
            ("/specialties/1", "Weirs has job codes for some of its roles and none for Senior Hydrologist."),
        ],
    ),
    (
        "missing-job-code",
        {"roles": [JUNIOR], "specialties": [{"name": "Wells", "slug": "wells", "job_codes": {"junior": "W1"}}]},
        [("/roles/0", "Junior Hydrologist has no job code.")],
    ),
    (
        "shared-job-code",
        {
            "roles": [{**JUNIOR, "job_code": "H1"}, {**HYDROLOGIST, "job_code": "H2"}],
            "specialties": [
                {"name": "Wells", "slug": "wells", "job_codes": {"junior": "W1", "hydrologist": "H1"}},
                {"name": "Weirs", "slug": "weirs", "job_codes": {"junior": "W1", "hydrologist": "W2"}},
            ],
        },
        [
            ("/roles/0/job_code", "Junior Hydrologist has the job code H1, and so has hydrology/hydrologist/wells."),
            (
                "/specialties/0/job_codes/hydrologist",
                "Hydrologist (Wells) has the job code H1, and so has hydrology/junior.",
            ),
            (
                "/specialties/0/job_codes/junior",
                "Junior Hydrologist (Wells) has the job code W1, and so has hydrology/junior/weirs.",
            ),
            (
                "/specialties/1/job_codes/junior",
                "Junior Hydrologist (Weirs) has the job code W1, and so has hydrology/junior/wells.",
            ),
        ],
    ),
    (
        "missing-hiring-process",
        {"hiring_processes": [{"title": "To come"}]},
        [("", "Hydrology does not say how its roles are hired.")],
    ),
    (
        "missing-hiring-process",
        {
            "hiring_processes": [{**PROCESS, "applies_to": {"roles": ["junior"]}}],
            "roles": [JUNIOR, HYDROLOGIST, {**SENIOR, "hiring": "promotion_only"}],
        },
        [("/roles/1", "No hiring process applies to Hydrologist.")],
    ),
    (
        "no-first-screening",
        {"hiring_processes": [{"title": "All", "steps": PROCESS["steps"][1:]}]},
        [("/hiring_processes/0", "The hiring process “All” has no first screening.")],
    ),
    (
        "no-offer",
        {"hiring_processes": [{"steps": PROCESS["steps"][:2]}]},
        [("/hiring_processes/0", "The hiring process does not end in an offer.")],
    ),
    (
        "hiring-too-long",
        {"hiring_processes": [{"steps": [*PROCESS["steps"], {"text": "A day at the river", "minutes": (120, 240)}]}]},
        [("/hiring_processes/0", "The hiring process takes up to 360 minutes; at most 300 are wanted.")],
    ),
]
"""Of each rule: parts of the family, and all that is found there."""
