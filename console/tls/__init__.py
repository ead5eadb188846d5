"""HTTPS: the house's own certificate authority, what phones need to trust it, and the plain port beside it."""
