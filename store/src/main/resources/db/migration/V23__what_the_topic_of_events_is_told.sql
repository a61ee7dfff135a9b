-- What the topic of events is told, written in the transaction of what it tells. Numbers have no gap and are in the order of the commits: they are
-- taken under the lock of the one row of "event_edge", the last thing before a commit. "message" is sent as it stands, and kept for a while after it.
create table event_out (
    number  bigint                      not null primary key,
    about   character varying           not null,
    told_at timestamp(6) with time zone not null,
    message character varying           not null
);
create index event_out_by_time on event_out (told_at);

create table event_edge (
    id          integer not null primary key,
    last_number bigint  not null
);
insert into event_edge (id, last_number) values (1, 0);

-- How far they were sent, and which process sends: one at a time, or the order of an asset's events would be lost. A holder that stands still is
-- seen by its beat; no clock is in it.
create table event_lane (
    id         integer not null primary key,
    sent_up_to bigint  not null,
    holder     character varying,
    beat       bigint  not null
);
insert into event_lane (id, sent_up_to, beat) values (1, 0, 0);
