META
key;value
budget;100.50
vote_type;cumulative
PROJECTS
project_id;cost;name
a;60;Un
b;40,5;"Deux ; ""trois"""
VOTES
voter_id;vote;points
v1;a,b;3,1.0
v2;b;2
v3;;
