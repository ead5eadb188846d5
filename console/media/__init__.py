"""Live WebRTC in a process of its own: the host that keeps the connections, and the console's line to it.

The console asks whether a person may, and journals it; the host only speaks SDP. They meet over one ZeroMQ socket.
"""
