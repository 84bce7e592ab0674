"""The same work in DuckDB, Polars and DataFusion: one process, one engine.

engines.py ENGINE parquet|memory plain|split FOLDER DESCRIPTION OUT

`plain` asks for everything in one query over all households. `split` is what a careful analyst
would write: what concerns only the poor and near-poor, now or before, is asked of them alone.
In memory the data is loaded first, and the work is done PASSES times (3); the best counts.
"""

import json
import os
import sys
import time

import cel

engine, where, form, folder, description, out = sys.argv[1:]
path = f"{folder}/households.parquet"
manifest = json.load(open(f"{folder}/manifest.json", encoding="utf-8"))
codes = {fact["name"]: fact.get("codes") for fact in manifest["facts"]}
described = json.load(open(description, encoding="utf-8"))

measures = []
for number, measure in enumerate(described["measures"]):
    predicate = measure["predicate"] and cel.parse(measure["predicate"])
    value = measure["value"] and cel.parse(measure["value"])
    listed = bool(predicate and cel.only_listed(predicate)) or bool(value and cel.only_listed(value))
    measures.append((f"m{number}", predicate, value, listed))
classes = [(f"class_{code}", cel.parse(condition), None, False) for code, condition in described["classes"]]
everything = measures + classes
if form == "plain":
    passes = [(everything, False)]
else:
    passes = [([one for one in everything if not one[3]], False), ([one for one in everything if one[3]], True)]

numerator, denominator = described["cutoff"]
indicators = described["indicators"]
bits = [1 << codes["deprivations"].index(code) for code in indicators]
mask = sum(bits)
# Equal weights: poor is who has at least k of the indicators.
least = -(-numerator * len(bits) // denominator)
TEXTS = ["class", "previous_class", "transition", "area", "ethnicity", "province", "commune", "village"]


def sql_of(measure):
    name, predicate, value, _ = measure
    filtered = f" filter (where {cel.sql(predicate, codes)})" if predicate else ""
    what = f"coalesce(sum({cel.sql(value, codes)}){filtered}, 0)" if value else f"count(*){filtered}"
    return f"cast({what} as bigint) as {name}"


def by_commune(measures, listed):
    condition = ""
    if listed:
        ours = "('poor', 'near_poor')"
        condition = f' where "class" in {ours} or previous_class in {ours}'
    columns = ", ".join(sql_of(one) for one in measures)
    return f"select province, commune, {columns} from households{condition} group by province, commune"


def rolled_up(measures, table):
    columns = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name, *_ in measures)
    return f"select province, {columns} from {table} group by province", f"select {columns} from {table}"


def indices_sql():
    count = " + ".join(f"((deprivations >> {bit.bit_length() - 1}) & 1)" for bit in bits)
    if engine == "duckdb":
        count = f"bit_count(deprivations & {mask})"
    poor = f"({count}) >= {least}"
    columns = ["count(*) as n", f"count(*) filter (where {poor}) as q"]
    for place, bit in enumerate(bits):
        columns.append(f"count(*) filter (where (deprivations & {bit}) <> 0) as d{place}")
        columns.append(f"count(*) filter (where (deprivations & {bit}) <> 0 and {poor}) as c{place}")
    return (
        f"select province, area, {', '.join(columns)} from households "
        "where present and deprivations is not null and area is not null group by province, area"
    )


class Figures:
    def __init__(self):
        self.tables, self.indices, self.of = {}, {}, {}

    def add(self, names, rows, key):
        for row in rows:
            if key == "commune":
                self.of[row["commune"]] = row["province"]
            self.tables.setdefault(row[key] if key is not None else "VN", {}).update(
                (name, row[name]) for name in names
            )

    def measured(self, rows):
        for row in rows:
            self.indices[f"{row['province']} {row['area']}"] = [row["n"], row["q"]] + [
                row[f"{kind}{place}"] for kind in "dc" for place in range(len(bits))
            ]

    def write(self):
        json.dump({"tables": self.tables, "indices": self.indices, "of": self.of}, open(out, "w"))


def with_duckdb():
    import duckdb

    connection = duckdb.connect()
    connection.execute("set threads to 2")
    if where == "parquet":
        connection.execute(f"create view households as select * from '{path}'")
    else:
        connection.execute(f"create table households as select * from '{path}'")

    def rows(query):
        answer = connection.execute(query)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row)) for row in answer.fetchall()]

    def work():
        figures = Figures()
        for number, (measures, listed) in enumerate(passes):
            names = [one[0] for one in measures]
            connection.execute(f"create or replace temp table by_commune{number} as {by_commune(measures, listed)}")
            provinces, country = rolled_up(measures, f"by_commune{number}")
            figures.add(names, rows(f"select * from by_commune{number}"), "commune")
            figures.add(names, rows(provinces), "province")
            figures.add(names, rows(country), None)
        figures.measured(rows(indices_sql()))
        return figures

    return work


def with_datafusion():
    import datafusion
    import pyarrow.parquet

    context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(2))
    if where == "parquet":
        context.register_parquet("households", path)
    else:
        table = pyarrow.parquet.read_table(path, read_dictionary=TEXTS)
        batches = table.to_batches(max_chunksize=65536)
        half = len(batches) // 2
        context.register_record_batches("households", [batches[:half], batches[half:]] if half else [batches])

    def work():
        figures = Figures()
        for number, (measures, listed) in enumerate(passes):
            names = [one[0] for one in measures]
            grouped = context.sql(by_commune(measures, listed)).collect()
            name = f"by_commune{number}"
            if context.table_exist(name):
                context.deregister_table(name)
            context.register_record_batches(name, [grouped])
            provinces, country = rolled_up(measures, name)
            figures.add(names, [row for batch in grouped for row in batch.to_pylist()], "commune")
            figures.add(names, context.sql(provinces).to_pylist(), "province")
            figures.add(names, context.sql(country).to_pylist(), None)
        figures.measured(context.sql(indices_sql()).to_pylist())
        return figures

    return work


def with_polars():
    import polars as pl

    if where == "parquet":
        source = pl.scan_parquet(path)
        collect = lambda frame: frame.collect(engine="streaming")
    else:
        # Categories, as whoever keeps the data in memory would have them.
        loaded = pl.read_parquet(path)
        source = loaded.with_columns(pl.col(name).cast(pl.Categorical) for name in TEXTS).lazy()
        del loaded
        source = source.collect().lazy()
        collect = lambda frame: frame.collect()

    def expression(measure):
        name, predicate, value, _ = measure
        condition = predicate and cel.polars(predicate, codes, pl)
        if value is None:
            return (pl.len() if condition is None else condition.sum()).cast(pl.Int64).alias(name)
        number = cel.polars(value, codes, pl)
        if condition is not None:
            number = number.filter(condition)
        return number.sum().cast(pl.Int64).alias(name)

    def work():
        figures = Figures()
        for measures, listed in passes:
            names = [one[0] for one in measures]
            rows = source
            if listed:
                ours = lambda name: (pl.col(name) == "poor") | (pl.col(name) == "near_poor")
                rows = rows.filter(ours("class") | ours("previous_class"))
            grouped = collect(rows.group_by("province", "commune").agg(expression(one) for one in measures))
            provinces = grouped.group_by("province").agg(pl.col(names).sum())
            figures.add(names, grouped.iter_rows(named=True), "commune")
            figures.add(names, provinces.iter_rows(named=True), "province")
            figures.add(names, grouped.select(pl.col(names).sum()).iter_rows(named=True), None)
        poor = (pl.col("deprivations") & mask).bitwise_count_ones() >= least
        columns = [pl.len().alias("n"), poor.sum().alias("q")]
        for place, bit in enumerate(bits):
            deprived = (pl.col("deprivations") & bit) != 0
            columns += [deprived.sum().alias(f"d{place}"), (deprived & poor).sum().alias(f"c{place}")]
        known = pl.col("present") & pl.col("deprivations").is_not_null() & pl.col("area").is_not_null()
        indices = source.filter(known).group_by("province", "area").agg(columns)
        figures.measured(collect(indices).iter_rows(named=True))
        return figures

    return work


work = {"duckdb": with_duckdb, "datafusion": with_datafusion, "polars": with_polars}[engine]()
best = None
for _ in range(1 if where == "parquet" else int(os.environ.get("PASSES", "3"))):
    wall, cpu = time.perf_counter(), time.process_time()
    figures = work()
    spent = (time.process_time() - cpu, time.perf_counter() - wall)
    best = spent if best is None else min(best, spent)
figures.write()
print(json.dumps({"cpu": best[0], "wall": best[1]}))
