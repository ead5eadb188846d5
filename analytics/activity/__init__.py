"""The motion index: for every second and camera, what moved in which cell of the picture; and searches in it."""
