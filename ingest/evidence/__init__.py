"""Evidence: recorded time cut exact to the frame, made unrecognisable by default, sealed so that a change shows."""
