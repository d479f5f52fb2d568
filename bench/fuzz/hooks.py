"""Signs in each request of Schemathesis as the caller whom its endpoint expects. main.ts sets the variables."""

import base64
import hashlib
import hmac
import os
import random
import time
from datetime import datetime, timezone

import schemathesis

TOKENS = {role: os.environ["FUZZ_TOKEN_" + role.upper()] for role in ("agent", "operator", "admin")}
PASSWORD = os.environ["FUZZ_PASSWORD"]
HMAC_SECRET = os.environ["FUZZ_HMAC_SECRET"].encode()
WEBHOOK_SECRET = os.environ["FUZZ_WEBHOOK_SECRET"].encode()


def body_of(request):
    body = request.body
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)


def sign_in(request):
    """Adds the credentials once the bytes of the body are known. A few requests stay without."""
    path = request.path_url.split("?")[0]
    body = body_of(request)
    if random.random() < 0.02:
        return request
    if path.startswith("/v1/events") or path.startswith("/v1/platform"):
        if random.random() < 0.3:
            at = str(int(time.time() * 1000))
            request.headers["X-Signature-Timestamp"] = at
            request.headers["X-Signature"] = hmac.new(HMAC_SECRET, at.encode() + b"." + body, hashlib.sha256).hexdigest()
        else:
            request.headers.pop("X-Signature", None)
            request.headers.pop("X-Signature-Timestamp", None)
            credentials = base64.b64encode(("platform:" + PASSWORD).encode()).decode()
            request.headers["Authorization"] = "Basic " + credentials
    elif path.startswith("/v1/zendesk"):
        at = datetime.now(timezone.utc).isoformat()
        digest = hmac.new(WEBHOOK_SECRET, at.encode() + body, hashlib.sha256).digest()
        request.headers["X-Zendesk-Webhook-Signature-Timestamp"] = at
        request.headers["X-Zendesk-Webhook-Signature"] = base64.b64encode(digest).decode()
    else:
        role = "agent" if path.startswith("/v1/adapter") else "admin" if path.startswith("/v1/admin") else "operator"
        request.headers["Authorization"] = "Bearer " + TOKENS[role]
    return request


@schemathesis.hook
def before_call(context, case, kwargs):
    kwargs["auth"] = sign_in
