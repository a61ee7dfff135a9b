-- Lists are filtered, sorted, grouped and paged by the database: what they are looked through by stands in columns. What was there before gets
-- them from its documents (V10.1).

create index remediation_newest on remediation (proposed_at desc, id desc);

-- What waits for approval, in narrow rows: thousands of them are looked through for one page. A row goes when its remediation is decided on.
-- "cohort" is the hash of what plans have in common that do the same, "starting_point" of what they expect to find before.
create table waiting_plan (
    remediation    character varying           not null primary key,
    asset          character varying           not null,
    site           character varying,
    goal           character varying           not null,
    restart        character varying           not null,
    cohort         character varying           not null,
    starting_point character varying           not null,
    plan_hash      character varying           not null,
    proposed_at    timestamp(6) with time zone not null
);
create index waiting_plan_by_cohort on waiting_plan (cohort);

-- How many plans of a cohort were ever proposed from a starting point; what is rare among them is looked at by itself.
create table cohort_start (
    cohort         character varying not null,
    starting_point character varying not null,
    plans          bigint            not null,
    primary key (cohort, starting_point)
);

-- Proposals that a person wants to be asked about later; a row goes with the word that takes it back.
create table proposal_put_off (
    remediation character varying           not null primary key,
    until       timestamp(6) with time zone not null,
    put_off_by  character varying           not null,
    reason      character varying           not null,
    put_off_at  timestamp(6) with time zone not null
);

alter table decision add column system character varying;
alter table decision add column goal character varying;
alter table decision add column readiness character varying;
-- What holds it, gate and scope, one a line, sorted; a scope that is one asset is named 'asset' alone, so that alike holds count together.
alter table decision add column gates character varying;
create index decision_by_standing on decision (withdrawn_at, site, system, goal, readiness);
create index decision_current_by_asset on decision (withdrawn_at, asset);
