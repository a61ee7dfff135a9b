-- Who brought a report, or findings that say they come from it: kept when they are taken in, never told by their content. Of what was
-- taken in before there is no line: its bringer is not known. Written under the lock on "finding_edge".
create table brought (
    report_sha256 character varying not null,
    brought_by    character varying not null,
    primary key (report_sha256, brought_by)
);

-- How many findings of a report were believed with a lesser method than they claimed.
alter table report add column lowered bigint default 0 not null;
