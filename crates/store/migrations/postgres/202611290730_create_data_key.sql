-- Keys of sealed columns, each wrapped by a master key that is never in the database; and the
-- keyed digest by which an identity number is found.

CREATE TABLE data_key (
  key_id     UUID NOT NULL PRIMARY KEY,
  purpose    TEXT NOT NULL,
  wrapped    TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  retired_at TIMESTAMPTZ
);

ALTER TABLE person ADD COLUMN identity_index TEXT;
CREATE INDEX person_by_identity_index ON person (identity_index);
