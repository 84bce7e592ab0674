-- Households are counted by place and class on every home page: from this index alone, without
-- going to the table for each of them.
CREATE INDEX household_counts ON household (province_code, commune_code, village_id, class, class_year, active, size, household_id);
