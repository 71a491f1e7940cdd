"""Handbook pages to measure with: generated, of about 24 kB each, in the form in which people write them."""

from pathlib import Path

VERBS = ["Plan", "Build", "Review", "Measure", "Explain", "Repair", "Document", "Coordinate"]
THINGS = [
    "the intake of readings",
    "the release train",
    "our on-call handbook",
    "the shared test bench",
    "supplier audits",
]
ENDS = [
    "so that the next person finds it in good order",
    "together with the teams that depend on it",
    "and write down what was decided and why",
    "before it becomes somebody else's surprise",
]
LEVELS = [("Junior", 5), ("", 6), ("Senior", 7), ("Staff", 8), ("Principal", 9)]


def write_pages(folder: Path, *, families: int) -> Path:
    """`families` pages below `folder`, in ten departments; returns the folder."""
    for number in range(families):
        page = folder / f"department-{number % 10}" / f"trade-{number}" / "index.html.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(_page(f"Trade {number} Engineer", number), encoding="utf-8")
    return folder


def _bullets(seed: int, count: int) -> str:
    return "\n".join(
        f"* {VERBS[(seed + i) % len(VERBS)]} {THINGS[(seed * 3 + i) % len(THINGS)]} of line {seed}-{i} "
        f"{ENDS[(seed + i * 7) % len(ENDS)]}, as far as the [plan](/handbook/plan-{i}/) goes."
        for i in range(count)
    )


def _page(title: str, number: int) -> str:
    parts = [
        f'---\nlayout: job_family_page\ntitle: "{title}"\n---\n\n{title}s keep their trade running.\n',
        f"## Responsibilities\n\n{_bullets(number, 18)}\n\n## Requirements\n\n{_bullets(number + 1, 18)}\n",
        "## Levels\n",
    ]
    for index, (level, grade) in enumerate(LEVELS):
        name = f"{level} {title}".strip()
        parts.append(
            f"### {name}\n\n#### Job Grade\n\nThe {name} is a [grade {grade}](/levels/#grades).\n\n"
            f"#### Responsibilities\n\n{_bullets(number + index * 11, 14)}\n\n"
            f"#### Requirements\n\n{_bullets(number + index * 13 + 5, 12)}\n"
        )
    parts.append("## Hiring Process\n\n* A 30 minute screening call\n* A 60 minute technical interview\n* An offer\n")
    return "\n".join(parts)
