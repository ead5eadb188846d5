"""video that can be trusted: small streams, sound, policies, holds, tiers, review, exports, health."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:  # one table after another
    op.create_table(
        "bookmark",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("camera_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.String(length=64), nullable=False),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("bookmark", schema=None) as batch_op:
        batch_op.create_index("bookmark_camera_start", ["camera_id", "started_at"], unique=False)
        batch_op.create_index("bookmark_start", ["started_at"], unique=False)

    op.create_table(
        "camera_figures",
        sa.Column("camera", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("bitrate_bps", sa.Float(), nullable=False),
        sa.Column("fps", sa.Float(), nullable=False),
        sa.Column("keyframe_s", sa.Float(), nullable=True),
        sa.Column("packet_at", sa.BigInteger(), nullable=True),
        sa.Column("clock_offset_s", sa.Float(), nullable=True),
        sa.Column("packets", sa.BigInteger(), nullable=False),
        sa.Column("jumps", sa.Integer(), nullable=False),
        sa.Column("reconnects", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.BigInteger(), nullable=False),
        sa.Column("record_dropped", sa.BigInteger(), nullable=False),
        sa.Column("is_recorded", sa.Boolean(), nullable=False),
        sa.Column("gap_reason", sa.Text(), nullable=True),
        sa.Column("is_by_decision", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("camera"),
    )
    op.create_table(
        "export_job",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cameras", sa.JSON(), nullable=False),
        sa.Column("range_start", sa.BigInteger(), nullable=False),
        sa.Column("range_end", sa.BigInteger(), nullable=False),
        sa.Column("is_blurred", sa.Boolean(), nullable=False),
        sa.Column("has_burn_in", sa.Boolean(), nullable=False),
        sa.Column("has_sound", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("requested_by_kind", sa.String(length=16), nullable=False),
        sa.Column("requested_by_id", sa.String(length=64), nullable=False),
        sa.Column("requested_by_name", sa.String(length=200), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("over_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("eta_s", sa.Integer(), nullable=True),
        sa.Column("doing", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("export_job", schema=None) as batch_op:
        batch_op.create_index("export_job_state", ["state", "requested_at"], unique=False)

    op.create_table(
        "hold",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("camera_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("placed_by_kind", sa.String(length=16), nullable=False),
        sa.Column("placed_by_id", sa.String(length=64), nullable=False),
        sa.Column("placed_by_name", sa.String(length=200), nullable=False),
        sa.Column("over_at", sa.BigInteger(), nullable=True),
        sa.Column("released_by_kind", sa.String(length=16), nullable=True),
        sa.Column("released_by_id", sa.String(length=64), nullable=True),
        sa.Column("released_by_name", sa.String(length=200), nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index("hold_camera_start", ["camera_id", "started_at"], unique=False)

    op.create_table(
        "house_retention",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("limit_bytes", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "onvif_device",
        sa.Column("camera_id", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("is_secure", sa.Boolean(), nullable=False),
        sa.Column("manufacturer", sa.String(length=120), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("profile", sa.String(length=120), nullable=False),
        sa.Column("video_source", sa.String(length=120), nullable=False),
        sa.Column("has_ptz", sa.Boolean(), nullable=False),
        sa.Column("has_events", sa.Boolean(), nullable=False),
        sa.Column("follows", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("camera_id"),
    )
    op.create_table(
        "ptz_tour",
        sa.Column("camera_id", sa.String(length=64), nullable=False),
        sa.Column("stops", sa.JSON(), nullable=False),
        sa.Column("resume_after_s", sa.Float(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("camera_id"),
    )
    op.create_table(
        "recording_policy",
        sa.Column("camera_id", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("pre_roll_s", sa.Integer(), nullable=False),
        sa.Column("post_roll_s", sa.Integer(), nullable=False),
        sa.Column("limit_bytes", sa.BigInteger(), nullable=True),
        sa.Column("min_days", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("camera_id"),
    )
    op.create_table(
        "review_case",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("opened_by_id", sa.String(length=64), nullable=False),
        sa.Column("opened_by_name", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("review_case", schema=None) as batch_op:
        batch_op.create_index("review_case_state", ["state", "opened_at"], unique=False)

    op.create_table(
        "review_case_item",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("camera_id", sa.String(length=64), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("export_id", sa.String(length=64), nullable=True),
        sa.Column("hold_id", sa.String(length=40), nullable=True),
        sa.Column("added_by_id", sa.String(length=64), nullable=False),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_by_id", sa.String(length=64), nullable=True),
        sa.Column("removed_by_name", sa.String(length=200), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("remove_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("review_case_item", schema=None) as batch_op:
        batch_op.create_index("review_case_item_case", ["case_id", "added_at"], unique=False)

    op.create_table(
        "stream_usual",
        sa.Column("camera", sa.String(length=64), nullable=False),
        sa.Column("bitrate_bps", sa.Float(), nullable=False),
        sa.Column("learnt_s", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("camera"),
    )
    with op.batch_alter_table("camera", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sub_address", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("transport", sa.String(length=8), server_default="tcp", nullable=False))
        batch_op.add_column(sa.Column("records_audio", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("camera", existing_type=sa.VARCHAR(length=64), nullable=True)

    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chain_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("chain_before", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("chain", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("tier", sa.String(length=8), server_default="first", nullable=False))
        batch_op.add_column(sa.Column("expired_by", sa.String(length=16), nullable=True))
        batch_op.create_index("segment_camera_start", ["camera_id", "stream", "started_at"], unique=False)
        batch_op.create_index("segment_tier_start", ["tier", "state", "started_at"], unique=False)
        batch_op.create_index(
            "segment_unchained",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'closed' AND chain_number IS NULL"),
            postgresql_where=sa.text("state = 'closed' AND chain_number IS NULL"),
        )
        batch_op.drop_column("is_held")
