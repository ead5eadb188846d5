"""Alembic's entry: runs the steps on the connection that `console.migrate` hands over."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from console.tables import METADATA
from kernel.sql.database import Instant


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """A step must mean the same for ever: it names plain column types, not ours."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
