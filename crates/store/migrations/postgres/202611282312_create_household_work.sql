-- What a commune knows of its households beyond the survey: files, solutions, groups, notes; who
-- surveys; guides; reports of changes; lists handed over; lists taken in.

ALTER TABLE dossier_file ADD COLUMN dated_on DATE;
ALTER TABLE dossier_file ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier_file ADD COLUMN withdrawn_by UUID;
ALTER TABLE dossier_file ADD COLUMN withdrawn_because TEXT NOT NULL DEFAULT '';

-- A list of households given to an agency on a day.
CREATE TABLE list_handover (
  province_code TEXT NOT NULL,
  handover_id   UUID NOT NULL,
  area_code     TEXT NOT NULL,
  topic         TEXT NOT NULL,
  subject       TEXT NOT NULL,
  sent_to       TEXT NOT NULL,
  sent_on       DATE NOT NULL,
  households    BIGINT NOT NULL,
  persons       BIGINT NOT NULL,
  note          TEXT NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, handover_id)
);
CREATE INDEX list_handover_by_area ON list_handover (province_code, area_code, topic);

-- What is done about one cause of one household's poverty, and what the household wishes.
CREATE TABLE household_solution (
  province_code TEXT NOT NULL,
  solution_id   UUID NOT NULL,
  household_id  UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  year          BIGINT NOT NULL,
  cause         TEXT NOT NULL,
  solution      TEXT NOT NULL,
  wish          TEXT NOT NULL,
  responsible   TEXT NOT NULL,
  due_on        DATE NOT NULL,
  state         TEXT NOT NULL,
  outcome       TEXT NOT NULL,
  closed_on     DATE,
  closed_by     UUID,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, solution_id)
);
CREATE INDEX household_solution_by_household ON household_solution (province_code, household_id);
CREATE INDEX household_solution_by_commune ON household_solution (province_code, commune_code, year);

-- Notes few may read: that a household does not want to leave poverty, and what was tried.
CREATE TABLE household_note (
  province_code TEXT NOT NULL,
  note_id       UUID NOT NULL,
  household_id  UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  kind          TEXT NOT NULL,
  on_date       DATE NOT NULL,
  content       TEXT NOT NULL,
  follow_up_on  DATE,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, note_id)
);
CREATE INDEX household_note_by_household ON household_note (province_code, household_id);
CREATE INDEX household_note_by_commune ON household_note (province_code, commune_code);

-- Households planned for together: those a formula finds, or those named one by one.
CREATE TABLE household_group (
  province_code TEXT NOT NULL,
  group_id      UUID NOT NULL,
  area_code     TEXT NOT NULL,
  year          BIGINT NOT NULL,
  name          TEXT NOT NULL,
  formula       TEXT NOT NULL,
  plan          TEXT NOT NULL,
  responsible   TEXT NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  closed_at     TIMESTAMPTZ,
  PRIMARY KEY (province_code, group_id)
);
CREATE INDEX household_group_by_area ON household_group (province_code, area_code, year);

CREATE TABLE household_group_member (
  province_code TEXT NOT NULL,
  group_id      UUID NOT NULL,
  household_id  UUID NOT NULL,
  added_at      TIMESTAMPTZ NOT NULL,
  added_by      UUID,
  PRIMARY KEY (province_code, group_id, household_id)
);

-- Difficulty and plan flags of communes and villages, from a day until a day.
CREATE TABLE unit_flag (
  province_code TEXT NOT NULL,
  flag_id       UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  village_id    UUID,
  flag          TEXT NOT NULL,
  from_date     DATE NOT NULL,
  until_date    DATE,
  document      TEXT NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  ended_by      UUID,
  PRIMARY KEY (province_code, flag_id)
);
CREATE INDEX unit_flag_by_commune ON unit_flag (province_code, commune_code);

CREATE TABLE investigator (
  province_code   TEXT NOT NULL,
  investigator_id UUID NOT NULL,
  commune_code    TEXT NOT NULL,
  account_name    TEXT NOT NULL,
  name            TEXT NOT NULL,
  position        TEXT NOT NULL,
  active          BOOLEAN NOT NULL,
  recorded_at     TIMESTAMPTZ NOT NULL,
  recorded_by     UUID,
  PRIMARY KEY (province_code, investigator_id)
);
CREATE INDEX investigator_by_commune ON investigator (province_code, commune_code);

CREATE TABLE investigator_training (
  province_code   TEXT NOT NULL,
  training_id     UUID NOT NULL,
  investigator_id UUID NOT NULL,
  title           TEXT NOT NULL,
  held_on         DATE NOT NULL,
  held_by         TEXT NOT NULL,
  recorded_at     TIMESTAMPTZ NOT NULL,
  recorded_by     UUID,
  PRIMARY KEY (province_code, training_id)
);
CREATE INDEX investigator_training_by_person ON investigator_training (province_code, investigator_id);

CREATE TABLE investigator_village (
  province_code   TEXT NOT NULL,
  investigator_id UUID NOT NULL,
  village_id      UUID NOT NULL,
  year            BIGINT NOT NULL,
  assigned_at     TIMESTAMPTZ NOT NULL,
  assigned_by     UUID,
  PRIMARY KEY (province_code, investigator_id, village_id, year)
);

-- Guides of the review and guidance to communes; their bytes stand beside the database.
CREATE TABLE guide (
  province_code TEXT NOT NULL,
  guide_id      UUID NOT NULL,
  kind          TEXT NOT NULL,
  title         TEXT NOT NULL,
  year          BIGINT NOT NULL,
  version       BIGINT NOT NULL,
  summary       TEXT NOT NULL,
  sha256        TEXT NOT NULL,
  name          TEXT NOT NULL,
  media_type    TEXT NOT NULL,
  size          BIGINT NOT NULL,
  published_at  TIMESTAMPTZ NOT NULL,
  published_by  UUID,
  PRIMARY KEY (province_code, guide_id)
);
CREATE UNIQUE INDEX guide_by_version ON guide (province_code, year, title, version);

CREATE TABLE guide_download (
  province_code TEXT NOT NULL,
  download_id   UUID NOT NULL,
  guide_id      UUID NOT NULL,
  account_id    UUID NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (province_code, download_id)
);
CREATE INDEX guide_download_by_guide ON guide_download (province_code, guide_id);

CREATE TABLE guide_recipient (
  province_code   TEXT NOT NULL,
  guide_id        UUID NOT NULL,
  commune_code    TEXT NOT NULL,
  sent_at         TIMESTAMPTZ NOT NULL,
  acknowledged_at TIMESTAMPTZ,
  acknowledged_by UUID,
  PRIMARY KEY (province_code, guide_id, commune_code)
);

-- Changes of a period, reported to the level above.
CREATE TABLE change_report (
  province_code   TEXT NOT NULL,
  report_id       UUID NOT NULL,
  commune_code    TEXT NOT NULL,
  from_date       DATE NOT NULL,
  until_date      DATE NOT NULL,
  events          BIGINT NOT NULL,
  households      BIGINT NOT NULL,
  note            TEXT NOT NULL,
  reported_at     TIMESTAMPTZ NOT NULL,
  reported_by     UUID,
  acknowledged_at TIMESTAMPTZ,
  acknowledged_by UUID,
  answer          TEXT NOT NULL,
  PRIMARY KEY (province_code, report_id)
);
CREATE INDEX change_report_by_commune ON change_report (province_code, commune_code, from_date);

CREATE TABLE change_report_event (
  province_code TEXT NOT NULL,
  report_id     UUID NOT NULL,
  event_id      UUID NOT NULL,
  PRIMARY KEY (province_code, report_id, event_id)
);
CREATE INDEX change_report_event_by_event ON change_report_event (province_code, event_id);

-- A list that was checked, and perhaps taken into the registry.
CREATE TABLE registry_import (
  province_code TEXT NOT NULL,
  import_id     UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  sha256        TEXT NOT NULL,
  name          TEXT NOT NULL,
  met           BIGINT NOT NULL,
  accepted      BIGINT NOT NULL,
  problems      TEXT NOT NULL,
  state         TEXT NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  taken_at      TIMESTAMPTZ,
  taken_by      UUID,
  PRIMARY KEY (province_code, import_id)
);
CREATE INDEX registry_import_by_commune ON registry_import (province_code, commune_code);
