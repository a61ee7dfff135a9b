package io.ratchet.store.sql;

import io.ratchet.store.AuditLog;
import io.ratchet.store.AuditObserver;
import io.ratchet.store.Brakes;
import io.ratchet.store.BrokenGlass;
import io.ratchet.store.BrowserSessions;
import io.ratchet.store.ChangeBook;
import io.ratchet.store.CollectOrders;
import io.ratchet.store.Comments;
import io.ratchet.store.CompanyPeople;
import io.ratchet.store.Contacts;
import io.ratchet.store.Decisions;
import io.ratchet.store.Durations;
import io.ratchet.store.Events;
import io.ratchet.store.Exceptions;
import io.ratchet.store.Findings;
import io.ratchet.store.Forecasts;
import io.ratchet.store.HostRuns;
import io.ratchet.store.KeptEvidence;
import io.ratchet.store.KeptPlaybooks;
import io.ratchet.store.KeyedRequests;
import io.ratchet.store.Ladder;
import io.ratchet.store.LastWords;
import io.ratchet.store.LocalUsers;
import io.ratchet.store.Outbox;
import io.ratchet.store.Pulls;
import io.ratchet.store.Queue;
import io.ratchet.store.Regressions;
import io.ratchet.store.Remediations;
import io.ratchet.store.Reports;
import io.ratchet.store.Rounds;
import io.ratchet.store.Stops;
import io.ratchet.store.TicketBook;
import io.ratchet.store.Tokens;
import io.ratchet.store.Tx;

final class SqlTx implements Tx {
    private final Reports reports;
    private final SqlFindings findings;
    private final Decisions decisions;
    private final SqlRounds rounds;
    private final SqlLadder ladder;
    private final Regressions regressions;
    private final Forecasts forecasts;
    private final Remediations remediations;
    private final Queue queue;
    private final Stops stops;
    private final HostRuns runs;
    private final Brakes brakes;
    private final Durations durations;
    private final Outbox outbox;
    private final TicketBook tickets;
    private final ChangeBook changes;
    private final Tokens tokens;
    private final LocalUsers users;
    private final CompanyPeople company;
    private final BrowserSessions sessions;
    private final BrokenGlass glass;
    private final LastWords lastWords;
    private final Comments comments;
    private final Pulls pulls;
    private final CollectOrders collects;
    private final SqlAuditLog audit;
    private final Contacts contacts;
    private final Exceptions exceptions;
    private final KeptPlaybooks playbooks;
    private final KeptEvidence evidence;
    private final KeyedRequests keyed;
    private final SqlEvents events;

    SqlTx(Sql sql, Parts parts, boolean sealing, boolean telling) {
        events = new SqlEvents(sql, telling);
        reports = new SqlReports(sql);
        findings = new SqlFindings(sql, parts);
        rounds = new SqlRounds(sql);
        ladder = new SqlLadder(sql);
        decisions = new SqlDecisions(sql, rounds, ladder, events);
        regressions = new SqlRegressions(sql);
        forecasts = new SqlForecasts(sql);
        remediations = new SqlRemediations(sql, events);
        queue = new SqlQueue(sql);
        stops = new SqlStops(sql);
        runs = new SqlHostRuns(sql);
        brakes = new SqlBrakes(sql);
        durations = new SqlDurations(sql);
        outbox = new SqlOutbox(sql);
        tickets = new SqlTicketBook(sql);
        changes = new SqlChangeBook(sql);
        tokens = new SqlTokens(sql);
        users = new SqlLocalUsers(sql);
        company = new SqlCompanyPeople(sql);
        sessions = new SqlBrowserSessions(sql);
        glass = new SqlBrokenGlass(sql);
        lastWords = new SqlLastWords(sql);
        comments = new SqlComments(sql);
        pulls = new SqlPulls(sql);
        collects = new SqlCollectOrders(sql);
        audit = new SqlAuditLog(sql, sealing);
        contacts = new SqlContacts(sql);
        exceptions = new SqlExceptions(sql);
        playbooks = new SqlKeptPlaybooks(sql);
        evidence = new SqlKeptEvidence(sql);
        keyed = new SqlKeyedRequests(sql);
    }

    @Override
    public Reports reports() {
        return reports;
    }

    @Override
    public Findings findings() {
        return findings;
    }

    @Override
    public Decisions decisions() {
        return decisions;
    }

    @Override
    public Rounds rounds() {
        return rounds;
    }

    @Override
    public Ladder ladder() {
        return ladder;
    }

    @Override
    public Regressions regressions() {
        return regressions;
    }

    @Override
    public Forecasts forecasts() {
        return forecasts;
    }

    @Override
    public Remediations remediations() {
        return remediations;
    }

    @Override
    public Queue queue() {
        return queue;
    }

    @Override
    public Stops stops() {
        return stops;
    }

    @Override
    public HostRuns runs() {
        return runs;
    }

    @Override
    public Brakes brakes() {
        return brakes;
    }

    @Override
    public Durations durations() {
        return durations;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public TicketBook tickets() {
        return tickets;
    }

    @Override
    public ChangeBook changes() {
        return changes;
    }

    @Override
    public Tokens tokens() {
        return tokens;
    }

    @Override
    public CompanyPeople company() {
        return company;
    }

    @Override
    public LocalUsers users() {
        return users;
    }

    @Override
    public BrowserSessions sessions() {
        return sessions;
    }

    @Override
    public Comments comments() {
        return comments;
    }

    @Override
    public LastWords lastWords() {
        return lastWords;
    }

    @Override
    public BrokenGlass glass() {
        return glass;
    }

    @Override
    public Pulls pulls() {
        return pulls;
    }

    @Override
    public CollectOrders collects() {
        return collects;
    }

    @Override
    public AuditLog audit() {
        return audit;
    }

    @Override
    public Contacts contacts() {
        return contacts;
    }

    @Override
    public Exceptions exceptions() {
        return exceptions;
    }

    @Override
    public KeptPlaybooks playbooks() {
        return playbooks;
    }

    @Override
    public KeptEvidence evidence() {
        return evidence;
    }

    @Override
    public KeyedRequests keyed() {
        return keyed;
    }

    @Override
    public Events events() {
        return events;
    }

    /** What it added to the log and what may be known to all, for after the commit. */
    void tell(AuditObserver observer) {
        findings.committed();
        audit.tell(observer);
    }

    /**
     * Writes what was gathered; the last thing before the commit. The log's row is locked before the findings', by
     * everybody alike.
     */
    void flush() {
        audit.flush();
        events.flush(audit.lastLine());
        findings.flush();
    }
}
