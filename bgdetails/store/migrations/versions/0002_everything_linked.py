"""Version 2: what every name leads to. Kept days are computed anew, for their rows have more columns."""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    # Rows of kept days lack what version 2 writes into them.
    "DELETE FROM group_row",
    "DELETE FROM group_role",
    "UPDATE score_day SET stale = 1, browsable = 0",
    # What a refresh has to look at, and what the rows of a day were made by.
    "ALTER TABLE score_day ADD COLUMN partly BOOLEAN DEFAULT 0 NOT NULL",
    "ALTER TABLE score_day ADD COLUMN figures VARCHAR",
    "CREATE TABLE touched (kind VARCHAR NOT NULL, record_id INTEGER NOT NULL, first_day INTEGER NOT NULL,"
    " last_day INTEGER NOT NULL, PRIMARY KEY (kind, record_id)) WITHOUT ROWID",
    # Momentum of accounts and the check of deals, on days that Browse has.
    """
    CREATE TABLE account_score (
        day INTEGER NOT NULL,
        account_id INTEGER NOT NULL,
        units BIGINT NOT NULL,
        units_before BIGINT NOT NULL,
        band VARCHAR NOT NULL,
        change FLOAT,
        at_risk BOOLEAN NOT NULL,
        PRIMARY KEY (day, account_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX account_score_band ON account_score (day, band, at_risk, change, units)",
    "CREATE TABLE account_people (day INTEGER NOT NULL, account_id INTEGER NOT NULL, active INTEGER NOT NULL,"
    " everybody BLOB NOT NULL, overlap BLOB NOT NULL, coverage TEXT NOT NULL, last_touch_id INTEGER,"
    " next_touch_id INTEGER, marked BLOB NOT NULL, PRIMARY KEY (day, account_id)) WITHOUT ROWID",
    "CREATE INDEX account_people_active ON account_people (day, account_id, active)",
    "CREATE TABLE journey_score (day INTEGER NOT NULL, journey_id INTEGER NOT NULL, accounts INTEGER NOT NULL,"
    " completed INTEGER NOT NULL, in_progress INTEGER NOT NULL, aborted INTEGER NOT NULL, durations INTEGER NOT NULL,"
    " duration_micros BIGINT NOT NULL, accounts_engaged INTEGER NOT NULL, people_engaged INTEGER NOT NULL,"
    " weeks TEXT NOT NULL, first BLOB NOT NULL, PRIMARY KEY (day, journey_id)) WITHOUT ROWID",
    "CREATE TABLE interest_count (interest_id INTEGER NOT NULL PRIMARY KEY, stages TEXT NOT NULL,"
    " without_group INTEGER NOT NULL, first_without BLOB NOT NULL)",
    # People by name, then by the id that decides between two of one name.
    "DROP INDEX person_name",
    "CREATE INDEX person_name ON person (name_key, public_id)",
    """
    CREATE TABLE deal_score (
        day INTEGER NOT NULL,
        opportunity_id INTEGER NOT NULL,
        people INTEGER NOT NULL,
        decision_makers INTEGER NOT NULL,
        engaged_decision_makers INTEGER NOT NULL,
        champions INTEGER NOT NULL,
        engaged_champions INTEGER NOT NULL,
        engaged INTEGER NOT NULL,
        silent INTEGER NOT NULL,
        from_groups BOOLEAN NOT NULL,
        level INTEGER NOT NULL,
        first BLOB NOT NULL,
        PRIMARY KEY (day, opportunity_id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE group_at_risk (
        day INTEGER NOT NULL,
        group_id INTEGER NOT NULL,
        PRIMARY KEY (day, group_id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE saved_view (
        name_key VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        "query" VARCHAR NOT NULL,
        sort VARCHAR NOT NULL,
        descending BOOLEAN NOT NULL,
        columns VARCHAR NOT NULL,
        PRIMARY KEY (name_key)
    )
    """,
    # How groups move through their stages.
    "ALTER TABLE group_row ADD COLUMN velocity INTEGER NOT NULL",
    "ALTER TABLE group_row ADD COLUMN stagnant BOOLEAN NOT NULL",
    "ALTER TABLE group_row ADD COLUMN stage_changed_at BIGINT",
    "CREATE INDEX group_row_velocity ON group_row (day, velocity DESC, name_key, public_id)",
    "CREATE INDEX group_row_stagnant ON group_row (day, stagnant, stage_changed_at, name_key, public_id)",
    # What the list is filtered by most, and no sort goes by.
    "CREATE INDEX group_row_owner ON group_row (day, owner_key)",
    "CREATE INDEX group_row_region ON group_row (day, region_key)",
    "CREATE INDEX group_row_industry ON group_row (day, industry_key)",
    "CREATE INDEX group_row_stage_key ON group_row (day, stage_key)",
    "CREATE INDEX group_row_template ON group_row (day, template_key)",
    "CREATE INDEX group_row_status ON group_row (day, status_key)",
    # Indexes that have all that is asked.
    "DROP INDEX group_role_role",
    "CREATE INDEX group_role_role ON group_role"
    " (day, role_key, assigned, group_id, required, required_for_completeness)",
    "DROP INDEX group_row_of_account",
    "CREATE INDEX group_row_of_account ON group_row (day, account_id, account_key)",
    "DROP INDEX buying_group_interest",
    "CREATE INDEX buying_group_interest ON buying_group (interest_id, hidden, stage, account_id)",
    "DROP INDEX buying_group_account",
    "CREATE INDEX buying_group_account ON buying_group (account_id, hidden, interest_id)",
    "CREATE INDEX account_industry ON account (industry, hidden)",
    "CREATE INDEX account_hidden ON account (hidden) WHERE hidden = 1",
    "CREATE INDEX account_region ON account (region, hidden)",
    "DROP INDEX membership_person",
    "CREATE INDEX membership_person ON membership (person_id, group_id, added_at, removed_at, role)",
    # What was done by hand.
    """CREATE TABLE logged_action (
        id INTEGER NOT NULL PRIMARY KEY, batch INTEGER NOT NULL, at BIGINT NOT NULL, day INTEGER NOT NULL,
        kind VARCHAR NOT NULL, group_id INTEGER REFERENCES buying_group (id),
        person_id INTEGER REFERENCES person (id), before VARCHAR, after VARCHAR, moment BIGINT NOT NULL,
        touched TEXT NOT NULL, undone_at BIGINT,
        account_id INTEGER REFERENCES account (id)
    )""",
    "CREATE INDEX logged_action_group ON logged_action (group_id, id)",
    "CREATE INDEX logged_action_batch ON logged_action (batch)",
    # What the dashboard counts.
    """
    CREATE TABLE dashboard_count (
        day INTEGER NOT NULL,
        measure VARCHAR NOT NULL,
        position INTEGER NOT NULL,
        key VARCHAR,
        n INTEGER NOT NULL,
        total INTEGER,
        mean FLOAT,
        PRIMARY KEY (day, measure, position)
    ) WITHOUT ROWID
    """,
    # What a group was when the reader last looked, and which are another since.
    # A workspace whose activities lie in a lake.
    "ALTER TABLE workspace ADD COLUMN lake TEXT",
    "ALTER TABLE workspace ADD COLUMN lake_engine VARCHAR",
    "ALTER TABLE workspace ADD COLUMN lake_day INTEGER",
    "CREATE TABLE journey_email (journey_id INTEGER NOT NULL, asset TEXT NOT NULL, sent INTEGER NOT NULL,"
    " delivered INTEGER NOT NULL, opened INTEGER NOT NULL, clicked INTEGER NOT NULL,"
    " PRIMARY KEY (journey_id, asset)) WITHOUT ROWID",
    "ALTER TABLE view_history ADD COLUMN name VARCHAR",
    "ALTER TABLE view_history ADD COLUMN day INTEGER",
    "ALTER TABLE view_history ADD COLUMN seen TEXT",
    """
    CREATE TABLE group_news (
        day INTEGER NOT NULL,
        group_id INTEGER NOT NULL,
        PRIMARY KEY (day, group_id)
    ) WITHOUT ROWID
    """,
    # What the reader watches.
    "CREATE TABLE watched (kind VARCHAR NOT NULL, record_id INTEGER NOT NULL, at BIGINT NOT NULL,"
    " PRIMARY KEY (kind, record_id))",
    # What was asked of Claude.
    "CREATE TABLE spending (id INTEGER NOT NULL PRIMARY KEY, day INTEGER NOT NULL, model VARCHAR NOT NULL,"
    " requests INTEGER NOT NULL, cost FLOAT, settled BOOLEAN NOT NULL)",
    "CREATE INDEX spending_day ON spending (day, cost)",
    "CREATE TABLE summary_batch (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, batch_id VARCHAR,"
    " created_at BIGINT NOT NULL, spending_id INTEGER NOT NULL REFERENCES spending (id), requests INTEGER NOT NULL)",
    """CREATE TABLE summary_request (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, batch INTEGER REFERENCES summary_batch (id),
        custom_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, subject_id INTEGER NOT NULL,
        facts_key VARCHAR NOT NULL, settings TEXT NOT NULL,
        facts TEXT NOT NULL, content TEXT NOT NULL, first TEXT
    )""",
    "CREATE UNIQUE INDEX summary_request_subject ON summary_request (kind, subject_id, facts_key)",
    "CREATE INDEX summary_request_batch ON summary_request (batch)",
    "CREATE TABLE intent_strength (day INTEGER NOT NULL, kind VARCHAR NOT NULL, subject_id INTEGER NOT NULL,"
    " strongest FLOAT NOT NULL, strengths BLOB NOT NULL, PRIMARY KEY (day, kind, subject_id)) WITHOUT ROWID",
    "CREATE TABLE intent_scale (day INTEGER NOT NULL, kind VARCHAR NOT NULL, keyword FLOAT NOT NULL,"
    " product FLOAT NOT NULL, category FLOAT NOT NULL, PRIMARY KEY (day, kind)) WITHOUT ROWID",
)


def upgrade() -> None:
    """Make the new tables, columns and indexes."""
    for statement in _STATEMENTS:
        op.execute(statement)
