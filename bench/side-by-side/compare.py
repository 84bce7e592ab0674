"""Runs the same work in our program and in other engines, checks that all figures are identical,
and prints the tables of bench/README.md.

compare.py PROGRAM FOLDER HOUSEHOLDS… [--engines duckdb,polars,datafusion] [--runs N] [--ours-only]
"""

import argparse
import json
import os
import shutil
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PASSES = 21


def run(command, environment=None):
    """Processor seconds, wall seconds and megabytes of one process; its output."""
    read, write = os.pipe()
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.dup2(write, 1)
        os.dup2(write, 2)
        os.execvpe(command[0], command, {**os.environ, **(environment or {})})
    os.close(write)
    with os.fdopen(read) as stream:
        output = stream.read()
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - started
    if status != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{output}")
    return {
        "cpu": used.ru_utime + used.ru_stime,
        "wall": wall,
        "megabytes": used.ru_maxrss / 1024,
        "output": output,
    }


def best(runs, command, environment=None):
    """Other work on the machine only adds: the least times and the most memory count."""
    results = [run(command, environment) for _ in range(runs)]
    return {
        "cpu": min(one["cpu"] for one in results),
        "wall": min(one["wall"] for one in results),
        "megabytes": max(one["megabytes"] for one in results),
        "output": results[-1]["output"],
    }


def ours_figures(folder, description):
    """Our figures in the form of the other engines'."""
    tables = {}
    with open(f"{folder}/tables.csv", encoding="utf-8") as lines:
        for line in lines:
            code, *figures = line.rstrip("\n").split(",")
            tables[code] = {f"m{number}": int(figure) for number, figure in enumerate(figures)}
    result = json.load(open(f"{folder}/figures.json", encoding="utf-8"))
    for code, communes in result["classes"].items():
        name = f"class_{code}"
        for commune, count in communes.items():
            tables[commune][name] = count
    return tables, result["indices"]


def check(folder, answer, description, who):
    """Every figure of `answer` against ours; exits at the first that differs."""
    tables, report = ours_figures(folder, description)
    theirs = json.load(open(answer, encoding="utf-8"))
    compared = 0
    for unit, figures in theirs["tables"].items():
        for name, figure in figures.items():
            mine = tables[unit].get(name)
            if mine is None and name.startswith("class_"):
                # We tell classes by commune; their sums are the units above.
                below = [code for code in tables if len(code) == 5 and unit in ("VN", theirs["of"].get(code))]
                mine = sum(tables[code].get(name, 0) for code in below)
            if mine != figure:
                raise SystemExit(f"{who}: {unit} {name}: {figure}, ours {mine}")
            compared += 1
    unseen = [u for u in tables if u not in theirs["tables"] and any(v for v in tables[u].values())]
    if unseen:
        raise SystemExit(f"{who}: nothing of {unseen[:3]}")
    division = report["divisions"][0]
    of_ours = {group["value"]: group["measures"] for group in division["groups"]}
    if set(of_ours) != set(theirs["indices"]):
        raise SystemExit(f"{who}: other groups {set(of_ours) ^ set(theirs['indices'])}")
    indicators = len(description["indicators"])
    for group, (people, poor, *sums) in theirs["indices"].items():
        mine = of_ours[group]
        deprived, censored = sums[:indicators], sums[indicators:]
        score = sum(censored)
        expected = [
            (mine["population"], people),
            (mine["headcount"]["value"], poor / people),
            (mine["adjusted_headcount"]["value"], score / people / indicators),
        ]
        if poor:
            expected.append((mine["intensity"]["value"], score / poor / indicators))
        for one, dep, cen in zip(mine["indicators"], deprived, censored):
            expected.append((one["uncensored"]["value"], dep / people))
            expected.append((one["censored"]["value"], cen / people))
            if score:
                expected.append((one["contribution_share"]["value"], cen / score))
        for found, wanted in expected:
            # The same division of the same whole numbers, but for the order of two roundings.
            if abs(found - wanted) > 1e-14 * max(1.0, abs(wanted)):
                raise SystemExit(f"{who}: {group}: {wanted}, ours {found}")
            compared += 1
    return compared


def bandwidth(path):
    """Bytes a second read from the page cache in pieces, the best of five."""
    buffer = bytearray(1 << 20)
    rates = []
    for _ in range(5):
        started, size = time.perf_counter(), 0
        with open(path, "rb", buffering=0) as file:
            while got := file.readinto(buffer):
                size += got
        rates.append(size / (time.perf_counter() - started))
    return max(rates)


def line(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def seconds(value):
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def measure(program, folder, households, engines, runs):
    country = f"{folder}/country"
    shutil.rmtree(country, ignore_errors=True)
    description_path = f"{folder}/description.json"
    run([program, "describe", description_path])
    description = json.load(open(description_path, encoding="utf-8"))
    made = run([program, "synth", country, str(households)])
    indexed = best(runs, [program, "index", country])
    size = lambda name: os.path.getsize(f"{country}/{name}") / 1e6
    print(f"\n### {households:,} households\n", flush=True)
    line("", "CPU s", "wall s", "MB")
    line("---", "---:", "---:", "---:")
    row = lambda name, used: line(name, seconds(used["cpu"]), seconds(used["wall"]), f"{used['megabytes']:.0f}")
    row(f"synthesise, {size('households.parquet'):.0f} MB of Parquet", made)
    row(f"build the index, {size('households.index'):.0f} MB", indexed)

    out = f"{folder}/ours"
    whole = best(max(runs, 3), [program, "work", country, "index", out])
    idle = best(max(runs, 3), [program, "describe", description_path])
    often = best(runs, [program, "work", country, "index", out], {"TIMES": str(PASSES)})
    once = [float(text.split()[1]) for text in often["output"].splitlines() if text.startswith("work")]
    inside = {
        "cpu": (often["cpu"] - whole["cpu"]) / (PASSES - 1),
        "wall": min(once),
        "megabytes": often["megabytes"],
    }
    parquet = best(runs, [program, "work", country, "parquet", f"{folder}/ours-parquet"])
    for name in ["tables.csv", "figures.json"]:
        if open(f"{out}/{name}").read() != open(f"{folder}/ours-parquet/{name}").read():
            raise SystemExit(f"index and Parquet differ in {name}")
    row("ours from the index, whole process", whole)
    row("of which starting and reading the law", idle)
    row("ours from the index, once more in the same process", inside)
    row("ours from Parquet, whole process", parquet)
    asked = best(runs, [program, "query", country, "20"])
    times = sorted(float(t.split()[1]) for t in asked["output"].splitlines() if t.startswith("query"))
    line("a question with three predicates by commune", "", f"{times[0]:.4f} (median {times[len(times) // 2]:.4f})", "")
    rate = bandwidth(f"{country}/households.index")
    index_bytes = size("households.index") * 1e6
    line(
        f"floor: reading the whole index once at {rate / 1e9:.1f} GB/s",
        seconds(index_bytes / rate), "", "",
    )

    results = {}
    for where in ["parquet", "memory"]:
        for engine in engines:
            for form in ["plain", "split"]:
                answer = f"{folder}/{engine}.json"
                command = [sys.executable, f"{HERE}/engines.py", engine, where, form, country, description_path, answer]
                environment = {"POLARS_MAX_THREADS": "2", "TOKIO_WORKER_THREADS": "2"}
                used = best(runs, command, environment)
                compared = check(out, answer, description, f"{engine} {where} {form}")
                if where == "memory":
                    inner = json.loads(used["output"].splitlines()[-1])
                    used = {**used, "cpu": inner["cpu"], "wall": inner["wall"]}
                results[engine, where, form] = used
                row(f"{engine}, {where}, {'one query' if form == 'plain' else 'split by hand'} ({compared:,} figures identical)", used)
    if not results:
        return
    least = lambda where, form: min(
        (used["cpu"], engine) for (engine, w, f), used in results.items() if w == where and f == form
    )
    print()
    for form, name in [("plain", "one query"), ("split", "split by hand")]:
        cpu, engine = least("memory", form)
        print(f"Index in the same process against the best in memory, {name} ({engine}): {cpu / inside['cpu']:.0f} × less CPU; whole process {cpu / whole['cpu']:.0f} ×.")
        cpu, engine = least("parquet", form)
        print(f"Parquet, whole processes, {name} ({engine}): {cpu / parquet['cpu']:.1f} × less CPU; from the index {cpu / whole['cpu']:.0f} ×.")
    sys.stdout.flush()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("folder")
    arguments.add_argument("households", type=int, nargs="+")
    arguments.add_argument("--engines", default="duckdb,polars,datafusion")
    arguments.add_argument("--runs", type=int, default=1)
    arguments.add_argument("--ours-only", action="store_true")
    chosen = arguments.parse_args()
    os.makedirs(chosen.folder, exist_ok=True)
    engines = [] if chosen.ours_only else chosen.engines.split(",")
    for households in chosen.households:
        measure(chosen.program, chosen.folder, households, engines, chosen.runs)
        shutil.rmtree(f"{chosen.folder}/country", ignore_errors=True)


if __name__ == "__main__":
    main()
