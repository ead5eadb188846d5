"""Listeners that bring positions in by other ways than HTTP; each is off until it is given a port."""
