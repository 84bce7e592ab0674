-- Villages, households as versions, and what lists and searches read.

CREATE TABLE village (
  province_code TEXT NOT NULL,
  village_id    BLOB NOT NULL,
  commune_code  TEXT NOT NULL,
  name          TEXT COLLATE "vi-x-icu" NOT NULL,
  name_key      TEXT NOT NULL,
  valid_from    DATE NOT NULL,
  valid_until   DATE,
  merged_into   BLOB,
  PRIMARY KEY (province_code, village_id)
);
CREATE INDEX village_by_commune ON village (province_code, commune_code);

-- The household as of its newest version: what lists show and filters ask.
CREATE TABLE household (
  province_code  TEXT NOT NULL,
  household_id   BLOB NOT NULL,
  commune_code   TEXT NOT NULL,
  village_id     BLOB NOT NULL,
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
  changed_at     DATETIME NOT NULL,
  PRIMARY KEY (province_code, household_id)
);
CREATE INDEX household_by_commune ON household (province_code, commune_code, head_sort_name, household_id);
CREATE INDEX household_by_village ON household (province_code, village_id, head_sort_name, household_id);
CREATE UNIQUE INDEX household_by_code ON household (province_code, commune_code, code);

-- Never changed, only added to.
CREATE TABLE household_version (
  province_code TEXT NOT NULL,
  household_id  BLOB NOT NULL,
  version       BIGINT NOT NULL,
  base_version  BIGINT,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  effective_on  DATE NOT NULL,
  reason        TEXT NOT NULL,
  document      TEXT NOT NULL,
  PRIMARY KEY (province_code, household_id, version)
);
CREATE INDEX household_version_by_day ON household_version (province_code, household_id, effective_on);

-- Members of the newest version, for searching and for finding the same person twice.
CREATE TABLE person (
  province_code   TEXT NOT NULL,
  household_id    BLOB NOT NULL,
  person_id       BLOB NOT NULL,
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
  event_id      BLOB NOT NULL,
  household_id  BLOB NOT NULL,
  commune_code  TEXT NOT NULL,
  kind          TEXT NOT NULL,
  on_date       DATE NOT NULL,
  note          TEXT NOT NULL,
  version       BIGINT NOT NULL,
  recorded_at   DATETIME NOT NULL,
  recorded_by   BLOB,
  PRIMARY KEY (province_code, event_id)
);
CREATE INDEX household_event_by_household ON household_event (province_code, household_id);
CREATE INDEX household_event_by_commune ON household_event (province_code, commune_code, on_date);

-- Files of a household's dossier; their bytes stand beside the database under their hash.
CREATE TABLE dossier_file (
  province_code TEXT NOT NULL,
  file_id       BLOB NOT NULL,
  household_id  BLOB NOT NULL,
  sha256        TEXT NOT NULL,
  name          TEXT NOT NULL,
  media_type    TEXT NOT NULL,
  size          BIGINT NOT NULL,
  kind          TEXT NOT NULL,
  year          BIGINT NOT NULL,
  added_at      DATETIME NOT NULL,
  added_by      BLOB,
  withdrawn_at  DATETIME,
  PRIMARY KEY (province_code, file_id)
);
CREATE INDEX dossier_file_by_household ON dossier_file (province_code, household_id);

-- Told to a commune: a person of one of its households was entered elsewhere too.
CREATE TABLE duplicate_notice (
  province_code      TEXT NOT NULL,
  notice_id          BLOB NOT NULL,
  commune_code       TEXT NOT NULL,
  household_id       BLOB NOT NULL,
  person_id          BLOB NOT NULL,
  other_commune_code TEXT NOT NULL,
  matched_on         TEXT NOT NULL,
  at                 DATETIME NOT NULL,
  resolved_at        DATETIME,
  resolved_by        BLOB,
  resolution         TEXT,
  PRIMARY KEY (province_code, notice_id)
);
CREATE INDEX duplicate_notice_by_commune ON duplicate_notice (province_code, commune_code);

-- Which class a household was recognised in, year by year.
CREATE TABLE recognition (
  province_code TEXT NOT NULL,
  household_id  BLOB NOT NULL,
  year          BIGINT NOT NULL,
  sequence      BIGINT NOT NULL,
  class         TEXT NOT NULL,
  standard      TEXT NOT NULL,
  size          BIGINT NOT NULL,
  round_id      BLOB,
  decision_id   BLOB,
  recognised_on DATE NOT NULL,
  reason        TEXT NOT NULL,
  PRIMARY KEY (province_code, household_id, year, sequence)
);
