"""A subscription to a device's events, kept alive: the device holds each question until it has something to say.

The exchanges with a subscription are our own, from onveef's envelopes and parsers: its client cannot wait for an answer
longer than for any other (0.6.0 hands httpx a timeout that httpx refuses).
"""

import time
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from onveef import envelopes, parsers

from ingest.onvif.notice import Message
from kernel.errors import Fault, FaultKind, unavailable

_ASKED_S = 60.0
_LEAST_S = 10.0
_MOST_MESSAGES = 100

_EVENTS = "http://www.onvif.org/ver10/events/wsdl/PullPointSubscription"
_MANAGER = "http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager"


class Subscriber(Protocol):
    """The device's side of a subscription. Both raise faults, a conflict where the device refuses."""

    def create_subscription(self, lasting: str) -> dict[str, str]:
        """Address and times of a new subscription, as the device gave them."""
        ...

    def exchange(self, url: str, body: str, action: str, wait_s: float) -> str:
        """The answer of the subscription at `url`, which may take `wait_s` longer than others."""
        ...


class PullPoint:
    """One subscription (ONVIF core specification §9). One thread pulls; any other may close."""

    def __init__(self, device: Subscriber) -> None:
        self._device = device
        self._url = ""
        self._renew_at = 0.0
        self._create()

    def pull(self, wait_s: float) -> list[Message]:
        """What came since the last pull; waits up to `wait_s` for the first. Raises a fault when it is gone."""
        if time.monotonic() >= self._renew_at:
            self._renew()
        body = envelopes.events_pull_messages(timeout=f"PT{wait_s:g}S", message_limit=_MOST_MESSAGES)
        answer = parsers.parse_pull_messages(self._ask(body, f"{_EVENTS}/PullMessagesRequest", wait_s))
        return [
            Message(raw["topic"], raw["property_operation"], raw["source"], raw["data"])
            for raw in answer.get("messages", [])
        ]

    def close(self) -> None:
        """Tell the device, which ends a pull that waits; one that does not answer forgets by itself in a minute."""
        url, self._url = self._url, ""
        if url:
            with suppress(Fault):
                self._device.exchange(url, envelopes.events_unsubscribe(), f"{_MANAGER}/UnsubscribeRequest", 0)

    def _ask(self, body: str, action: str, wait_s: float = 0) -> str:
        if not self._url:
            raise unavailable("camera: its subscription has been ended")
        return self._device.exchange(self._url, body, action, wait_s)

    def _create(self) -> None:
        made = self._device.create_subscription(f"PT{_ASKED_S:g}S")
        self._url = made.get("subscription_url", "")
        if not self._url:
            raise unavailable("camera: gave no address to ask for its events; its event service is not usable")
        self._keep(made.get("current_time", ""), made.get("termination_time", ""))

    def _renew(self) -> None:
        try:
            self._ask(envelopes.events_renew(termination_time=f"PT{_ASKED_S:g}S"), f"{_MANAGER}/RenewRequest")
            self._keep("", "")
        except Fault as fault:
            if fault.kind is not FaultKind.CONFLICT:
                raise
            self._create()  # forgotten, or a device that only knows how to begin anew

    def _keep(self, now: str, until: str) -> None:
        """Renew at half of what was granted, which may be less than was asked."""
        granted_s = _ASKED_S
        with suppress(ValueError, TypeError):
            granted_s = (datetime.fromisoformat(until) - datetime.fromisoformat(now)).total_seconds()
        self._renew_at = time.monotonic() + max(_LEAST_S, min(granted_s, _ASKED_S)) / 2
