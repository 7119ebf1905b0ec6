"""Random elections, counted by Terreau and by pabutools: the same projects must be selected.

    python oracle.py COUNT_PROGRAM [INSTANCES] [SEED]
    python oracle.py COUNT_PROGRAM --folder FOLDER

COUNT_PROGRAM is entity/examples/count.rs, built. Ties are made frequent on purpose: few different costs, voters who vote
alike, budgets that part evenly. pabutools counts approvals with Cost_Sat and points with Additive_Cardinal_Sat. Its greedy
rule goes by votes for a unit of cost; with Cost_Sat that is the number of approvals. Points have no such measure there: greedy
by points is counted here, in four lines. Rankings are counted with Additive_Borda_Sat, and by the same greedy rule as points.

With a folder, its published elections (.pb, however deep) are counted by the greedy rule and by equal shares without
completion (a completion of thousands of voters takes pabutools hours). A file that Terreau refuses is listed with its reason.
"""

import json
import random
import subprocess
import sys
import tempfile
from multiprocessing import Pool
from pathlib import Path

from pabutools.election import Additive_Cardinal_Sat, Cost_Sat, parse_pabulib
from pabutools.election.satisfaction import Additive_Borda_Sat
from pabutools.rules import exhaustion_by_budget_increase, greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule


def write_election(path, chance):
    """Writes one small election."""
    voters, projects = chance.randint(2, 60), chance.randint(2, 20)
    points = chance.random() < 0.3
    ordinal = not points and chance.random() < 0.2
    few = [chance.randint(1, 40) for _ in range(chance.randint(1, 4))]
    costs = [chance.choice(few) if chance.random() < 0.7 else chance.randint(1, 60) for _ in range(projects)]
    budget = chance.choice([voters * chance.randint(1, 4), chance.randint(10, 200)])
    lines = ["META", "key;value", f"budget;{budget}", f"vote_type;{'cumulative' if points else 'ordinal' if ordinal else 'approval'}",
             f"num_projects;{projects}", f"num_votes;{voters}", "description;d", "country;c", "unit;u", "instance;i"]
    if points:
        lines += ["max_sum_points;100"]
    lines += ["PROJECTS", "project_id;cost"] + [f"{project};{cost}" for project, cost in enumerate(costs)]
    lines += ["VOTES", "voter_id;vote;points" if points else "voter_id;vote"]
    ballots = []
    for voter in range(voters):
        if ballots and chance.random() < 0.4:
            chosen, given = chance.choice(ballots)
        else:
            chosen = chance.sample(range(projects), chance.randint(1, min(projects, 8)))
            chosen = chosen if ordinal else sorted(chosen)
            given = [chance.randint(1, 5) for _ in chosen]
        ballots.append((chosen, given))
        line = f"v{voter};{','.join(map(str, chosen))}"
        lines.append(line + f";{','.join(map(str, given))}" if points else line)
    path.write_text("\n".join(lines) + "\n")


def votes(instance, profile, measure):
    """The votes of each project: approvals, points, or Borda points."""
    if measure is Cost_Sat:
        return {project: sum(project in ballot for ballot in profile) for project in instance}
    worth = [measure(instance, profile, ballot) for ballot in profile]
    return {project: sum(one.sat_project(project) for one in worth) for project in instance}


def by_pabutools(path, completions=True):
    """The projects that pabutools selects, by rule."""
    instance, profile = parse_pabulib(str(path))
    kind = instance.meta["vote_type"]
    measure = {"ordinal": Additive_Borda_Sat, "cumulative": Additive_Cardinal_Sat, "scoring": Additive_Cardinal_Sat}.get(kind, Cost_Sat)
    points = measure is not Cost_Sat
    total = votes(instance, profile, measure)
    ties = TieBreakingRule(lambda _, __, project: (project.cost, -total[project], project.name))
    if points:
        greedy, left = [], instance.budget_limit
        for project in sorted(instance, key=lambda one: (-total[one], one.cost, one.name)):
            if total[project] and project.cost <= left:
                greedy, left = greedy + [project], left - project.cost
    else:
        greedy = greedy_utilitarian_welfare(instance, profile, sat_class=measure, tie_breaking=ties)
        greedy = [project for project in greedy if total[project]]

    def add1(exhaustive):
        return exhaustion_by_budget_increase(
            instance, profile, method_of_equal_shares, {"sat_class": measure, "tie_breaking": ties},
            exhaustive_stop=exhaustive, budget_step=len(profile))

    outcomes = {
        "greedy": greedy,
        "mes": method_of_equal_shares(instance, profile, sat_class=measure, tie_breaking=ties),
    }
    if completions:
        outcomes |= {"add1_exhaustive": add1(True), "add1_infeasible": add1(False)}
    return {rule: sorted(project.name for project in selected) for rule, selected in outcomes.items()}


def without_completions(path):
    try:
        return by_pabutools(path, completions=False)
    except Exception as error:  # Whatever pabutools cannot read is told, and the others are counted.
        return {"unread": repr(error)}


def published(program, folder):
    """Counts the elections of a folder; the number of disagreements."""
    paths = sorted(Path(folder).rglob("*.pb"))
    assert paths, f"no .pb in {folder}"
    lines = subprocess.run([program], input="\n".join(map(str, paths)), capture_output=True, text=True, check=True)
    ours = [json.loads(line) for line in lines.stdout.splitlines()]
    assert len(ours) == len(paths)
    counted, refused, unread, disagreements = 0, 0, 0, 0
    with Pool() as pool:
        for path, here, there in zip(paths, ours, pool.imap(without_completions, paths)):
            if "refused" in here:
                refused += 1
                print(f"{path.name}: refused here, {here['refused']}")
            elif "unread" in there:
                unread += 1
                print(f"{path.name}: not read by pabutools, {there['unread']}")
            else:
                counted += 1
                for rule, selected in there.items():
                    if sorted(here[rule]["selected"]) != selected:
                        disagreements += 1
                        print(f"{path.name}, {rule}: {sorted(here[rule]['selected'])} here, {selected} there", flush=True)
    print(f"{counted} published elections, 2 rules each: {disagreements} disagreements; {refused} refused here, {unread} not read there")
    return disagreements


def main():
    program = sys.argv[1]
    if sys.argv[2:3] == ["--folder"]:
        sys.exit(published(program, sys.argv[3]) > 0)
    instances = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    seed = sys.argv[3] if len(sys.argv) > 3 else str(random.randrange(10**9))
    print(f"{instances} elections, seed {seed}")
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, Pool() as pool:
        paths = [Path(folder) / f"{number}.pb" for number in range(instances)]
        for path in paths:
            write_election(path, chance)
        lines = subprocess.run([program], input="\n".join(map(str, paths)), capture_output=True, text=True, check=True)
        ours = [json.loads(line) for line in lines.stdout.splitlines()]
        assert len(ours) == instances
        disagreements = 0
        for number, theirs in enumerate(pool.imap(by_pabutools, paths, chunksize=20)):
            for rule, selected in theirs.items():
                if sorted(ours[number][rule]["selected"]) != selected:
                    disagreements += 1
                    print(f"election {number}, {rule}: {ours[number][rule]['selected']} here, {selected} there")
                    if disagreements <= 3:
                        print(paths[number].read_text())
            if number % 1000 == 999:
                print(f"{number + 1} counted, {disagreements} disagreements", flush=True)
    print(f"{instances} elections, 4 rules each: {disagreements} disagreements")
    sys.exit(disagreements > 0)


if __name__ == "__main__":
    main()
