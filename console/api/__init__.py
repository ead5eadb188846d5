"""The HTTP interface: each module parses, calls one service, serialises."""
