META
key;value
description;Un vote tiré au hasard
country;France
unit;essai
instance;2021
num_projects;3
num_votes;3
budget;249
vote_type;approval
rule;"{""completion"":{""increment"":1,""kind"":""add1u"",""stop"":""exhaustive""},""method"":""equal_shares""}"
date_begin;31.03.2021
date_end;30.04.2021
min_length;1
max_length;3
currency;EUR
PROJECTS
project_id;cost;votes;name
1;57;1;Projet « 0 »
2;57;2;Projet « 1 »
3;57;0;Projet « 2 »
VOTES
voter_id;vote
200000099;1
200000149;2
200000362;2
