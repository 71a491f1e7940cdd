"""Answers as the OpenAPI document shows them: of the demo company's catalogue, with lists and texts cut short."""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")
EXAMPLES: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
"""By the name of the endpoint the path that is asked for, below /api/v1/, and the answer."""
