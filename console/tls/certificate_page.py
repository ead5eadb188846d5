"""The page that gives phones the authority's certificate, with the steps; and the plain port that serves only it.

It must open before anything of the house is trusted: one file, no script, both languages.
"""

from html import escape
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from console.tls.authority import Authority

PAGE, FILE = "/ca", "/ca.crt"
_STYLE = (
    "body{max-width:36rem;margin:0 auto;padding:1.2rem;background:#0b1016;color:#dde5ec;"
    "font:17px/1.5 system-ui,sans-serif}"
    "h1{font-size:1.5rem}h2{margin:1.6rem 0 .3rem;font-size:1.1rem}a{color:#5aa9e6}"
    ".get{display:block;margin:1rem 0;padding:1rem;border-radius:10px;background:#5aa9e6;color:#06121d;"
    "font-weight:700;text-align:center;text-decoration:none}code{overflow-wrap:anywhere;color:#a3b2bf}"
    "ol{padding-left:1.3rem}hr{border:0;border-top:1px solid #33434f;margin:2rem 0}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def certificate_page(room: str, fingerprint: str, phone_address: str) -> HTMLResponse:
    """Steps for Android and iOS, English and Chinese. phone_address: where the phone page is, https."""
    shown, address = escape(fingerprint), escape(phone_address)
    body = f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(room)}: certificate</title>
<style>{_STYLE}</style><h1>{escape(room)}: trust this room</h1>
<p>Once per phone. Then the phone page works with position, camera and without network.</p>
<a class="get" href="{FILE}">1 · Get the certificate 下载证书</a>
<p>Compare the fingerprint with the one that the room shows you. If it differs, stop.<br><code>{shown}</code></p>
<h2>Android</h2><ol><li>Get the certificate above.</li><li>Settings → Security → More security settings →
Encryption &amp; credentials →
Install a certificate → <b>CA certificate</b> → Install anyway, and choose <code>ca.crt</code>.</li></ol>
<h2>iPhone, iPad</h2><ol><li>Open this page in <b>Safari</b> and get the certificate; allow the profile.</li>
<li>Settings → General → VPN &amp; Device Management → the profile → Install.</li>
<li>Settings → General → About → Certificate Trust Settings → switch it <b>on</b>.</li></ol>
<p>2 · Then open <a href="{address}">{address}</a> and add it to the home screen.</p><hr>
<div lang="zh-Hans"><h1>信任本指挥室</h1><p>每部手机只需一次。之后手机页面可使用定位、摄像头，并可离线打开。</p>
<p>请与指挥室显示的指纹核对，不一致请立即停止。</p>
<h2>安卓</h2><ol><li>点击上方下载证书。</li>
<li>设置 → 安全 → 更多安全设置 → 加密与凭据 → 安装证书 → <b>CA 证书</b> → 仍然安装，
选择 <code>ca.crt</code>。</li></ol>
<h2>iPhone、iPad</h2>
<ol><li>用 <b>Safari</b> 打开本页并下载证书，允许描述文件。</li>
<li>设置 → 通用 → VPN 与设备管理 → 该描述文件 → 安装。</li>
<li>设置 → 通用 → 关于本机 → 证书信任设置 → <b>打开</b>。</li></ol>
<p>然后打开 <a href="{address}">{address}</a>，并添加到主屏幕。</p></div>"""
    return HTMLResponse(body, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})


def certificate_file(authority: Authority) -> Response:
    """The certificate as phones take it."""
    headers = {"Content-Disposition": 'attachment; filename="ca.crt"', "Cache-Control": "no-store"}
    return Response(authority.ca_der(), media_type="application/x-x509-ca-cert", headers=headers)


class PlainPort:
    """The application of the plain port: the certificate and its page, and for all else the way to https.

    authority: None where the certificate is another's, which phones trust already.
    """

    def __init__(self, room: str, authority: Authority | None, https_port: int, fallback_host: str) -> None:
        self._room = room
        self._authority = authority
        self._https_port = https_port
        self._fallback_host = fallback_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            # What was sent here has been readable on the way: following it to https would hide that.
            return Response("use https\n", 403, media_type="text/plain")
        origin = self._origin(Headers(scope=scope).get("host", ""))
        facts = self._authority.facts() if self._authority else None
        if self._authority is not None and facts is not None:
            if scope["path"] == PAGE:
                return certificate_page(self._room, facts.fingerprint, f"{origin}/unit")
            if scope["path"] == FILE:
                return certificate_file(self._authority)
        query = scope["query_string"].decode("latin-1")
        # Two slashes at the beginning would name another host.
        path = "/" + scope["path"].lstrip("/\\")
        return RedirectResponse(
            f"{origin}{path}{'?' + query if query else ''}", 308, headers={"Cache-Control": "no-store"}
        )

    def _origin(self, host_header: str) -> str:
        """The https address of the host that was asked."""
        try:
            host = urlsplit(f"//{host_header}").hostname or self._fallback_host
        except ValueError:
            host = self._fallback_host
        shown = f"[{host}]" if ":" in host else host
        return f"https://{shown}" + ("" if self._https_port == 443 else f":{self._https_port}")
