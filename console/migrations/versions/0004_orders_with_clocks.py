"""orders with clocks: ladders, devices, closures of roads."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:  # one table after another
    op.create_table(
        "ladder_set",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "plan_sending",
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.String(length=64), nullable=False),
        sa.Column("plan_name", sa.String(length=200), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("taken_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("incident_id"),
    )
    with op.batch_alter_table("plan_sending", schema=None) as batch_op:
        batch_op.create_index("plan_sending_due", ["state", "due_at"], unique=False)

    op.create_table(
        "position_device",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("device_key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("device_key"),
    )
    with op.batch_alter_table("position_device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_device_state"), ["state"], unique=False)

    op.create_table(
        "road_closure",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("closed_to", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=False),
        sa.Column("drawn_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("fix", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_mock", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("latest_fix", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_mock", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("order_escalation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_connected", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("offered_unit_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("offered_callsign", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("offered_travel_s", sa.Float(precision=53), nullable=True))
        batch_op.add_column(sa.Column("taken_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("taken_by", sa.String(length=200), nullable=True))

    with op.batch_alter_table("response_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rule_ids", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("schedule", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("send_units", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("countdown_s", sa.Float(precision=53), server_default="0", nullable=False))

    with op.batch_alter_table("unit_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ladder_s", sa.JSON(none_as_null=True), nullable=True))
