"""One readable line per change of state, on standard error."""

import logging
import sys

import structlog


def configure(part: str) -> None:
    """Every log line of this process names `part` (`console`, `pull`, `analysis-0`, `station`)."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _named(part),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")


def _named(part: str) -> structlog.types.Processor:
    def add(_logger: object, _method: str, values: structlog.types.EventDict) -> structlog.types.EventDict:
        values.setdefault("part", part)
        return values

    return add
