"""A client for RTSP 1.0 (RFC 2326) with RTP interleaved in its connection: what nearly every camera speaks.

Our own, because FFmpeg's asks the system six times for each RTP packet and hands a picture on only when the next one
begins: this one takes what has come at once, and hands on a picture with its last packet.
"""
