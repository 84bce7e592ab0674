//! Columns in, figures out: classification at scale, statutory tables, poverty indices.
