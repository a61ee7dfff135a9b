-- One dialect for H2 2.4 and PostgreSQL 15: standard SQL, BYTEA (which H2 knows as BINARY VARYING), CHARACTER VARYING without a length.
-- What is looked up stands in a column; the record itself is its JSON of the contract in "document".

create table report (
    sha256      character varying           not null primary key,
    file        character varying           not null,
    begun_at    timestamp(6) with time zone not null,
    finished_at timestamp(6) with time zone,
    format      character varying,
    records     bigint,
    used        bigint,
    findings    bigint,
    ignored     bigint,
    rejected    bigint,
    complete    boolean,
    hosts       bigint
);

create table rejected_record (
    position      bigint generated always as identity,
    report_sha256 character varying not null,
    record        character varying not null,
    file          character varying not null,
    reason        character varying not null,
    message       character varying not null,
    excerpt       character varying,
    primary key (report_sha256, record)
);
create index rejected_record_newest on rejected_record (position);

create table finding (
    report_sha256 character varying           not null,
    ordinal       bigint                      not null,
    observed_at   timestamp(6) with time zone not null,
    document      character varying           not null,
    primary key (report_sha256, ordinal)
);
create index finding_oldest on finding (observed_at, report_sha256, ordinal);

create table decision (
    id           bigint generated always as identity primary key,
    asset        character varying           not null,
    site         character varying,
    kind         character varying           not null,
    fingerprint  bytea                       not null,
    rule_book    character varying           not null,
    decided_at   timestamp(6) with time zone not null,
    withdrawn_at timestamp(6) with time zone,
    document     character varying           not null
);
create index decision_by_asset on decision (asset, withdrawn_at);
create index decision_current on decision (withdrawn_at);

-- One row: held by the round that replaces the current decisions.
create table decision_round (
    id         smallint                    not null primary key,
    rule_book  character varying,
    decided_at timestamp(6) with time zone
);
insert into decision_round (id) values (1);

create table remediation (
    id          character varying           not null primary key,
    asset       character varying           not null,
    site        character varying,
    state       character varying           not null,
    ended       boolean                     not null,
    plan_hash   character varying           not null,
    proposed_at timestamp(6) with time zone not null,
    version     bigint                      not null,
    document    character varying           not null
);
create index remediation_by_state on remediation (state, proposed_at);
create index remediation_by_asset on remediation (asset, ended);

create table asset_lease (
    asset        character varying           not null primary key,
    holder       character varying           not null,
    leased_until timestamp(6) with time zone not null
);

-- Lines are only ever added. "line" is the canonical JSON in UTF-8, byte for byte the leaf of the tree.
create table audit_event (
    sequence    bigint                      not null primary key,
    recorded_at timestamp(6) with time zone not null,
    type        character varying           not null,
    asset       character varying,
    remediation character varying,
    line        bytea                       not null
);
create index audit_event_by_asset on audit_event (asset, sequence);

-- One row: the right edge of the RFC 6962 tree, held by whoever appends, so that numbers have no gaps.
create table audit_edge (
    id      smallint          not null primary key,
    size    bigint            not null,
    hashes  bytea             not null,
    last_at character varying
);
insert into audit_edge (id, size, hashes) values (1, 0, '');

-- The table of db-scheduler 16.7, as its documentation defines it.
create table scheduled_tasks (
    task_name            character varying        not null,
    task_instance        character varying        not null,
    task_data            bytea,
    execution_time       timestamp with time zone not null,
    picked               boolean                  not null,
    picked_by            character varying,
    last_success         timestamp with time zone,
    last_failure         timestamp with time zone,
    consecutive_failures integer,
    last_heartbeat       timestamp with time zone,
    version              bigint                   not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index execution_time_idx on scheduled_tasks (execution_time);
create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
create index priority_execution_time_idx on scheduled_tasks (priority desc, execution_time asc);
