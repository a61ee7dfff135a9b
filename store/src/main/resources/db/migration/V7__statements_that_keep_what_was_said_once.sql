-- What findings are made of is kept once, however often it is said again: a report, a host as one source names it, an observation, a piece of
-- evidence, each as the JSON of the contract. A statement that is repeated costs a row of numbers.
create table part (
    id          bigint            not null primary key,
    fingerprint bytea             not null,
    document    character varying not null
);
create unique index part_by_fingerprint on part (fingerprint);

-- A finding by its parts. "delivery" is the part with the hash of the report that was delivered, and of which "ordinal" counts the findings.
create table statement (
    position        bigint            not null primary key,
    delivery        bigint            not null,
    ordinal         bigint            not null,
    report          bigint            not null,
    record          character varying not null,
    observed_second bigint            not null,
    observed_nano   integer           not null,
    host            bigint            not null,
    observation     bigint            not null,
    evidence        bigint
);
create unique index statement_by_delivery on statement (delivery, ordinal);

-- Findings that were there before stay as they are, in "finding"; positions go on behind them. The last number of a part stands beside the
-- last position, under the same lock.
alter table finding_edge add column part bigint default 0 not null;
drop index finding_oldest;
