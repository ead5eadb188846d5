"""What an endpoint can be told of, and which journal entries tell it. Pure."""

from enum import StrEnum


class Topic(StrEnum):
    """A sort of message; the word is the `type` of the message."""

    INCIDENT_CLOSED = "incident.closed"
    ORDER_REPORTED = "order.reported"
    EVENT_JUDGED = "event.judged"
    ALARM_RAISED = "alarm.raised"
    ALERT_PUBLISHED = "alert.published"


_OF_KIND = {
    "incident.closed": Topic.INCIDENT_CLOSED,
    "order.reported": Topic.ORDER_REPORTED,
    "event.acknowledged": Topic.EVENT_JUDGED,
    "event.dismissed": Topic.EVENT_JUDGED,
    "event.linked": Topic.EVENT_JUDGED,
    "event.reopened": Topic.EVENT_JUDGED,  # a verdict taken back is one, too
    "order.escalated": Topic.ALARM_RAISED,
    "incident.sending_short": Topic.ALARM_RAISED,
    "panic.raised": Topic.ALARM_RAISED,
    "alert.published": Topic.ALERT_PUBLISHED,
    "alert.updated": Topic.ALERT_PUBLISHED,
    "alert.cancelled": Topic.ALERT_PUBLISHED,
}


def topic_of(kind: str) -> Topic | None:
    """The topic of a journal entry's kind, None when it is nobody else's business."""
    return _OF_KIND.get(kind)
