"""The gate: which packets of a camera are worth decoding; by keyframes, sizes and what the analysis says."""

from ingest.gate.mode import Cause, Reason, State
from ingest.gate.schedule import AuditEnd, GateSchedule, Rest, Send, Task
from ingest.gate.settings import DecodeMode, GateSettings

__all__ = [
    "AuditEnd",
    "Cause",
    "DecodeMode",
    "GateSchedule",
    "GateSettings",
    "Reason",
    "Rest",
    "Send",
    "State",
    "Task",
]
