-- A wave decides only what is touched: by others' rounds since its last one, and by steps of remediations.
create index decision_by_round on decision (round_id, asset);
create index decision_by_withdrawn_round on decision (withdrawn_round_id, asset);
create index remediation_turns on remediation (asset, version);
