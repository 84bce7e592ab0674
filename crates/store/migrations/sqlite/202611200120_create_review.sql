-- A review round from planned to sealed.

CREATE TABLE review_round (
  province_code   TEXT NOT NULL,
  round_id        BLOB NOT NULL,
  commune_code    TEXT NOT NULL,
  year            BIGINT NOT NULL,
  kind            TEXT NOT NULL,
  reviewed_on     DATE NOT NULL,
  standard        TEXT NOT NULL,
  opening_standard TEXT,
  score_table     TEXT,
  starts_on       DATE NOT NULL,
  ends_on         DATE NOT NULL,
  state           TEXT NOT NULL,
  changed_at      DATETIME NOT NULL,
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

CREATE TABLE survey_form (
  province_code TEXT NOT NULL,
  form_id       BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  household_id  BLOB NOT NULL,
  village_id    BLOB NOT NULL,
  commune_code  TEXT NOT NULL,
  listed_because TEXT NOT NULL,
  state         TEXT NOT NULL,
  version       BIGINT NOT NULL,
  answers       TEXT NOT NULL,
  assessment    TEXT,
  class         TEXT,
  opening_class TEXT,
  enumerator    BLOB,
  enumerator_confirmed_at DATETIME,
  respondent_name TEXT,
  respondent_confirmed_at DATETIME,
  changed_at    DATETIME NOT NULL,
  PRIMARY KEY (province_code, form_id)
);
CREATE UNIQUE INDEX survey_form_by_household ON survey_form (province_code, round_id, household_id);
CREATE INDEX survey_form_by_village ON survey_form (province_code, round_id, village_id);

CREATE TABLE village_meeting (
  province_code TEXT NOT NULL,
  meeting_id    BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  village_id    BLOB NOT NULL,
  held_on       DATE NOT NULL,
  chair         TEXT NOT NULL,
  secretary     TEXT NOT NULL,
  attendance    BIGINT NOT NULL,
  notes         TEXT NOT NULL,
  passed        BOOLEAN NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, meeting_id)
);
CREATE INDEX village_meeting_by_village ON village_meeting (province_code, round_id, village_id);

CREATE TABLE meeting_opinion (
  province_code TEXT NOT NULL,
  meeting_id    BLOB NOT NULL,
  form_id       BLOB NOT NULL,
  proposed_class TEXT NOT NULL,
  agree         BIGINT NOT NULL,
  disagree      BIGINT NOT NULL,
  opinion       TEXT NOT NULL,
  PRIMARY KEY (province_code, meeting_id, form_id)
);

CREATE TABLE posting (
  province_code TEXT NOT NULL,
  posting_id    BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  village_id    BLOB NOT NULL,
  from_date     DATE NOT NULL,
  until_date    DATE NOT NULL,
  places        TEXT NOT NULL,
  entries       TEXT NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, posting_id)
);
CREATE INDEX posting_by_village ON posting (province_code, round_id, village_id);

CREATE TABLE objection (
  province_code TEXT NOT NULL,
  objection_id  BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  village_id    BLOB NOT NULL,
  form_id       BLOB,
  household_note TEXT NOT NULL,
  raised_by     TEXT NOT NULL,
  raised_on     DATE NOT NULL,
  due_on        DATE NOT NULL,
  content       TEXT NOT NULL,
  state         TEXT NOT NULL,
  outcome       TEXT,
  outcome_reason TEXT,
  class_before  TEXT,
  class_after   TEXT,
  settled_at    DATETIME,
  settled_by    BLOB,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, objection_id)
);
CREATE INDEX objection_by_village ON objection (province_code, round_id, village_id);

CREATE TABLE recheck (
  province_code TEXT NOT NULL,
  recheck_id    BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  form_id       BLOB NOT NULL,
  drawn         TEXT NOT NULL,
  answers       TEXT,
  class_before  TEXT NOT NULL,
  class_after   TEXT,
  note          TEXT NOT NULL,
  state         TEXT NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, recheck_id)
);
CREATE INDEX recheck_by_round ON recheck (province_code, round_id);

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
  province_code TEXT NOT NULL,
  flag_id       BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  form_id       BLOB NOT NULL,
  kind          TEXT NOT NULL,
  reason        TEXT NOT NULL,
  resolution    TEXT,
  resolved_at   DATETIME,
  resolved_by   BLOB,
  PRIMARY KEY (province_code, flag_id)
);
CREATE INDEX doubt_flag_by_round ON doubt_flag (province_code, round_id);

CREATE TABLE decision (
  province_code TEXT NOT NULL,
  decision_id   BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  commune_code  TEXT NOT NULL,
  number        TEXT NOT NULL,
  signed_on     DATE NOT NULL,
  signer        TEXT NOT NULL,
  counts        TEXT NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, decision_id)
);
CREATE UNIQUE INDEX decision_by_number ON decision (province_code, commune_code, number, signed_on);

CREATE TABLE certificate (
  province_code  TEXT NOT NULL,
  certificate_id BLOB NOT NULL,
  household_id   BLOB NOT NULL,
  decision_id    BLOB NOT NULL,
  number         TEXT NOT NULL,
  token          TEXT NOT NULL,
  class          TEXT NOT NULL,
  head_name      TEXT NOT NULL,
  village_name   TEXT NOT NULL,
  size           BIGINT NOT NULL,
  issued_on      DATE NOT NULL,
  withdrawn_on   DATE,
  withdrawn_because TEXT,
  PRIMARY KEY (province_code, certificate_id)
);
CREATE UNIQUE INDEX certificate_by_token ON certificate (province_code, token);
CREATE INDEX certificate_by_household ON certificate (province_code, household_id);

CREATE TABLE sealed_snapshot (
  province_code TEXT NOT NULL,
  snapshot_id   BLOB NOT NULL,
  round_id      BLOB NOT NULL,
  commune_code  TEXT NOT NULL,
  year          BIGINT NOT NULL,
  amendment     BIGINT NOT NULL,
  sha256        TEXT NOT NULL,
  manifest      TEXT NOT NULL,
  sealed_at     DATETIME NOT NULL,
  sealed_by     BLOB,
  PRIMARY KEY (province_code, snapshot_id)
);
CREATE UNIQUE INDEX sealed_snapshot_by_year ON sealed_snapshot (province_code, commune_code, year, amendment, round_id);
