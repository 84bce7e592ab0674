-- Home pages count households by class, then by village, and look for a group among the poor: the
-- index begins with what they ask for and holds what they read.
DROP INDEX household_counts;
CREATE INDEX household_by_class ON household (province_code, commune_code, active, class, village_id, class_year, size, groups, household_id);
