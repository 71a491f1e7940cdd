"""What is written into the log."""

import logging


class RefusalsInOneLine(logging.Filter):
    """What a caller did wrong is a line and no traceback, which anybody could fill the log with."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True
