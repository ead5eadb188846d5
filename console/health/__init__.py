"""The health of streams, recordings, processes and the disk: figures become conditions, conditions become events."""

from console.health.watch import HealthWatch

__all__ = ["HealthWatch"]
