"""All that deals with other systems, as the house holds it."""

from dataclasses import dataclass

from console.outward.alerts import Alerts
from console.outward.deliverer import Deliverer
from console.outward.tokens import ReadTokens
from console.outward.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Outward:
    """Endpoints, what delivers to them, tokens for reading, and what is published."""

    webhooks: Webhooks
    deliverer: Deliverer
    tokens: ReadTokens
    alerts: Alerts
