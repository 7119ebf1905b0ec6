"""How long counts take here and in pabutools, in one run: `python bench.py COUNT_PROGRAM`."""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares
from pabutools.tiebreaking import lexico_tie_breaking

BUDGET = 30_000_000


def write_election(path, voters, projects, approvals, chance):
    """Projects of 0.1 to 4 M€, few of them liked by many."""
    lines = ["META", "key;value", f"budget;{BUDGET}", "vote_type;approval", "description;d", "country;c", "unit;u", "instance;i",
             f"num_projects;{projects}", f"num_votes;{voters}", "PROJECTS", "project_id;cost"]
    lines += [f"{project};{chance.randint(BUDGET // 300, BUDGET // 8)}" for project in range(projects)]
    liked = [chance.paretovariate(1.2) for _ in range(projects)]
    lines += ["VOTES", "voter_id;vote"]
    for voter in range(voters):
        chosen = set()
        while len(chosen) < min(approvals, projects):
            chosen |= set(chance.choices(range(projects), liked, k=approvals - len(chosen)))
        lines.append(f"v{voter};{','.join(map(str, sorted(chosen)))}")
    path.write_text("\n".join(lines) + "\n")


def line(what, measured, goal=""):
    print(f"{what:<58}{measured:<46}{goal}", flush=True)


def main():
    program, chance = sys.argv[1], random.Random(2026)
    with tempfile.TemporaryDirectory() as folder:

        def here(path, increment):
            done = subprocess.run([program, str(increment)], input=str(path), capture_output=True, text=True, check=True)
            return json.loads(done.stdout)

        sizes = [(300, 30, None), (1_000, 100, 0.020), (10_000, 100, None), (35_000, 50, None), (35_000, 150, 0.5)]
        for voters, projects, goal in sizes:
            path = Path(folder) / f"{voters}-{projects}.pb"
            write_election(path, voters, projects, 8, chance)
            found = here(path, 1_000)["mes"]
            goal = "" if goal is None else f"≤ {goal} s : {'met' if found['seconds'] <= goal else 'MISSED'}"
            beside = ""
            if voters <= 1_000:
                instance, profile = parse_pabulib(str(path))
                began = time.perf_counter()
                theirs = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, tie_breaking=lexico_tie_breaking)
                beside = f", pabutools {time.perf_counter() - began:.3f} s"
                assert len(theirs) == len(found["selected"])
            line(f"equal shares, {voters} voters × {projects} projects", f"{found['seconds']:.4f} s{beside}", goal)
        path = Path(folder) / "300-30.pb"
        for increment in [10_000, 1_000, 100, 10, 1]:
            found = here(path, increment)["add1_infeasible"]
            goal = ""
            if increment == 100:
                goal = f"≤ 0.5 s : {'met' if found['seconds'] <= 0.5 else 'MISSED'}"
            line(f"add1, 300 × 30, by {increment} €", f"{found['seconds']:.4f} s, {found['increments']} increments", goal)


if __name__ == "__main__":
    main()
