-- What people said of remediations; the audit log has it as well. Rows are never changed or deleted.
create table remediation_comment (
    id          bigint generated always as identity primary key,
    remediation character varying           not null,
    said_by     character varying           not null,
    said_at     timestamp(6) with time zone not null,
    said        character varying           not null
);
create index remediation_comment_by_remediation on remediation_comment (remediation, id);

-- The last plan of an asset and goal that people approved or rejected and of which nothing was carried out, so that the next one tells what has changed
-- since. What was before gets its rows from documents (V24.1).
create table last_word (
    asset       character varying not null,
    goal        character varying not null,
    remediation character varying not null,
    primary key (asset, goal)
);

-- Whether people had decided on a plan of its asset and goal before this one was proposed, and that does not hold any more.
alter table waiting_plan add column asked_again boolean default false not null;
