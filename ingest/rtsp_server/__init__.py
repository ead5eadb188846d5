"""A camera made of files: an RTSP 1.0 server that plays looped clips in step with the wall clock."""

from ingest.rtsp_server.login import Login
from ingest.rtsp_server.mount import Mount
from ingest.rtsp_server.server import RtspServer, serving

__all__ = ["Login", "Mount", "RtspServer", "serving"]
