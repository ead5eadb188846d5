"""The one family of faults. Raised where the reason is known, turned into HTTP or an exit code once, at the edge."""

from enum import StrEnum


class FaultKind(StrEnum):
    """What sort of failure it is; decides the HTTP status and whether trying again makes sense."""

    INVALID = "invalid"  # the request cannot be right, now or later
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"  # right in itself, refused in the present state
    LIMITED = "limited"  # too much or too often
    UNAVAILABLE = "unavailable"  # something outside did not answer; may work later
    CORRUPT = "corrupt"  # stored or received bytes are not what they should be


class Fault(Exception):
    """A failure with a reason a person can act on.

    `message` is lower case and says what failed, which one, and what to do; it never holds a secret.
    """

    def __init__(self, kind: FaultKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def invalid(message: str) -> Fault:
    """A request that cannot be right."""
    return Fault(FaultKind.INVALID, message)


def not_found(what: str, which: str) -> Fault:
    """A thing that is not there, or not there for this person."""
    return Fault(FaultKind.NOT_FOUND, f"{what} {which}: not found")


def conflict(message: str) -> Fault:
    """A request that the present state refuses."""
    return Fault(FaultKind.CONFLICT, message)


def unavailable(message: str) -> Fault:
    """Something outside that did not answer."""
    return Fault(FaultKind.UNAVAILABLE, message)
