"""Live pictures for people: one relay of the packet feed, and the ways a browser can watch it."""
