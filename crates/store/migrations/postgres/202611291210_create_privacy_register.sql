-- What people ask about their own data, and breaches of it.

CREATE TABLE data_request (
  province_code TEXT NOT NULL,
  request_id    UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  household_id  UUID,
  person_id     UUID,
  person_name   TEXT NOT NULL,
  contact       TEXT NOT NULL,
  kind          TEXT NOT NULL,
  content       TEXT NOT NULL,
  received_on   DATE NOT NULL,
  due_on        DATE,
  handler       TEXT NOT NULL,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  outcome       TEXT NOT NULL,
  answer        TEXT NOT NULL,
  closed_on     DATE,
  closed_by     UUID,
  PRIMARY KEY (province_code, request_id)
);
CREATE INDEX data_request_by_commune ON data_request (province_code, commune_code);

CREATE TABLE data_breach (
  province_code TEXT NOT NULL,
  breach_id     UUID NOT NULL,
  commune_code  TEXT NOT NULL,
  found_at      TIMESTAMPTZ NOT NULL,
  what          TEXT NOT NULL,
  kinds         TEXT NOT NULL,
  people        BIGINT,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, breach_id)
);

-- What was done about a breach, one after the other: never changed, only added to.
CREATE TABLE data_breach_step (
  province_code TEXT NOT NULL,
  breach_id     UUID NOT NULL,
  step_id       UUID NOT NULL,
  at            TIMESTAMPTZ NOT NULL,
  kind          TEXT NOT NULL,
  content       TEXT NOT NULL,
  people        BIGINT,
  recorded_at   TIMESTAMPTZ NOT NULL,
  recorded_by   UUID,
  PRIMARY KEY (province_code, breach_id, step_id)
);
