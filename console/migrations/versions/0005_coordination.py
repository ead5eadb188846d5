"""coordination: lifecycle, deliveries, phones, patrols."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:  # one table after another
    _new_tables()
    _more_tables()
    _grown_tables()


def _new_tables() -> None:
    op.create_table(
        "beat",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "camera_tour",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("camera_ids", sa.JSON(), nullable=False),
        sa.Column("dwell_s", sa.Float(precision=53), nullable=False),
        sa.Column("last_looked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_looked_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=False),
        sa.Column("lon", sa.Float(precision=53), nullable=False),
        sa.Column("radius_m", sa.Float(precision=53), nullable=False),
        sa.Column("beat_id", sa.String(length=64), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("code_made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "checkpoint_scan",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("phone_key", sa.String(length=140), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=True),
        sa.Column("checkpoint_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("device_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("accuracy_m", sa.Float(precision=53), nullable=True),
        sa.Column("distance_m", sa.Float(precision=53), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("phone_key"),
    )
    with op.batch_alter_table("checkpoint_scan", schema=None) as batch_op:
        batch_op.create_index("checkpoint_scan_at", ["checkpoint_id", "at"], unique=False)
        batch_op.create_index("checkpoint_scan_run", ["run_id"], unique=False)
    op.create_table(
        "coverage_void",
        sa.Column("place_id", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place_id"),
    )
    op.create_table(
        "guide_set",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("guides", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "incident_check",
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("incident_id", "number"),
    )
    op.create_table(
        "incident_link",
        sa.Column("first_id", sa.String(length=64), nullable=False),
        sa.Column("second_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("linked_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("first_id", "second_id"),
    )
    with op.batch_alter_table("incident_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_link_second_id"), ["second_id"], unique=False)
    op.create_table(
        "incident_merge",
        sa.Column("child_id", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("merged_by", sa.String(length=200), nullable=False),
        sa.Column("state_before", sa.String(length=16), nullable=False),
        sa.Column("order_ids", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("child_id"),
    )
    with op.batch_alter_table("incident_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_merge_parent_id"), ["parent_id"], unique=False)
    op.create_table(
        "looked_cell",
        sa.Column("y", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("x", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("looked_by", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("y", "x", "looked_by"),
    )
    with op.batch_alter_table("looked_cell", schema=None) as batch_op:
        batch_op.create_index("looked_cell_at", ["at"], unique=False)
    op.create_table(
        "panic",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("callsign", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("pressed_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("last_pressed_at", sa.BigInteger(), nullable=False),
        sa.Column("presses", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("accuracy_m", sa.Float(precision=53), nullable=True),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("taken_by", sa.String(length=200), nullable=True),
        sa.Column("camera_asked_at", sa.BigInteger(), nullable=True),
        sa.Column("camera_asked_by", sa.String(length=200), nullable=True),
        sa.Column("cleared_at", sa.BigInteger(), nullable=True),
        sa.Column("cleared_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("panic", schema=None) as batch_op:
        batch_op.create_index("panic_state", ["state"], unique=False)
        batch_op.create_index("panic_unit", ["unit_id", "state"], unique=False)
    op.create_table(
        "panic_press",
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("press_key", sa.String(length=64), nullable=False),
        sa.Column("panic_id", sa.String(length=64), nullable=False),
        sa.Column("pressed_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "press_key"),
    )
    op.create_table(
        "protected_place",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("within_s", sa.Double(), nullable=False),
        sa.Column("unit_kind", sa.String(length=16), nullable=True),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _more_tables() -> None:
    op.create_table(
        "public_alert",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("sender", sa.String(length=120), nullable=False),
        sa.Column("message_type", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=True),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("before_id", sa.String(length=64), nullable=True),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("cap", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identifier"),
    )
    with op.batch_alter_table("public_alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_alert_sent"), ["sent"], unique=False)
    op.create_table(
        "read_token",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("collections", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("crew", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_planned", sa.Boolean(), nullable=False),
        sa.Column("signed_on_at", sa.BigInteger(), nullable=True),
        sa.Column("signed_off_at", sa.BigInteger(), nullable=True),
        sa.Column("hand_over", sa.Text(), nullable=False),
        sa.Column("forced_reason", sa.Text(), nullable=False),
        sa.Column("planned_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index("shift_starts", ["starts_at"], unique=False)
        batch_op.create_index("shift_unit", ["unit_id", "state"], unique=False)
    op.create_table(
        "tour",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("checkpoint_ids", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("every_s", sa.Float(precision=53), nullable=True),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("is_varied", sa.Boolean(), nullable=False),
        sa.Column("quiet_s", sa.Float(precision=53), nullable=False),
        sa.Column("grace_s", sa.Float(precision=53), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "tour_point",
        sa.Column("tour_id", sa.String(length=64), nullable=False),
        sa.Column("checkpoint_id", sa.String(length=64), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.Column("last_callsign", sa.String(length=24), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("overdue_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tour_id", "checkpoint_id"),
    )
    op.create_table(
        "tour_run",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tour_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("callsign", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("tour_run", schema=None) as batch_op:
        batch_op.create_index("tour_run_state", ["state"], unique=False)
        batch_op.create_index("tour_run_tour", ["tour_id", "started_at"], unique=False)
        batch_op.create_index("tour_run_unit", ["unit_id", "started_at"], unique=False)
    op.create_table(
        "unit_message",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("callsign", sa.String(length=24), nullable=False),
        sa.Column("is_from_unit", sa.Boolean(), nullable=False),
        sa.Column("sender_id", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("message_key", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("read_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("unit_message", schema=None) as batch_op:
        batch_op.create_index("unit_message_once", ["unit_id", "sender_id", "message_key"], unique=True)
        batch_op.create_index("unit_message_received", ["received_at"], unique=False)
    op.create_table(
        "unit_reservation",
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("reserved_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id"),
    )
    with op.batch_alter_table("unit_reservation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_reservation_ends_at"), ["ends_at"], unique=False)
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("sealed_old_secret", sa.Text(), nullable=True),
        sa.Column("old_secret_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("webhook_id", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("webhook_id", "sequence"),
    )
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.create_index("webhook_delivery_due", ["state", "next_at"], unique=False)
        batch_op.create_index("webhook_delivery_of", ["webhook_id", "state", "sequence"], unique=False)


def _grown_tables() -> None:
    with op.batch_alter_table("unit_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("work_place", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ended_code", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("awaits", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("end_seen_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("end_seen_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("offered_unit_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("offered_callsign", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("offered_travel_s", sa.Float(precision=53), nullable=True))
        batch_op.add_column(sa.Column("handed_to_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("handed_to_callsign", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("handed_from_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("handed_from_callsign", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("arrival_grade", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("arrival_distance_m", sa.Float(precision=53), nullable=True))
        batch_op.add_column(sa.Column("arrival_accuracy_m", sa.Float(precision=53), nullable=True))
        batch_op.add_column(sa.Column("arrival_fixes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("arrival_check_until", sa.BigInteger(), nullable=True))
        batch_op.create_index("unit_order_arrival", ["arrival_check_until"], unique=False)
