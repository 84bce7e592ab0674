"""Counts what Schemathesis checked, from its report: each kind of check of each operation once,
however many requests it was tried with. Fails when a check failed, or when hardly any ran."""

import json
import sys

FEWEST = 200

passed, failed = set(), set()
with open(sys.argv[1], encoding="utf-8") as report:
    for line in report:
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
        for checks in recorder.get("checks", {}).values():
            for check in checks:
                kind = (recorder["label"], check["name"])
                (passed if check["status"] == "success" else failed).add(kind)
for operation, name in sorted(failed):
    print(f"FAILED: {operation}: {name}")
passed -= failed
print(f"{len(passed)} api checks passed")
sys.exit(bool(failed) or len(passed) < FEWEST)
