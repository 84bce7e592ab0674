"""Writes the two synthetic surveys of this folder. Every household in them is invented.

    python3 generate.py            (numpy 2.4.6; the files in the tree came from this)
"""

import csv

import numpy as np

REGIONS = ["Tây Bắc", "Đồng bằng sông Hồng", "Tây Nguyên"]
GROUPS = {
    "Tây Bắc": (["Thái", "Mông", "Kinh"], [0.5, 0.3, 0.2]),
    "Đồng bằng sông Hồng": (["Kinh", "Mường"], [0.95, 0.05]),
    "Tây Nguyên": (["Kinh", "Ê Đê", "Gia Rai"], [0.6, 0.25, 0.15]),
}
FLAGS = [
    "health_service", "health_insurance", "adult_education", "child_school",
    "housing_quality", "water", "toilet", "telecom", "info_means",
]


def survey(path, seed, level):
    random = np.random.default_rng(seed)
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(
            ["household", "region", "area", "stratum", "psu", "psu_total", "weight", "members",
             "ethnicity", "floor_area"] + FLAGS
        )
        household = 0
        for stratum, (region, area) in enumerate(
            ((r, a) for r in REGIONS for a in ("nông thôn", "thành thị")), start=1
        ):
            total = int(random.integers(40, 90))
            for psu in range(1, int(random.integers(6, 10)) + 1):
                hardship = random.normal(0, 0.7) + (0.5 if area == "nông thôn" else -0.7)
                hardship += {"Tây Bắc": 0.9, "Đồng bằng sông Hồng": -0.8, "Tây Nguyên": 0.4}[region]
                base = random.uniform(80, 400)
                for _ in range(int(random.integers(5, 10))):
                    household += 1
                    names, shares = GROUPS[region]
                    ethnicity = str(random.choice(names, p=shares))
                    own = hardship + random.normal(0, 1) + (0 if ethnicity == "Kinh" else 0.6)
                    chance = 1 / (1 + np.exp(-(level - 1.3 + 1.1 * own)))
                    floor = round(float(np.clip(random.normal(17 - 4 * own, 5), 2, 60)), 1)
                    if random.uniform() < 0.02:
                        floor = 8.0  # at the threshold, hence not deprived
                    flags = [int(random.uniform() < chance) for _ in FLAGS]
                    cells = [str(flag) for flag in flags]
                    for j in (3, 8):
                        if random.uniform() < 0.03:
                            cells[j] = ["", "NA"][int(random.integers(2))]
                    weight = round(base * random.uniform(0.8, 1.2), 4)
                    if random.uniform() < 0.01:
                        weight = 0
                    out.writerow(
                        [household, region, area, stratum, psu, total, weight,
                         int(random.integers(1, 8)), ethnicity, floor] + cells
                    )


survey("survey-2022.csv", 2022, 0.0)
survey("survey-2024.csv", 2024, -0.35)
