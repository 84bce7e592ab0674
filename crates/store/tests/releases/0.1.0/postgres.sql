-- A database of release 0.1.0 with two households. All persons are synthetic.
CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL);
-- Who may act, where, and what they did.

CREATE TABLE account (
  account_id      UUID NOT NULL PRIMARY KEY,
  name            TEXT NOT NULL UNIQUE,
  display_name    TEXT NOT NULL,
  password_hash   TEXT NOT NULL,
  active          BOOLEAN NOT NULL,
  failed_attempts BIGINT NOT NULL,
  locked_until    TIMESTAMPTZ,
  created_at      TIMESTAMPTZ NOT NULL
);

-- A role holds over an area: a province, district or commune code, or a village of a commune.
CREATE TABLE account_role (
  account_id  UUID NOT NULL REFERENCES account (account_id),
  role        TEXT NOT NULL,
  area_code   TEXT NOT NULL,
  village_id  UUID,
  valid_from  DATE NOT NULL,
  valid_until DATE,
  role_id     UUID NOT NULL PRIMARY KEY
);
CREATE INDEX account_role_by_account ON account_role (account_id);

CREATE TABLE web_session (
  session_id TEXT NOT NULL PRIMARY KEY,
  account_id UUID REFERENCES account (account_id),
  data       JSONB NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX web_session_by_account ON web_session (account_id);

-- Chained per province: an entry's hash covers its content and the hash before it.
CREATE TABLE audit_entry (
  province_code TEXT NOT NULL,
  sequence      BIGINT NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  account_id    UUID,
  account_name  TEXT NOT NULL,
  role          TEXT NOT NULL,
  area_code     TEXT NOT NULL,
  action        TEXT NOT NULL,
  subject_kind  TEXT NOT NULL,
  subject_id    TEXT NOT NULL,
  details       TEXT NOT NULL,
  reason        TEXT NOT NULL,
  address       TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash          TEXT NOT NULL,
  PRIMARY KEY (province_code, sequence)
);
CREATE INDEX audit_entry_by_subject ON audit_entry (province_code, subject_kind, subject_id);

-- Answers already given to a form, so that one posted twice is one record.
CREATE TABLE idempotency (
  account_id UUID NOT NULL,
  form_key   TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  at         TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (account_id, form_key)
);
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (202611200100, 'create access', TRUE, '\x08ce008e599e1b3c6c83526d9359f3b32fb9697dd70f473f0a471cf002fb8a6f0c932f3a5fd6ddf47bfb8449990b6854', 0);
-- Villages, households as versions, and what lists and searches read.

CREATE TABLE village (
  province_code TEXT NOT NULL,
  village_id    UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  name          TEXT COLLATE "vi-x-icu" NOT NULL,
  name_key      TEXT NOT NULL,
  valid_from    DATE NOT NULL,
  valid_until   DATE,
  merged_into   UUID,
  PRIMARY KEY (province_code, village_id)
);
CREATE INDEX village_by_commune ON village (province_code, commune_code);

-- The household as of its newest version: what lists show and filters ask.
CREATE TABLE household (
  province_code  TEXT NOT NULL,
  household_id   UUID NOT NULL,
  commune_code   TEXT NOT NULL,
  village_id     UUID NOT NULL,
  code           TEXT NOT NULL,
  head_name      TEXT COLLATE "vi-x-icu" NOT NULL,
  head_name_key  TEXT NOT NULL,
  head_sort_name TEXT COLLATE "vi-x-icu" NOT NULL,
  size           BIGINT NOT NULL,
  area           TEXT NOT NULL,
  ethnicity      TEXT NOT NULL,
  class          TEXT NOT NULL,
  class_year     BIGINT,
  groups         TEXT NOT NULL,
  active         BOOLEAN NOT NULL,
  version        BIGINT NOT NULL,
  changed_at     TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (province_code, household_id)
);
CREATE INDEX household_by_commune ON household (province_code, commune_code, head_sort_name, household_id);
CREATE INDEX household_by_village ON household (province_code, village_id, head_sort_name, household_id);
CREATE UNIQUE INDEX household_by_code ON household (province_code, commune_code, code);

-- Never changed, only added to.
CREATE TABLE household_version (
  province_code TEXT NOT NULL,
  household_id  UUID NOT NULL,
  version       BIGINT NOT NULL,
  base_version  BIGINT,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  effective_on  DATE NOT NULL,
  reason        TEXT NOT NULL,
  document      JSONB NOT NULL,
  PRIMARY KEY (province_code, household_id, version)
);
CREATE INDEX household_version_by_day ON household_version (province_code, household_id, effective_on);

-- Members of the newest version, for searching and for finding the same person twice.
CREATE TABLE person (
  province_code   TEXT NOT NULL,
  household_id    UUID NOT NULL,
  person_id       UUID NOT NULL,
  commune_code    TEXT NOT NULL,
  name            TEXT COLLATE "vi-x-icu" NOT NULL,
  name_key        TEXT NOT NULL,
  birth           TEXT NOT NULL,
  identity_number TEXT,
  PRIMARY KEY (province_code, household_id, person_id)
);
CREATE INDEX person_by_identity ON person (identity_number);
CREATE INDEX person_by_name ON person (province_code, name_key, birth);

CREATE TABLE household_event (
  province_code TEXT NOT NULL,
  event_id      UUID NOT NULL,
  household_id  UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  kind          TEXT NOT NULL,
  on_date       DATE NOT NULL,
  note          TEXT NOT NULL,
  version       BIGINT NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, event_id)
);
CREATE INDEX household_event_by_household ON household_event (province_code, household_id);
CREATE INDEX household_event_by_commune ON household_event (province_code, commune_code, on_date);

-- Files of a household's dossier; their bytes stand beside the database under their hash.
CREATE TABLE dossier_file (
  province_code TEXT NOT NULL,
  file_id       UUID NOT NULL,
  household_id  UUID NOT NULL,
  sha256        TEXT NOT NULL,
  name          TEXT NOT NULL,
  media_type    TEXT NOT NULL,
  size          BIGINT NOT NULL,
  kind          TEXT NOT NULL,
  year          BIGINT NOT NULL,
  added_at      TIMESTAMPTZ NOT NULL,
  added_by      UUID,
  withdrawn_at  TIMESTAMPTZ,
  PRIMARY KEY (province_code, file_id)
);
CREATE INDEX dossier_file_by_household ON dossier_file (province_code, household_id);

-- Told to a commune: a person of one of its households was entered elsewhere too.
CREATE TABLE duplicate_notice (
  province_code      TEXT NOT NULL,
  notice_id          UUID NOT NULL,
  commune_code       TEXT NOT NULL,
  household_id       UUID NOT NULL,
  person_id          UUID NOT NULL,
  other_commune_code TEXT NOT NULL,
  matched_on         TEXT NOT NULL,
  at                 TIMESTAMPTZ NOT NULL,
  resolved_at        TIMESTAMPTZ,
  resolved_by        UUID,
  resolution         TEXT,
  PRIMARY KEY (province_code, notice_id)
);
CREATE INDEX duplicate_notice_by_commune ON duplicate_notice (province_code, commune_code);

-- Which class a household was recognised in, year by year.
CREATE TABLE recognition (
  province_code TEXT NOT NULL,
  household_id  UUID NOT NULL,
  year          BIGINT NOT NULL,
  sequence      BIGINT NOT NULL,
  class         TEXT NOT NULL,
  standard      TEXT NOT NULL,
  size          BIGINT NOT NULL,
  round_id      UUID,
  decision_id   UUID,
  recognised_on DATE NOT NULL,
  reason        TEXT NOT NULL,
  PRIMARY KEY (province_code, household_id, year, sequence)
);
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (202611200110, 'create registry', TRUE, '\x0a2e04b2919f195bc8f2ebb64402f3253d25e756efac5bc1aaedb0256169b3e7d0cab75d6427c48cd526e8c965f76052', 0);
-- A review round from planned to sealed. Rows are added; what changes is states, and answers
-- until they are confirmed.

CREATE TABLE review_round (
  province_code    TEXT NOT NULL,
  round_id         UUID NOT NULL,
  commune_code     TEXT NOT NULL,
  year             BIGINT NOT NULL,
  kind             TEXT NOT NULL,
  reviewed_on      DATE NOT NULL,
  standard         TEXT NOT NULL,
  opening_standard TEXT,
  score_table      TEXT,
  overlay          TEXT,
  opinion_by       TEXT,
  starts_on        DATE NOT NULL,
  ends_on          DATE NOT NULL,
  state            TEXT NOT NULL,
  changed_at       TIMESTAMPTZ NOT NULL,
  planned_by       UUID,
  PRIMARY KEY (province_code, round_id)
);
CREATE UNIQUE INDEX review_round_by_year ON review_round (province_code, commune_code, year, kind, starts_on);

CREATE TABLE round_village (
  province_code TEXT NOT NULL,
  round_id      UUID NOT NULL,
  village_id    UUID NOT NULL,
  state         TEXT NOT NULL,
  changed_at    TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (province_code, round_id, village_id)
);

-- Every change of state of a round or one of its villages, with its reason.
CREATE TABLE round_transition (
  province_code TEXT NOT NULL,
  round_id      UUID NOT NULL,
  sequence      BIGINT NOT NULL,
  village_id    UUID,
  from_state    TEXT NOT NULL,
  to_state      TEXT NOT NULL,
  reason        TEXT NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  account_id    UUID,
  PRIMARY KEY (province_code, round_id, sequence)
);

-- A household's own request to be reviewed (Mẫu 01) or to be recognised as having left (Mẫu 04).
CREATE TABLE review_request (
  province_code TEXT NOT NULL,
  request_id    UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  village_id    UUID NOT NULL,
  household_id  UUID NOT NULL,
  kind          TEXT NOT NULL,
  reasons       TEXT NOT NULL,
  content       TEXT NOT NULL,
  raised_by     TEXT NOT NULL,
  raised_on     DATE NOT NULL,
  round_id      UUID,
  answer        TEXT,
  answered_on   DATE,
  answered_by   UUID,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, request_id)
);
CREATE INDEX review_request_by_commune ON review_request (province_code, commune_code, raised_on);
CREATE INDEX review_request_by_round ON review_request (province_code, round_id);

CREATE TABLE survey_form (
  province_code  TEXT NOT NULL,
  form_id        UUID NOT NULL,
  round_id       UUID NOT NULL,
  household_id   UUID NOT NULL,
  village_id     UUID NOT NULL,
  commune_code   TEXT NOT NULL,
  listed_because TEXT NOT NULL,
  listed_reason  TEXT NOT NULL,
  state          TEXT NOT NULL,
  state_reason   TEXT NOT NULL,
  event          TEXT,
  version        BIGINT NOT NULL,
  base_version   BIGINT NOT NULL,
  previous_class TEXT NOT NULL,
  answers        JSONB NOT NULL,
  appraisal      JSONB NOT NULL,
  assessment     JSONB,
  opening        JSONB,
  class          TEXT,
  opening_class  TEXT,
  transition     TEXT,
  score_a        BIGINT,
  score_b        BIGINT,
  enumerator     UUID,
  enumerator_confirmed_at TIMESTAMPTZ,
  respondent_name TEXT NOT NULL,
  respondent_confirmed_at TIMESTAMPTZ,
  changed_at     TIMESTAMPTZ NOT NULL,
  changed_by     UUID,
  PRIMARY KEY (province_code, form_id)
);
CREATE UNIQUE INDEX survey_form_by_household ON survey_form (province_code, round_id, household_id);
CREATE INDEX survey_form_by_village ON survey_form (province_code, round_id, village_id);
CREATE INDEX survey_form_of_household ON survey_form (province_code, household_id);

CREATE TABLE village_meeting (
  province_code TEXT NOT NULL,
  meeting_id    UUID NOT NULL,
  round_id      UUID NOT NULL,
  village_id    UUID NOT NULL,
  held_on       DATE NOT NULL,
  place         TEXT NOT NULL,
  chair         TEXT NOT NULL,
  secretary     TEXT NOT NULL,
  supervisor    TEXT NOT NULL,
  attendance    BIGINT NOT NULL,
  notes         TEXT NOT NULL,
  percent       BIGINT NOT NULL,
  passed        BOOLEAN NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, meeting_id)
);
CREATE INDEX village_meeting_by_village ON village_meeting (province_code, round_id, village_id);

CREATE TABLE meeting_opinion (
  province_code  TEXT NOT NULL,
  meeting_id     UUID NOT NULL,
  form_id        UUID NOT NULL,
  form_version   BIGINT NOT NULL,
  proposed_class TEXT NOT NULL,
  agree          BIGINT NOT NULL,
  disagree       BIGINT NOT NULL,
  opinion        TEXT NOT NULL,
  agreed         BOOLEAN NOT NULL,
  PRIMARY KEY (province_code, meeting_id, form_id)
);

-- From its first day until the first day it no longer hangs out.
CREATE TABLE posting (
  province_code TEXT NOT NULL,
  posting_id    UUID NOT NULL,
  round_id      UUID NOT NULL,
  village_id    UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  because       TEXT NOT NULL,
  from_date     DATE NOT NULL,
  until_date    DATE NOT NULL,
  places        TEXT NOT NULL,
  entries       JSONB NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, posting_id)
);
CREATE INDEX posting_by_village ON posting (province_code, round_id, village_id);
CREATE INDEX posting_by_day ON posting (province_code, commune_code, until_date);

CREATE TABLE objection (
  province_code  TEXT NOT NULL,
  objection_id   UUID NOT NULL,
  round_id       UUID NOT NULL,
  village_id     UUID NOT NULL,
  form_id        UUID,
  raised_by      TEXT NOT NULL,
  on_behalf_of   TEXT NOT NULL,
  raised_on      DATE NOT NULL,
  due_on         DATE NOT NULL,
  content        TEXT NOT NULL,
  state          TEXT NOT NULL,
  outcome        TEXT,
  outcome_reason TEXT,
  class_before   TEXT,
  class_after    TEXT,
  settled_at     TIMESTAMPTZ,
  settled_by     UUID,
  recorded_at    TIMESTAMPTZ NOT NULL,
  recorded_by    UUID,
  PRIMARY KEY (province_code, objection_id)
);
CREATE INDEX objection_by_village ON objection (province_code, round_id, village_id);

-- How the households to be re-checked were drawn, so that anybody can draw them again.
CREATE TABLE recheck_draw (
  province_code TEXT NOT NULL,
  draw_id       UUID NOT NULL,
  round_id      UUID NOT NULL,
  seed          TEXT NOT NULL,
  village_id    UUID,
  population    BIGINT NOT NULL,
  drawn         BIGINT NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, draw_id)
);
CREATE INDEX recheck_draw_by_round ON recheck_draw (province_code, round_id);

CREATE TABLE recheck (
  province_code TEXT NOT NULL,
  recheck_id    UUID NOT NULL,
  round_id      UUID NOT NULL,
  form_id       UUID NOT NULL,
  cause         TEXT NOT NULL,
  cause_id      UUID,
  reason        TEXT NOT NULL,
  state         TEXT NOT NULL,
  answers       JSONB,
  assessment    JSONB,
  opening       JSONB,
  class_before  TEXT,
  class_after   TEXT,
  note          TEXT NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  checked_at    TIMESTAMPTZ,
  checked_by    UUID,
  PRIMARY KEY (province_code, recheck_id)
);
CREATE INDEX recheck_by_round ON recheck (province_code, round_id);
CREATE INDEX recheck_by_form ON recheck (province_code, form_id);

CREATE TABLE supervision_finding (
  province_code TEXT NOT NULL,
  finding_id    UUID NOT NULL,
  round_id      UUID NOT NULL,
  village_id    UUID,
  content       TEXT NOT NULL,
  found_on      DATE NOT NULL,
  answer        TEXT,
  answered_at   TIMESTAMPTZ,
  answered_by   UUID,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, finding_id)
);
CREATE INDEX supervision_finding_by_round ON supervision_finding (province_code, round_id);

-- A household that stays in a list year after year though its answers show little want.
CREATE TABLE doubt_flag (
  province_code     TEXT NOT NULL,
  flag_id           UUID NOT NULL,
  round_id          UUID NOT NULL,
  form_id           UUID NOT NULL,
  kind              TEXT NOT NULL,
  years             BIGINT NOT NULL,
  resolution        TEXT,
  resolution_reason TEXT,
  resolved_at       TIMESTAMPTZ,
  resolved_by       UUID,
  raised_at         TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (province_code, flag_id)
);
CREATE UNIQUE INDEX doubt_flag_by_form ON doubt_flag (province_code, round_id, form_id, kind);

-- What the body above the commune answered.
CREATE TABLE round_opinion (
  province_code TEXT NOT NULL,
  opinion_id    UUID NOT NULL,
  round_id      UUID NOT NULL,
  given_by      TEXT NOT NULL,
  number        TEXT NOT NULL,
  given_on      DATE NOT NULL,
  agrees        BOOLEAN NOT NULL,
  content       TEXT NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, opinion_id)
);
CREATE INDEX round_opinion_by_round ON round_opinion (province_code, round_id);

CREATE TABLE decision (
  province_code TEXT NOT NULL,
  decision_id   UUID NOT NULL,
  round_id      UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  kind          TEXT NOT NULL,
  number        TEXT NOT NULL,
  signed_on     DATE NOT NULL,
  signer        TEXT NOT NULL,
  reason        TEXT NOT NULL,
  counts        JSONB NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, decision_id)
);
CREATE UNIQUE INDEX decision_by_number ON decision (province_code, commune_code, number, signed_on);
CREATE INDEX decision_by_round ON decision (province_code, round_id);

CREATE TABLE certificate (
  province_code     TEXT NOT NULL,
  certificate_id    UUID NOT NULL,
  commune_code      TEXT NOT NULL,
  household_id      UUID NOT NULL,
  decision_id       UUID NOT NULL,
  year              BIGINT NOT NULL,
  number            TEXT NOT NULL,
  token             TEXT NOT NULL,
  class             TEXT NOT NULL,
  head_name         TEXT NOT NULL,
  village_name      TEXT NOT NULL,
  size              BIGINT NOT NULL,
  issued_on         DATE NOT NULL,
  withdrawn_on      DATE,
  withdrawn_because TEXT,
  PRIMARY KEY (province_code, certificate_id)
);
CREATE UNIQUE INDEX certificate_by_token ON certificate (province_code, token);
CREATE UNIQUE INDEX certificate_by_number ON certificate (province_code, commune_code, year, number);
CREATE INDEX certificate_by_household ON certificate (province_code, household_id);

CREATE TABLE sealed_snapshot (
  province_code TEXT NOT NULL,
  snapshot_id   UUID NOT NULL,
  round_id      UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  year          BIGINT NOT NULL,
  amendment     BIGINT NOT NULL,
  reason        TEXT NOT NULL,
  sha256        TEXT NOT NULL,
  manifest      TEXT NOT NULL,
  status        TEXT NOT NULL,
  sealed_at     TIMESTAMPTZ NOT NULL,
  sealed_by     UUID,
  PRIMARY KEY (province_code, snapshot_id)
);
CREATE UNIQUE INDEX sealed_snapshot_by_year ON sealed_snapshot (province_code, commune_code, year, amendment, round_id);

-- The files of a sealed snapshot, apart from what lists read. In the database and not beside it,
-- so that a seal is there as a whole or not at all.
CREATE TABLE snapshot_file (
  province_code TEXT NOT NULL,
  snapshot_id   UUID NOT NULL,
  name          TEXT NOT NULL,
  content       BYTEA NOT NULL,
  PRIMARY KEY (province_code, snapshot_id, name)
);
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (202611200120, 'create review', TRUE, '\x5a0adc5af5b8e81e2f1b957a13835e8b6d75df62ef90ca038c810cc182ba149948d90ad9ee167a02d9bcd5c9c7555d23', 0);

INSERT INTO account (account_id, name, display_name, password_hash, active, failed_attempts, locked_until, created_at)
  VALUES ('01939f00-0000-7000-8000-000000000001', 'can.bo', 'Cán bộ thử', '$argon2id$', TRUE, 0, NULL, '2026-11-20T02:00:00+00:00');
INSERT INTO account_role (account_id, role, area_code, village_id, valid_from, valid_until, role_id)
  VALUES ('01939f00-0000-7000-8000-000000000001', 'commune_officer', '03703', NULL, '2026-01-01', NULL, '01939f00-0000-7000-8000-000000000003');
INSERT INTO village (province_code, village_id, commune_code, name, name_key, valid_from, valid_until, merged_into)
  VALUES ('14', '01939f00-0000-7000-8000-000000000002', '03703', 'Bản Thử', 'ban thu', '2020-01-01', NULL, NULL);
INSERT INTO household (province_code, household_id, commune_code, village_id, code, head_name, head_name_key, head_sort_name, size, area, ethnicity, class, class_year, groups, active, version, changed_at)
  VALUES ('14', '01939f00-0000-7000-8000-000000000011', '03703', '01939f00-0000-7000-8000-000000000002', '03703-00001', 'Lò Văn Thử', 'x', 'Lò Văn Thử', 4, 'rural', 'thai', 'poor', 2025, '', TRUE, 1, '2026-11-20T02:00:00+00:00');
INSERT INTO household_version (province_code, household_id, version, base_version, recorded_at, recorded_by, effective_on, reason, document)
  VALUES ('14', '01939f00-0000-7000-8000-000000000011', 1, NULL, '2026-11-20T02:00:00+00:00', '01939f00-0000-7000-8000-000000000001', '2024-01-15', 'Chuyển từ sổ theo dõi', '{"members":[]}');
INSERT INTO household (province_code, household_id, commune_code, village_id, code, head_name, head_name_key, head_sort_name, size, area, ethnicity, class, class_year, groups, active, version, changed_at)
  VALUES ('14', '01939f00-0000-7000-8000-000000000012', '03703', '01939f00-0000-7000-8000-000000000002', '03703-00002', 'Quàng Thị Thử', 'x', 'Quàng Thị Thử', 4, 'rural', 'thai', 'poor', 2025, '', TRUE, 1, '2026-11-20T02:00:00+00:00');
INSERT INTO household_version (province_code, household_id, version, base_version, recorded_at, recorded_by, effective_on, reason, document)
  VALUES ('14', '01939f00-0000-7000-8000-000000000012', 1, NULL, '2026-11-20T02:00:00+00:00', '01939f00-0000-7000-8000-000000000001', '2024-01-15', 'Chuyển từ sổ theo dõi', '{"members":[]}');
INSERT INTO audit_entry (province_code, sequence, at, account_id, account_name, role, area_code, action, subject_kind, subject_id, details, reason, address, previous_hash, hash)
  VALUES ('14', 1, '2026-11-20T02:00:00+00:00', '01939f00-0000-7000-8000-000000000001', 'can.bo', 'commune_officer', '03703', 'household_write', 'household', '01939f00-0000-7000-8000-000000000011', '{}', '', '127.0.0.1', '', '42bdc0b84db409d838201a9b59a97dd3ad9a478ab21cd43c3714fda7549ab605');
