"""Counts poor households without clean water by province in DuckDB and Polars, and compares."""

import json
import sys

import duckdb
import polars

folder, ours_path = sys.argv[1:]
households = f"{folder}/households.parquet"
manifest = json.load(open(f"{folder}/manifest.json", encoding="utf-8"))

# The manifest says which bit of a set stands for which code.
codes = next(fact["codes"] for fact in manifest["facts"] if fact["name"] == "deprivations")
bit = 1 << codes.index("water")

ours = {row["province"]: row["figure"] for row in json.load(open(ours_path))["rows"]}
from_duckdb = dict(
    duckdb.sql(
        f"select province, count(*) from '{households}' "
        f"where class = 'poor' and (deprivations & {bit}) <> 0 group by province"
    ).fetchall()
)
table = polars.read_parquet(households)
from_polars = dict(
    table.filter((polars.col("class") == "poor") & ((polars.col("deprivations") & bit) != 0))
    .group_by("province")
    .len()
    .iter_rows()
)

assert table.height == manifest["households"]["rows"], "rows differ from the manifest"
assert sum(ours.values()) > 0, "nobody was counted: the comparison would say nothing"
assert ours == from_duckdb == from_polars, (ours, from_duckdb, from_polars)
print(f"{table.height} households read by DuckDB and Polars; {sum(ours.values())} counted alike")
