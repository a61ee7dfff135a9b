-- What people have asked to be left out of a goal, who allowed it and until when. A row is never deleted; one that goes on under a new end is a row
-- of its own that names the one before it.
create table exception_record (
    id                   character varying           not null primary key,
    asset                character varying           not null,
    goal                 character varying           not null,
    owner                character varying           not null,
    reason               character varying           not null,
    until_on             date                        not null,
    compensating_control character varying           not null,
    cleared_by           character varying           not null,
    state                character varying           not null,
    renews               character varying,
    requested_by         character varying           not null,
    requested_at         timestamp(6) with time zone not null,
    decided_by           character varying,
    decided_at           timestamp(6) with time zone,
    because              character varying           not null
);
create index exception_by_state on exception_record (state, requested_at);

-- The page of reports shows the newest, and the rejected records of one.
create index report_newest on report (begun_at desc, sha256 desc);
create index rejected_record_of_report on rejected_record (report_sha256, position);
