-- A round decides some assets at a time. Of one that is not complete others are still decided by another rule book or profile; those kept
-- so far decided all of them.
alter table estate_round add column complete boolean default true not null;
