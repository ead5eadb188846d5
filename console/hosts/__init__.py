"""The house's processes by role: `pull` brings packets in, `analysis` looks at them, `console` serves people.

Each is a module of its own, so that a process loads only what its role needs.
"""
