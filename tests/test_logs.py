"""What is written into the log."""

import logging
import sys


def test_a_refusal_is_a_line_and_a_fault_has_its_traceback():
    [handler] = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    try:
        raise ValueError("wrong")
    except ValueError:
        why = sys.exc_info()
    told = {}
    for status in (400, 499, 500, None):
        record = logging.makeLogRecord(
            {"name": "web", "levelname": "WARNING", "msg": f"Answered {status}", "exc_info": why}
        )
        if status:
            record.status_code = status
        told[status] = "Traceback" in handler.format(record) if handler.filter(record) else None
    assert told == {400: False, 499: False, 500: True, None: True}
