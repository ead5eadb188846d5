"""Session descriptions (SDP) in requests: WHEP and WHIP."""

from fastapi import HTTPException, Request

SDP = "application/sdp"
_LIMIT_BYTES = 65_536


async def offer_of(request: Request) -> str:
    """The offer in the request's body; 415 for another kind of body, 413 for one that is too long."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != SDP:
        raise HTTPException(415, f"send the offer as {SDP}")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LIMIT_BYTES:
            raise HTTPException(413, "the offer is too long")
    return body.decode("utf-8", "replace")
