-- Who may act, where, and what they did.

CREATE TABLE account (
  account_id      BLOB NOT NULL PRIMARY KEY,
  name            TEXT NOT NULL UNIQUE,
  display_name    TEXT NOT NULL,
  password_hash   TEXT NOT NULL,
  active          BOOLEAN NOT NULL,
  failed_attempts BIGINT NOT NULL,
  locked_until    DATETIME,
  created_at      DATETIME NOT NULL
);

-- A role holds over an area: a province, district or commune code, or a village of a commune.
CREATE TABLE account_role (
  account_id  BLOB NOT NULL REFERENCES account (account_id),
  role        TEXT NOT NULL,
  area_code   TEXT NOT NULL,
  village_id  BLOB,
  valid_from  DATE NOT NULL,
  valid_until DATE,
  role_id     BLOB NOT NULL PRIMARY KEY
);
CREATE INDEX account_role_by_account ON account_role (account_id);

CREATE TABLE web_session (
  session_id TEXT NOT NULL PRIMARY KEY,
  account_id BLOB REFERENCES account (account_id),
  data       TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL
);
CREATE INDEX web_session_by_account ON web_session (account_id);

-- Chained per province: an entry's hash covers its content and the hash before it.
CREATE TABLE audit_entry (
  province_code TEXT NOT NULL,
  sequence      BIGINT NOT NULL,
  at            DATETIME NOT NULL,
  account_id    BLOB,
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
  account_id BLOB NOT NULL,
  form_key   TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  at         DATETIME NOT NULL,
  PRIMARY KEY (account_id, form_key)
);
