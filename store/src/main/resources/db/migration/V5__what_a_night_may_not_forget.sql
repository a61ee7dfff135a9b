-- Every run that began, and what it came to. Whether a host is in change is told by its remediation's state, which nothing else has to keep in step.
create table host_run (
    run_id      character varying           not null primary key,
    remediation character varying           not null,
    asset       character varying           not null,
    site        character varying,
    begun_at    timestamp(6) with time zone not null,
    judged      boolean                     not null,
    ended_at    timestamp(6) with time zone,
    outcome     character varying,
    code        character varying
);
create index host_run_by_beginning on host_run (begun_at);
create index host_run_by_end on host_run (ended_at);

-- What a run counts for: 'all', 'site:NAME', 'subnet:NETWORK', 'pool:NAME', 'role:NAME', 'playbook:NAME@BUILD' ...
create table host_run_scope (
    run_id character varying not null,
    scope  character varying not null,
    primary key (run_id, scope)
);

-- How a playbook does on an OS build: runs that were verified, and the last ones in their order, '+' verified and '-' failed.
create table trial (
    scope    character varying not null primary key,
    verified bigint            not null,
    recent   character varying not null
);

-- Breakers that are open and quarantines that stand, until a person decides.
create table brake (
    scope       character varying           not null primary key,
    kind        character varying           not null,
    because     character varying           not null,
    remediation character varying           not null,
    asset       character varying           not null,
    applied_at  timestamp(6) with time zone not null
);

-- One row: held by whoever begins a run, so that two that begin at the same moment do not both take the last place.
create table turnstile (
    id     smallint not null primary key,
    passed bigint   not null
);
insert into turnstile (id, passed) values (1, 0);
