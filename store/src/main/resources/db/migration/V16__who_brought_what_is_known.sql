-- Who brought a report, or findings that say they come from it: kept when they are taken in, never told by their content. Of what was
-- taken in before there is no line: its bringer is not known. Written under the lock on "finding_edge".
create table brought (
    report_sha256 character varying not null,
    brought_by    character varying not null,
    primary key (report_sha256, brought_by)
);

-- How many findings of a report were believed with a lesser method than they claimed.
alter table report add column lowered bigint default 0 not null;

-- Approvals by one person alone, although others were needed. Lines are only ever added.
create table broken_glass (
    id          bigint generated always as identity primary key,
    remediation character varying           not null,
    asset       character varying           not null,
    broken_by   character varying           not null,
    reason      character varying           not null,
    broken_at   timestamp(6) with time zone not null
);
create index broken_glass_by_moment on broken_glass (broken_at);

-- People with a password; of which only what a slow hash makes of it is kept. "roles" and "sites" are lists of JSON.
create table local_user (
    name       character varying           not null primary key,
    password   character varying           not null,
    roles      character varying           not null,
    sites      character varying           not null,
    made_by    character varying           not null,
    made_at    timestamp(6) with time zone not null,
    revoked_at timestamp(6) with time zone
);

-- Who has signed in with a browser, on whichever server. "stands_for" is the hash of a token, or the name of a person with a password behind
-- "user:"; only the hash of a session is kept.
create table browser_session (
    hash       character varying           not null primary key,
    stands_for character varying           not null,
    begun_at   timestamp(6) with time zone not null,
    ends_at    timestamp(6) with time zone not null
);
create index browser_session_by_end on browser_session (ends_at);
