"""Where packets come from: one small file per kind of camera, found through the registry."""
