-- Who an account is at an OpenID Connect provider: one subject stands for one account.
CREATE TABLE account_subject (
  issuer     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  account_id UUID NOT NULL REFERENCES account (account_id),
  linked_at  TIMESTAMPTZ NOT NULL,
  linked_by  UUID NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX account_subject_by_account ON account_subject (account_id);
