"""Patrol: units and where they are, incidents, orders that send a unit to one, and what the system does by itself."""
