-- What became of a form that adds a household is kept as every other form's: as JSON. A form that was
-- answered before and is sent again after still gets its household.
UPDATE idempotency SET outcome = '"' || outcome || '"'
WHERE form_key LIKE 'add_household:%' AND outcome <> '' AND outcome NOT LIKE '"%';
