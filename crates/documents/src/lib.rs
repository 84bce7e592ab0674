//! Typed reports in, XLSX out; workbooks in, typed rows out.
