-- The tables of version 1, as the first program made them: what a workspace of then looks like.
CREATE TABLE activity_type (
  id INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  weight_milli INTEGER NOT NULL,
  done_to_person BOOLEAN NOT NULL,
  sales_touch BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (name_key)
);
CREATE TABLE activity_day (
  day INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  type_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (day, person_id, type_id)
)
 WITHOUT ROWID;
CREATE TABLE external_id (
  id INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  external_id VARCHAR NOT NULL,
  record_id INTEGER NOT NULL,
  object_name VARCHAR NOT NULL,
  content TEXT NOT NULL,
  updated_at BIGINT,
  deleted BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (kind, source, external_id)
);
CREATE INDEX external_id_record ON external_id (kind, record_id);
CREATE TABLE source_name (
  id INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  external_id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (kind, source, external_id)
);
CREATE TABLE account (
  id INTEGER NOT NULL,
  public_id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  industry VARCHAR,
  website VARCHAR,
  country VARCHAR,
  region VARCHAR,
  employees FLOAT,
  annual_revenue FLOAT,
  parent_id INTEGER,
  owner VARCHAR,
  owner_ref VARCHAR,
  created_at BIGINT,
  updated_at BIGINT,
  attributes TEXT,
  deleted BOOLEAN NOT NULL,
  hidden BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (public_id),
  FOREIGN KEY(parent_id) REFERENCES account (id)
);
CREATE INDEX account_name ON account (name_key, id);
CREATE INDEX account_parent ON account (parent_id);
CREATE TABLE journey (
  id INTEGER NOT NULL,
  public_id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  status VARCHAR,
  description TEXT,
  published_at BIGINT,
  ends_at BIGINT,
  created_at BIGINT,
  updated_at BIGINT,
  attributes TEXT,
  deleted BOOLEAN NOT NULL,
  hidden BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (public_id)
);
CREATE TABLE intent_keyword (
  id INTEGER NOT NULL,
  category VARCHAR NOT NULL,
  category_key VARCHAR NOT NULL,
  product VARCHAR NOT NULL,
  product_key VARCHAR NOT NULL,
  keyword VARCHAR NOT NULL,
  keyword_key VARCHAR NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (category_key, product_key, keyword_key)
);
CREATE TABLE note (
  id INTEGER NOT NULL,
  source VARCHAR NOT NULL,
  external_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  subject_id INTEGER NOT NULL,
  text TEXT NOT NULL,
  author VARCHAR,
  at BIGINT,
  PRIMARY KEY (id),
  UNIQUE (source, external_id)
);
CREATE INDEX note_subject ON note (kind, subject_id);
CREATE TABLE roles_template (
  id INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  status VARCHAR NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (name_key)
);
CREATE TABLE stage_model (
  id INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (name_key)
);
CREATE TABLE score_day (
  day INTEGER NOT NULL,
  largest_weight_milli INTEGER NOT NULL,
  largest_units BIGINT NOT NULL,
  largest_raw FLOAT NOT NULL,
  browsable BOOLEAN NOT NULL,
  stale BOOLEAN NOT NULL,
  PRIMARY KEY (day)
);
CREATE TABLE person_score (
  day INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  units BIGINT NOT NULL,
  PRIMARY KEY (day, person_id)
)
 WITHOUT ROWID;
CREATE TABLE group_score (
  day INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  raw FLOAT NOT NULL,
  completeness FLOAT,
  member_count INTEGER NOT NULL,
  PRIMARY KEY (day, group_id)
)
 WITHOUT ROWID;
CREATE INDEX group_score_group ON group_score (group_id, day);
CREATE TABLE group_role (
  day INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  role VARCHAR NOT NULL,
  role_key VARCHAR NOT NULL,
  assigned INTEGER NOT NULL,
  required INTEGER NOT NULL,
  required_for_completeness BOOLEAN NOT NULL,
  PRIMARY KEY (day, group_id, position)
)
 WITHOUT ROWID;
CREATE INDEX group_role_role ON group_role (day, role_key, group_id);
CREATE TABLE group_row (
  day INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  public_id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  account_id INTEGER NOT NULL,
  account_public_id VARCHAR NOT NULL,
  account_name VARCHAR NOT NULL,
  account_key VARCHAR NOT NULL,
  interest VARCHAR NOT NULL,
  interest_key VARCHAR NOT NULL,
  template VARCHAR NOT NULL,
  template_key VARCHAR NOT NULL,
  stage VARCHAR,
  stage_key VARCHAR,
  stage_position INTEGER,
  status VARCHAR,
  status_key VARCHAR,
  owner_key VARCHAR,
  region_key VARCHAR,
  industry_key VARCHAR,
  rank FLOAT NOT NULL,
  completeness FLOAT,
  member_count INTEGER NOT NULL,
  missing VARCHAR,
  short VARCHAR,
  gaps INTEGER,
  last_activity_at BIGINT,
  updated_at BIGINT,
  PRIMARY KEY (day, group_id)
)
 WITHOUT ROWID;
CREATE INDEX group_row_rank ON group_row (day, rank DESC, name_key, public_id);
CREATE INDEX group_row_members ON group_row (day, member_count DESC, name_key, public_id);
CREATE INDEX group_row_gaps ON group_row (day, gaps DESC, name_key, public_id);
CREATE INDEX group_row_name ON group_row (day, name_key, public_id);
CREATE INDEX group_row_stage ON group_row (day, stage_position, stage_key, name_key, public_id);
CREATE INDEX group_row_interest ON group_row (day, interest_key, name_key, public_id);
CREATE INDEX group_row_active ON group_row (day, last_activity_at DESC, name_key, public_id);
CREATE INDEX group_row_completeness ON group_row (day, completeness DESC, name_key, public_id);
CREATE INDEX group_row_of_account ON group_row (day, account_id);
CREATE INDEX group_row_account ON group_row (day, account_key, name_key, public_id);
CREATE INDEX group_row_updated ON group_row (day, updated_at DESC, name_key, public_id);
CREATE TABLE workspace (
  id INTEGER NOT NULL,
  schema_version INTEGER NOT NULL,
  written_by VARCHAR NOT NULL,
  refreshed_day INTEGER,
  refreshed_at BIGINT,
  scores_outdated BOOLEAN NOT NULL,
  rules_text TEXT,
  rules_file VARCHAR,
  PRIMARY KEY (id)
);
CREATE TABLE summary (
  id INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  subject_id INTEGER NOT NULL,
  engine VARCHAR NOT NULL,
  model VARCHAR,
  language VARCHAR NOT NULL,
  day INTEGER NOT NULL,
  facts_key VARCHAR NOT NULL,
  facts TEXT NOT NULL,
  content TEXT NOT NULL,
  generated_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX summary_subject ON summary (kind, subject_id, generated_at);
CREATE TABLE summary_feedback (
  id INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  subject_id INTEGER NOT NULL,
  helpful BOOLEAN NOT NULL,
  engine VARCHAR NOT NULL,
  model VARCHAR,
  day INTEGER NOT NULL,
  facts TEXT NOT NULL,
  content TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE view_history (
  kind VARCHAR NOT NULL,
  public_id VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  times INTEGER NOT NULL,
  PRIMARY KEY (kind, public_id)
);
CREATE INDEX view_history_at ON view_history (at);
CREATE TABLE join_key (
  external_id_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  source VARCHAR NOT NULL,
  "key" VARCHAR NOT NULL,
  PRIMARY KEY (external_id_id, position),
  FOREIGN KEY(external_id_id) REFERENCES external_id (id)
)
 WITHOUT ROWID;
CREATE INDEX join_key_wanted ON join_key (source, "key");
CREATE TABLE person (
  id INTEGER NOT NULL,
  public_id VARCHAR NOT NULL,
  account_id INTEGER,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  first_name VARCHAR,
  last_name VARCHAR,
  title VARCHAR,
  email VARCHAR,
  email_key VARCHAR,
  phone VARCHAR,
  mobile VARCHAR,
  department VARCHAR,
  reports_to_id INTEGER,
  city VARCHAR,
  state VARCHAR,
  postal_code VARCHAR,
  country VARCHAR,
  lead_source VARCHAR,
  unsubscribed BOOLEAN,
  email_invalid BOOLEAN,
  created_at BIGINT,
  updated_at BIGINT,
  attributes TEXT,
  deleted BOOLEAN NOT NULL,
  hidden BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (public_id),
  FOREIGN KEY(account_id) REFERENCES account (id),
  FOREIGN KEY(reports_to_id) REFERENCES person (id)
);
CREATE INDEX person_account ON person (account_id, hidden, name_key, id);
CREATE INDEX person_email ON person (email_key);
CREATE INDEX person_hidden ON person (hidden) WHERE hidden = 1;
CREATE INDEX person_name ON person (name_key, id);
CREATE INDEX person_reports_to ON person (reports_to_id);
CREATE TABLE opportunity (
  id INTEGER NOT NULL,
  public_id VARCHAR NOT NULL,
  account_id INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  stage VARCHAR,
  is_closed BOOLEAN,
  is_won BOOLEAN,
  amount FLOAT,
  currency VARCHAR,
  close_date VARCHAR,
  type VARCHAR,
  owner VARCHAR,
  owner_ref VARCHAR,
  created_at BIGINT,
  updated_at BIGINT,
  attributes TEXT,
  deleted BOOLEAN NOT NULL,
  hidden BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (public_id),
  FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX opportunity_account ON opportunity (account_id);
CREATE TABLE account_journey (
  id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  journey_id INTEGER NOT NULL,
  entered_at BIGINT NOT NULL,
  left_at BIGINT,
  status VARCHAR,
  PRIMARY KEY (id),
  FOREIGN KEY(account_id) REFERENCES account (id),
  FOREIGN KEY(journey_id) REFERENCES journey (id)
);
CREATE INDEX account_journey_journey ON account_journey (journey_id, entered_at);
CREATE INDEX account_journey_account ON account_journey (account_id, entered_at);
CREATE TABLE template_role (
  id INTEGER NOT NULL,
  template_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  role VARCHAR NOT NULL,
  role_key VARCHAR NOT NULL,
  weighting FLOAT NOT NULL,
  members_required INTEGER NOT NULL,
  required_for_completeness BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (template_id, role_key),
  FOREIGN KEY(template_id) REFERENCES roles_template (id)
);
CREATE TABLE stage (
  id INTEGER NOT NULL,
  stage_model_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  is_entry BOOLEAN NOT NULL,
  is_success BOOLEAN NOT NULL,
  is_failure BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (stage_model_id, name_key),
  FOREIGN KEY(stage_model_id) REFERENCES stage_model (id)
);
CREATE TABLE solution_interest (
  id INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  name_key VARCHAR NOT NULL,
  template_id INTEGER NOT NULL,
  stage_model_id INTEGER,
  update_existing BOOLEAN NOT NULL,
  defined BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (name_key),
  FOREIGN KEY(template_id) REFERENCES roles_template (id),
  FOREIGN KEY(stage_model_id) REFERENCES stage_model (id)
);
CREATE TABLE activity (
  id INTEGER NOT NULL,
  source VARCHAR NOT NULL,
  external_id VARCHAR NOT NULL,
  person_id INTEGER NOT NULL,
  type_id INTEGER NOT NULL,
  at BIGINT NOT NULL,
  day INTEGER NOT NULL,
  asset TEXT,
  url TEXT,
  subject TEXT,
  campaign TEXT,
  journey_id INTEGER,
  description TEXT,
  moment_type VARCHAR,
  attributes TEXT,
  PRIMARY KEY (id),
  UNIQUE (source, external_id),
  FOREIGN KEY(person_id) REFERENCES person (id),
  FOREIGN KEY(type_id) REFERENCES activity_type (id),
  FOREIGN KEY(journey_id) REFERENCES journey (id)
);
CREATE INDEX activity_person ON activity (person_id, at, type_id);
CREATE INDEX activity_journey ON activity (journey_id, type_id);
CREATE TABLE opportunity_contact_role (
  id INTEGER NOT NULL,
  source VARCHAR NOT NULL,
  external_id VARCHAR NOT NULL,
  opportunity_id INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  role VARCHAR,
  is_primary BOOLEAN,
  deleted BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (source, external_id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX contact_role_opportunity ON opportunity_contact_role (opportunity_id);
CREATE INDEX contact_role_person ON opportunity_contact_role (person_id);
CREATE TABLE buying_group (
  id INTEGER NOT NULL,
  public_id VARCHAR NOT NULL,
  account_id INTEGER NOT NULL,
  interest_id INTEGER NOT NULL,
  name VARCHAR,
  stage VARCHAR,
  stage_entered_at BIGINT,
  status VARCHAR,
  origin VARCHAR NOT NULL,
  created_at BIGINT,
  updated_at BIGINT,
  attributes TEXT,
  deleted BOOLEAN NOT NULL,
  hidden BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (public_id),
  FOREIGN KEY(account_id) REFERENCES account (id),
  FOREIGN KEY(interest_id) REFERENCES solution_interest (id)
);
CREATE INDEX buying_group_account ON buying_group (account_id, hidden);
CREATE INDEX buying_group_interest ON buying_group (interest_id, hidden, stage);
CREATE TABLE stage_transition (
  from_stage_id INTEGER NOT NULL,
  to_stage_id INTEGER NOT NULL,
  PRIMARY KEY (from_stage_id, to_stage_id),
  FOREIGN KEY(from_stage_id) REFERENCES stage (id),
  FOREIGN KEY(to_stage_id) REFERENCES stage (id)
);
CREATE TABLE membership (
  id INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  role VARCHAR NOT NULL,
  role_key VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  added_at BIGINT,
  removed_at BIGINT,
  removed_by VARCHAR,
  ordinal INTEGER NOT NULL,
  as_imported TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(group_id) REFERENCES buying_group (id),
  FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX membership_person ON membership (person_id);
CREATE INDEX membership_group ON membership (group_id, person_id, added_at, removed_at, role);
CREATE TABLE stage_change (
  id INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  from_stage VARCHAR,
  to_stage VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(group_id) REFERENCES buying_group (id)
);
CREATE INDEX stage_change_group ON stage_change (group_id, at);
