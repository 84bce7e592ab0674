-- A review round from planned to sealed. Rows are added; what changes is states, and answers
-- until they are confirmed.

CREATE TABLE review_round (
  province_code    TEXT NOT NULL,
  round_id         BLOB NOT NULL,
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
  changed_at       DATETIME NOT NULL,
  planned_by       BLOB,
  PRIMARY KEY (province_code, round_id)
);
CREATE UNIQUE INDEX review_round_by_year ON review_round (province_code, commune_code, year, kind, starts_on);

CREATE TABLE round_village (
  province_code TEXT NOT NULL,
  round_id      BLOB NOT NULL,
  village_id    BLOB NOT NULL,
  state         TEXT NOT NULL,
  changed_at    DATETIME NOT NULL,
  PRIMARY KEY (province_code, round_id, village_id)
);

-- Every change of state of a round or one of its villages, with its reason.
CREATE TABLE round_transition (
  province_code TEXT NOT NULL,
  round_id      BLOB NOT NULL,
  sequence      BIGINT NOT NULL,
  village_id    BLOB,
  from_state    TEXT NOT NULL,
  to_state      TEXT NOT NULL,
  reason        TEXT NOT NULL,
  at            DATETIME NOT NULL,
  account_id    BLOB,
  PRIMARY KEY (province_code, round_id, sequence)
);

-- A household's own request to be reviewed (Mẫu 01) or to be recognised as having left (Mẫu 04).
CREATE TABLE review_request (
  province_code TEXT NOT NULL,
  request_id    BLOB NOT NULL,
  commune_code  TEXT NOT NULL,
  village_id    BLOB NOT NULL,
  household_id  BLOB NOT NULL,
  kind          TEXT NOT NULL,
  reasons       TEXT NOT NULL,
  content       TEXT NOT NULL,
  raised_by     TEXT NOT NULL,
  raised_on     DATE NOT NULL,
  round_id      BLOB,
  answer        TEXT,
  answered_on   DATE,
  answered_by   BLOB,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, request_id)
);
CREATE INDEX review_request_by_commune ON review_request (province_code, commune_code, raised_on);
CREATE INDEX review_request_by_round ON review_request (province_code, round_id);

CREATE TABLE survey_form (
  province_code  TEXT NOT NULL,
  form_id        BLOB NOT NULL,
  round_id       BLOB NOT NULL,
  household_id   BLOB NOT NULL,
  village_id     BLOB NOT NULL,
  commune_code   TEXT NOT NULL,
  listed_because TEXT NOT NULL,
  listed_reason  TEXT NOT NULL,
  state          TEXT NOT NULL,
  state_reason   TEXT NOT NULL,
  event          TEXT,
  version        BIGINT NOT NULL,
  base_version   BIGINT NOT NULL,
  previous_class TEXT NOT NULL,
  answers        TEXT NOT NULL,
  appraisal      TEXT NOT NULL,
  assessment     TEXT,
  opening        TEXT,
  class          TEXT,
  opening_class  TEXT,
  transition     TEXT,
  score_a        BIGINT,
  score_b        BIGINT,
  enumerator     BLOB,
  enumerator_confirmed_at DATETIME,
  respondent_name TEXT NOT NULL,
  respondent_confirmed_at DATETIME,
  changed_at     DATETIME NOT NULL,
  changed_by     BLOB,
  PRIMARY KEY (province_code, form_id)
);
CREATE UNIQUE INDEX survey_form_by_household ON survey_form (province_code, round_id, household_id);
CREATE INDEX survey_form_by_village ON survey_form (province_code, round_id, village_id);
CREATE INDEX survey_form_of_household ON survey_form (province_code, household_id);

CREATE TABLE village_meeting (
  province_code TEXT NOT NULL,
  meeting_id    BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  village_id    BLOB NOT NULL,
  held_on       DATE NOT NULL,
  place         TEXT NOT NULL,
  chair         TEXT NOT NULL,
  secretary     TEXT NOT NULL,
  supervisor    TEXT NOT NULL,
  attendance    BIGINT NOT NULL,
  notes         TEXT NOT NULL,
  percent       BIGINT NOT NULL,
  passed        BOOLEAN NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, meeting_id)
);
CREATE INDEX village_meeting_by_village ON village_meeting (province_code, round_id, village_id);

CREATE TABLE meeting_opinion (
  province_code  TEXT NOT NULL,
  meeting_id     BLOB NOT NULL,
  form_id        BLOB NOT NULL,
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
  posting_id    BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  village_id    BLOB NOT NULL,
  commune_code  TEXT NOT NULL,
  because       TEXT NOT NULL,
  from_date     DATE NOT NULL,
  until_date    DATE NOT NULL,
  places        TEXT NOT NULL,
  entries       TEXT NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, posting_id)
);
CREATE INDEX posting_by_village ON posting (province_code, round_id, village_id);
CREATE INDEX posting_by_day ON posting (province_code, commune_code, until_date);

CREATE TABLE objection (
  province_code  TEXT NOT NULL,
  objection_id   BLOB NOT NULL,
  round_id       BLOB NOT NULL,
  village_id     BLOB NOT NULL,
  form_id        BLOB,
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
  settled_at     DATETIME,
  settled_by     BLOB,
  recorded_at    DATETIME NOT NULL,
  recorded_by    BLOB,
  PRIMARY KEY (province_code, objection_id)
);
CREATE INDEX objection_by_village ON objection (province_code, round_id, village_id);

-- How the households to be re-checked were drawn, so that anybody can draw them again.
CREATE TABLE recheck_draw (
  province_code TEXT NOT NULL,
  draw_id       BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  seed          TEXT NOT NULL,
  village_id    BLOB,
  population    BIGINT NOT NULL,
  drawn         BIGINT NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, draw_id)
);
CREATE INDEX recheck_draw_by_round ON recheck_draw (province_code, round_id);

CREATE TABLE recheck (
  province_code TEXT NOT NULL,
  recheck_id    BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  form_id       BLOB NOT NULL,
  cause         TEXT NOT NULL,
  cause_id      BLOB,
  reason        TEXT NOT NULL,
  state         TEXT NOT NULL,
  answers       TEXT,
  assessment    TEXT,
  opening       TEXT,
  class_before  TEXT,
  class_after   TEXT,
  note          TEXT NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  checked_at    DATETIME,
  checked_by    BLOB,
  PRIMARY KEY (province_code, recheck_id)
);
CREATE INDEX recheck_by_round ON recheck (province_code, round_id);
CREATE INDEX recheck_by_form ON recheck (province_code, form_id);

CREATE TABLE supervision_finding (
  province_code TEXT NOT NULL,
  finding_id    BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  village_id    BLOB,
  content       TEXT NOT NULL,
  found_on      DATE NOT NULL,
  answer        TEXT,
  answered_at   DATETIME,
  answered_by   BLOB,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, finding_id)
);
CREATE INDEX supervision_finding_by_round ON supervision_finding (province_code, round_id);

-- A household that stays in a list year after year though its answers show little want.
CREATE TABLE doubt_flag (
  province_code     TEXT NOT NULL,
  flag_id           BLOB NOT NULL,
  round_id          BLOB NOT NULL,
  form_id           BLOB NOT NULL,
  kind              TEXT NOT NULL,
  years             BIGINT NOT NULL,
  resolution        TEXT,
  resolution_reason TEXT,
  resolved_at       DATETIME,
  resolved_by       BLOB,
  raised_at         DATETIME NOT NULL,
  PRIMARY KEY (province_code, flag_id)
);
CREATE UNIQUE INDEX doubt_flag_by_form ON doubt_flag (province_code, round_id, form_id, kind);

-- What the body above the commune answered.
CREATE TABLE round_opinion (
  province_code TEXT NOT NULL,
  opinion_id    BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  given_by      TEXT NOT NULL,
  number        TEXT NOT NULL,
  given_on      DATE NOT NULL,
  agrees        BOOLEAN NOT NULL,
  content       TEXT NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, opinion_id)
);
CREATE INDEX round_opinion_by_round ON round_opinion (province_code, round_id);

CREATE TABLE decision (
  province_code TEXT NOT NULL,
  decision_id   BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  commune_code  TEXT NOT NULL,
  kind          TEXT NOT NULL,
  number        TEXT NOT NULL,
  signed_on     DATE NOT NULL,
  signer        TEXT NOT NULL,
  reason        TEXT NOT NULL,
  counts        TEXT NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, decision_id)
);
CREATE UNIQUE INDEX decision_by_number ON decision (province_code, commune_code, number, signed_on);
CREATE INDEX decision_by_round ON decision (province_code, round_id);

CREATE TABLE certificate (
  province_code     TEXT NOT NULL,
  certificate_id    BLOB NOT NULL,
  commune_code      TEXT NOT NULL,
  household_id      BLOB NOT NULL,
  decision_id       BLOB NOT NULL,
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
  snapshot_id   BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  commune_code  TEXT NOT NULL,
  year          BIGINT NOT NULL,
  amendment     BIGINT NOT NULL,
  reason        TEXT NOT NULL,
  sha256        TEXT NOT NULL,
  manifest      TEXT NOT NULL,
  status        TEXT NOT NULL,
  sealed_at     DATETIME NOT NULL,
  sealed_by     BLOB,
  PRIMARY KEY (province_code, snapshot_id)
);
CREATE UNIQUE INDEX sealed_snapshot_by_year ON sealed_snapshot (province_code, commune_code, year, amendment, round_id);

-- The files of a sealed snapshot, apart from what lists read. In the database and not beside it,
-- so that a seal is there as a whole or not at all.
CREATE TABLE snapshot_file (
  province_code TEXT NOT NULL,
  snapshot_id   BLOB NOT NULL,
  name          TEXT NOT NULL,
  content       BLOB NOT NULL,
  PRIMARY KEY (province_code, snapshot_id, name)
);
