"""Schema 3: logins, sessions and their keeping; requests that wait for a second person; drafts.

Who confirmed a command, mandates and delegations follow from facts and come with the rebuild.
"""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Create the tables that are not of the market; their guards come with all others."""
    op.create_table(
        "identity_login",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("administrator", WHOLE, nullable=False),
        sa.Column("local", WHOLE, nullable=False),
        sa.Column("password_hash", TEXT, nullable=False),
        sa.Column("password_at", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("state IN ('invited', 'active', 'disabled')", name="identity_login_c1"),
        sa.CheckConstraint("administrator IN (0, 1)", name="identity_login_c2"),
        sa.CheckConstraint("local IN (0, 1)", name="identity_login_c3"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_login_i1", "identity_login", ["email"])
    op.create_table(
        "identity_acts_as",
        sa.Column("login", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("granted_at", TEXT, nullable=False),
        sa.Column("granted_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("login", "actor"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_acts_as_i1", "identity_acts_as", ["actor"])
    op.create_table(
        "identity_invitation",
        sa.Column("token_sha256", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.Column("expires_at", TEXT, nullable=False),
        sa.Column("used_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("token_sha256"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_invitation_i1", "identity_invitation", ["login"])
    op.create_table(
        "identity_second_factor",
        sa.Column("login", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", WHOLE, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("login", "stage"),
        sa.CheckConstraint("stage IN ('pending', 'active')", name="identity_second_factor_c1"),
        sa.CheckConstraint("last_step >= 0", name="identity_second_factor_c2"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "identity_recovery_code",
        sa.Column("login", TEXT, nullable=False),
        sa.Column("code_sha256", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("used_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("login", "code_sha256"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "identity_session",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("token_sha256", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("how", TEXT, nullable=False),
        sa.Column("second", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("seen_at", TEXT, nullable=False),
        sa.Column("ends_at", TEXT, nullable=False),
        sa.Column("confirmed_at", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("agent", TEXT, nullable=False),
        sa.Column("ended_at", TEXT, nullable=False),
        sa.Column("ended_why", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("stage IN ('half', 'full')", name="identity_session_c1"),
        sa.CheckConstraint("how IN ('password', 'oidc')", name="identity_session_c2"),
        sa.UniqueConstraint("token_sha256", name="identity_session_u1"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_session_i1", "identity_session", ["login"])
    op.create_index("identity_session_i2", "identity_session", ["actor"])
    op.create_index("identity_session_i3", "identity_session", ["ends_at"])
    op.create_table(
        "identity_revocation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("id = 1", name="identity_revocation_c1"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "identity_tally",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("last_at", TEXT, nullable=False),
        sa.Column("locked_until", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("failures >= 0", name="identity_tally_c1"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_tally_i1", "identity_tally", ["last_at"])
    op.create_table(
        "identity_api_key",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("secret_sha256", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("scopes", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("expires_at", TEXT, nullable=False),
        sa.Column("used_at", TEXT, nullable=False),
        sa.Column("used_from", TEXT, nullable=False),
        sa.Column("ended_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_api_key_i1", "identity_api_key", ["login"])
    op.create_index("identity_api_key_i2", "identity_api_key", ["actor"])
    op.create_table(
        "identity_oidc_subject",
        sa.Column("issuer", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_oidc_subject_i1", "identity_oidc_subject", ["login"])
    op.create_table(
        "identity_oidc_flow",
        sa.Column("state_sha256", TEXT, nullable=False),
        sa.Column("browser_sha256", TEXT, nullable=False),
        sa.Column("provider", TEXT, nullable=False),
        sa.Column("redirect_uri", TEXT, nullable=False),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fresh", WHOLE, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("expires_at", TEXT, nullable=False),
        sa.Column("used_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("state_sha256"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_oidc_flow_i1", "identity_oidc_flow", ["expires_at"])
    op.create_table(
        "identity_retention",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("erased_before", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "identity_look",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("how", TEXT, nullable=False),
        sa.Column("session", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("record", TEXT, nullable=False),
        sa.Column("fields", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_look_i1", "identity_look", ["subject", "id"])
    op.create_index("identity_look_i2", "identity_look", ["login", "id"])
    op.create_table(
        "identity_act",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("done_by", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identity_act_i1", "identity_act", ["login", "id"])
    op.create_table(
        "platform_proposal",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("command", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("items", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("ends_at", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("confirmed_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("platform_proposal_i1", "platform_proposal", ["organisation", "state"])
    op.create_table(
        "forms_draft",
        sa.Column("form", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("saved_at", TEXT, nullable=False),
        sa.Column("cells", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("form", "subject", "owner"),
        sa.CheckConstraint("revision > 0", name="forms_draft_c1"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "forms_receipt",
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("form", TEXT, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column("file_sha256", TEXT, nullable=False),
        sa.Column("received_at", TEXT, nullable=False),
        sa.Column("good_rows", WHOLE, nullable=False),
        sa.Column("bad_rows", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.CheckConstraint("number > 0", name="forms_receipt_c1"),
        sa.UniqueConstraint("code", name="forms_receipt_u1"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("forms_receipt_i1", "forms_receipt", ["subject"])
    op.create_table(
        "forms_bundle",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("form", TEXT, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("manifest_sha256", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
