"""The examples of the OpenAPI document, held against what the demo answers. `EXAMPLES=write` writes them anew."""

import json
import os
import re
from typing import Any

from careers.api.examples import EXAMPLES, FILE

SITE = "https://rolebook.example"
WRITE = os.environ.get("EXAMPLES") == "write"
DRAWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|evt_[0-9a-f]{32}|\d{4}-\d\d-\d\d(T[\d:.]+Z?)?")
"""What is another one, or another day, each time that the demo is loaded."""


MOST = 240
"""Characters of a text."""


def cut(answer: Any, rows: int = 1) -> Any:
    """The answer with one row of each list, two of the outermost, and no long text."""
    if isinstance(answer, list):
        nested = all(isinstance(each, dict | list) for each in answer)
        return [cut(each) for each in (answer[:rows] if nested else answer)]
    if isinstance(answer, str):
        return answer if len(answer) <= MOST else f"{answer[:MOST]}..."
    if not isinstance(answer, dict):
        return answer
    return {name: cut(value, 2 if name == "results" else 1) for name, value in answer.items()}


def answered(client, path: str) -> Any:
    """What is answered, cut short and as another site would."""
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, (path, answer.content)
    return json.loads(json.dumps(cut(answer.json())).replace("http://testserver", SITE))


def without_what_is_drawn(answer: Any) -> Any:
    return json.loads(DRAWN.sub("...", json.dumps(answer)))


def check_or_write(client) -> None:
    found = {name: {"path": each["path"], "answer": answered(client, each["path"])} for name, each in EXAMPLES.items()}
    if WRITE:
        FILE.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert without_what_is_drawn(found) == without_what_is_drawn(EXAMPLES) or WRITE
