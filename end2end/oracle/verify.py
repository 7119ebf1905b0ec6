"""A second verifier of a vote's archive, independent of Terreau's code: Python's standard library and `cryptography`.

    python verify.py ARCHIVE...      (a .zip, or a folder with its files)

Equal shares are counted here as their definition says, with a fraction for each voter and every increment tried.
"""

import base64
import hashlib
import json
import sys
import zipfile
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Tampered(Exception):
    pass


def require(condition, why):
    if not condition:
        raise Tampered(why)


def canonical(value):
    """RFC 8785, for what the archive holds: no fractions, no large numbers, names in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read(path):
    if Path(path).is_dir():
        return {file.name: file.read_bytes() for file in Path(path).iterdir()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root(entries):
    """RFC 9162, section 2.1.1."""
    if len(entries) == 0:
        return sha256()
    if len(entries) == 1:
        return sha256(b"\0", entries[0])
    split = 1 << (len(entries) - 1).bit_length() - 1
    return sha256(b"\1", root(entries[:split]), root(entries[split:]))


def check_head(note, vkey, entries):
    """The checkpoint is signed by the key of the rule, and its root is that of the entries."""
    origin, identifier, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    require(key[0] == 1 and len(key) == 33, "not an Ed25519 key")
    require(sha256(origin.encode(), b"\n", key)[:4].hex() == identifier, "the key is not the one that its name tells")
    body, signatures = note.split("\n\n", 1)
    body += "\n"
    lines = [line.removeprefix(f"— {origin} ") for line in signatures.splitlines() if line.startswith(f"— {origin} ")]
    require(lines, "the head is not signed")
    signature = base64.b64decode(lines[0])
    require(signature[:4].hex() == identifier, "signed by another key")
    try:
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], body.encode())
    except InvalidSignature:
        raise Tampered("the signature of the head is wrong") from None
    name, size, signed_root = body.splitlines()
    require(name == origin, "the head of another log")
    require(int(size) == len(entries), f"{size} entries are signed, {len(entries)} are there")
    require(base64.b64decode(signed_root) == root(entries), "the ballots are not those of the signed log")


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_ballots(rule, rule_hash, published):
    """Each ballot may be what it is; gives the one that counts of each collectivité."""
    offered = [project["id"] for project in rule["projects"]]
    roll = set(rule["roll"]["collectivities"])
    named = rule.get("publication", "named") == "named"
    latest = {}
    for number, one in enumerate(published, 1):
        ballot = one["ballot"]
        require(ballot["rule"] == rule_hash, f"ballot {number}: another rule")
        if named:
            voter = ballot["siren"]
            require(voter in roll and "voter" not in ballot, f"ballot {number}: not on the roll")
            require(instant(rule["opens"]) <= instant(ballot["cast_at"]) < instant(rule["closes"]), f"ballot {number}: out of time")
        else:
            voter = ballot["voter"]
            require("siren" not in ballot and "cast_at" not in ballot, f"ballot {number}: it has a name or a time")
        require(ballot["version"] == latest.get(voter, {"version": 0})["version"] + 1, f"ballot {number}: two of {voter}")
        chosen = [(choice["project"], choice["points"]) if isinstance(choice, dict) else (choice, 1) for choice in ballot["choices"]]
        places = [offered.index(project) if project in offered else -1 for project, _ in chosen]
        require(-1 not in places and places == sorted(set(places)), f"ballot {number}: choices")
        points = rule["ballot"].get("points")
        given = [points for _, points in chosen]
        if points is None:
            require(set(given) == {1}, f"ballot {number}: points in an approval")
        else:
            require(min(given) > 0 and max(given) <= points.get("most_on_one", points["total"]), f"ballot {number}: points on one")
            require(sum(given) == points["total"], f"ballot {number}: the points do not make the total")
        most = rule["ballot"].get("most", len(offered))
        require(max(1, rule["ballot"]["least"]) <= len(places) <= most, f"ballot {number}: how many choices")
        latest[voter] = {"version": ballot["version"], "votes": dict(zip(places, given))}
    return [latest[voter]["votes"] for voter in sorted(latest)]


def equal_shares(costs, ballots, share, before, by_points):
    """Buys projects until none can be; gives them in order. `before` is the key that breaks ties."""
    supporters = [[voter for voter, ballot in enumerate(ballots) if project in ballot] for project in range(len(costs))]
    money = [share] * len(ballots)
    bought = []
    while True:
        best = None
        for project, cost in enumerate(costs):
            if project in bought or not supporters[project] or sum(money[voter] for voter in supporters[project]) < cost:
                continue
            points = {voter: ballots[voter][project] for voter in supporters[project]}
            left, rich = Fraction(cost), sorted(supporters[project], key=lambda voter: money[voter] / points[voter])
            while money[rich[0]] * sum(points[voter] for voter in rich) < left * points[rich[0]]:
                left -= money[rich.pop(0)]
            price = left / sum(points[voter] for voter in rich)
            rho = price if by_points else price / cost
            best = min(filter(None, [best, (rho, before(project), project, price)]))
        if best is None:
            return bought
        _, _, project, price = best
        bought.append(project)
        for voter in supporters[project]:
            money[voter] -= min(money[voter], price * ballots[voter][project])


def count(rule, ballots):
    """The projects selected, in order, and the share of each voter at the last count."""
    costs = [project["cost"] for project in rule["projects"]]
    votes = [sum(ballot.get(project, 0) for ballot in ballots) for project in range(len(costs))]
    by_points = "points" in rule["ballot"]
    method = rule["rule"]
    preferred = method.get("priority", "none") == "ties_and_leftover"
    first = [preferred and project["priority"] for project in rule["projects"]]

    def before(project):
        return (not first[project], costs[project], -votes[project], project)

    def greedy(projects, left, priority_first):
        taken = []
        for project in sorted(projects, key=lambda one: (priority_first and not first[one], -votes[one], before(one))):
            if votes[project] and costs[project] <= left:
                taken.append(project)
                left -= costs[project]
        return taken

    everything = range(len(costs))
    if method["method"] == "greedy":
        return greedy(everything, rule["budget"], False), None
    require(method["method"] == "equal_shares", "a rule that this program does not count")
    completion = method["completion"]
    share = Fraction(rule["budget"], max(1, len(ballots)))
    spent = lambda projects: sum(costs[project] for project in projects)  # noqa: E731
    bought = equal_shares(costs, ballots, share, before, by_points)
    if completion["kind"] != "none":
        supported = sum(1 for project in everything if votes[project])
        while True:
            left = rule["budget"] - spent(bought)
            exhausted = all(project in bought or costs[project] > left for project in everything)
            if (completion["stop"] == "exhaustive" and exhausted) or len(bought) == supported:
                break
            more = equal_shares(costs, ballots, share + 100 * completion["increment"], before, by_points)
            if spent(more) > rule["budget"]:
                break
            bought, share = more, share + 100 * completion["increment"]
    if completion["kind"] == "add1u":
        bought = bought + greedy([p for p in everything if p not in bought], rule["budget"] - spent(bought), True)
    return bought, share


def check_pabulib(text, rule, ballots):
    """The election file has the same projects, costs, votes and ballots."""
    lines = text.splitlines()
    projects, votes = lines.index("PROJECTS"), lines.index("VOTES")
    costs = [Fraction(line.split(";")[1]) * 100 for line in lines[projects + 2:votes]]
    require(costs == [project["cost"] for project in rule["projects"]], "other costs in election.pb")
    names = [line.split(";")[0] for line in lines[projects + 2:votes]]
    chosen = [[names.index(name) for name in line.split(";")[1].split(",")] for line in lines[votes + 2:]]
    require(chosen == [list(ballot) for ballot in ballots], "other ballots in election.pb")
    if "points" in rule["ballot"]:
        points = [[int(given) for given in line.split(";")[2].split(",")] for line in lines[votes + 2:]]
        require(points == [list(ballot.values()) for ballot in ballots], "other points in election.pb")


def verify(path):
    files = {name: content.decode() for name, content in read(path).items()}
    rule = json.loads(files["rule.json"])
    require(canonical(rule) == files["rule.json"] and rule["format"] == "terreau-rule/1", "rule.json is not canonical")
    rule_hash = hashlib.sha256(files["rule.json"].encode()).hexdigest()
    lines = files["ballots.jsonl"].splitlines()
    published = [json.loads(line) for line in lines]
    require([canonical(one) for one in published] == lines, "ballots.jsonl is not canonical")
    entries = [
        sha256(b"terreau-ballot/1\n", base64.b64decode(one["nonce"]), canonical(one["ballot"]).encode()) for one in published
    ]
    logged = [base64.b64decode(line) for line in files["log.txt"].splitlines()]
    unnamed = rule.get("publication", "named") == "unnamed"
    if unnamed:
        require(entries == sorted(entries), "ballots without names are not in the order of their entries")
        opened = dict(zip(entries, published))
        require(sorted(logged) == entries and len(opened) == len(entries), "log.txt is another log")
        entries, published = logged, [opened[entry] for entry in logged]
    require(logged == entries, "log.txt is another log")
    check_head(files["log.checkpoint"], rule["log"], entries)
    ballots = check_ballots(rule, rule_hash, published)
    if unnamed:
        voters = json.loads(files["voters.json"])
        require(voters == sorted(set(voters)) and set(voters) <= set(rule["roll"]["collectivities"]), "voters.json is no part of the roll")
        require(len(voters) == len(ballots), "as many voters as ballots")
    selected, share = count(rule, ballots)
    result = {
        "ballots": len(ballots),
        "endowment": None if share is None else str(share),
        "selected": [rule["projects"][project]["id"] for project in selected],
        "spent": sum(rule["projects"][project]["cost"] for project in selected),
    }
    require(canonical(result) == files["result.json"], f"another result: {canonical(result)}")
    check_pabulib(files["election.pb"], rule, ballots)
    return rule_hash


def main():
    refused = 0
    for path in sys.argv[1:]:
        try:
            print(f"{path}: in order, rule {verify(path)}")
        except (Tampered, KeyError, ValueError) as why:
            refused += 1
            print(f"{path}: REFUSED, {why}")
    print(f"{len(sys.argv) - 1} archives, {refused} refused")
    sys.exit(refused > 0)


if __name__ == "__main__":
    main()
