"""What other systems' makers read: the schema and the receiver of the docs are those of the code."""

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.outward.record import Message
from console.outward.signature import headers, secret_text

DOCS = Path(__file__).parents[3] / "docs"


def test_the_schema_in_the_docs_is_that_of_the_code() -> None:
    """Rewrite it: python -m tests.console.outward.test_documents"""
    assert json.loads((DOCS / "schemas" / "message.json").read_text()) == Message.model_json_schema()


def test_the_receiver_of_the_docs_knows_ours_from_others() -> None:
    found = re.search(r'```python title="receiver.py"\n(.*?)```', (DOCS / "integrations.md").read_text(), re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)
    is_genuine = names["is_genuine"]
    secret, other = secret_text(bytes(32)), secret_text(bytes([1]) * 32)
    now = datetime.fromtimestamp(time.time(), UTC)
    sent = headers([other, secret], "msg_1", now, b"{}")
    assert is_genuine(secret, sent, b"{}")
    assert not is_genuine(secret, sent, b"{ }"), "changed"
    assert not is_genuine(secret_text(bytes([2]) * 32), sent, b"{}"), "another's"
    old = headers([secret], "msg_1", datetime.fromtimestamp(time.time() - 400, UTC), b"{}")
    assert not is_genuine(secret, old, b"{}"), "played again"


if __name__ == "__main__":
    text = json.dumps(Message.model_json_schema(), indent=2, ensure_ascii=False)
    (DOCS / "schemas" / "message.json").write_text(text + "\n")
