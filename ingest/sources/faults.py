"""Turns what the media library says into a fault that a person can act on; no secret passes."""

import errno

import av.error

from kernel.errors import Fault, FaultKind, unavailable

_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH})

_WRONG_LOGIN = "wrong user name or password; check the camera's login"
_NO_SUCH_STREAM = "the camera knows no such stream (404); check the path of the address"
_REFUSED = "the camera refused the request; check the address and how many viewers the camera allows"
_NOT_OVER_TCP = "the camera does not send over TCP; set the transport to UDP"

# The first that fits counts. `{s}` is the timeout in seconds.
_REASONS: tuple[tuple[tuple[type[Exception], ...], FaultKind, str], ...] = (
    (
        (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError),
        FaultKind.FORBIDDEN,
        _WRONG_LOGIN,
    ),
    (
        (av.error.HTTPNotFoundError,),
        FaultKind.UNAVAILABLE,
        _NO_SUCH_STREAM,
    ),
    (
        (av.error.HTTPError,),
        FaultKind.UNAVAILABLE,
        _REFUSED,
    ),
    (
        (ConnectionRefusedError,),
        FaultKind.UNAVAILABLE,
        "connection refused; check the port and that the camera's RTSP service is on",
    ),
    (
        (av.error.ExitError, TimeoutError),
        FaultKind.UNAVAILABLE,
        "no packets for {s:g} s; check the camera and the network",
    ),
    (
        (av.error.InvalidDataError,),
        FaultKind.CORRUPT,
        "what it sends is no video; check the address or the file",
    ),
    (
        (ConnectionError, av.error.EOFError),
        FaultKind.UNAVAILABLE,
        "the connection was closed by the camera",
    ),
)


def source_fault(address: str, error: Exception, timeout_s: float) -> Fault:
    """The reason why `address` (without secrets) cannot be opened or read. The library's own text may hold a login."""
    for kinds, fault_kind, reason in _REASONS:
        if isinstance(error, kinds):
            return Fault(fault_kind, f"{address}: {reason.format(s=timeout_s)}")
    if isinstance(error, OSError) and error.errno in _UNREACHABLE:
        return unavailable(f"{address}: the host cannot be reached; check the network")
    return unavailable(f"{address}: cannot be read ({type(error).__name__})")


def refusal(address: str, status: int) -> Fault:
    """The reason why a camera answered a request with `status`."""
    if status in (401, 403):
        return Fault(FaultKind.FORBIDDEN, f"{address}: {_WRONG_LOGIN}")
    reasons = {404: _NO_SUCH_STREAM, 461: _NOT_OVER_TCP}
    return unavailable(f"{address}: {reasons.get(status, _REFUSED)}")
