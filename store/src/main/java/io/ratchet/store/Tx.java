package io.ratchet.store;

/** One transaction's view of the store; valid only inside {@link Store#transact}. */
public interface Tx {
    Reports reports();

    Findings findings();

    Decisions decisions();

    Rounds rounds();

    Ladder ladder();

    Regressions regressions();

    Forecasts forecasts();

    Remediations remediations();

    Queue queue();

    Stops stops();

    HostRuns runs();

    Brakes brakes();

    Durations durations();

    Outbox outbox();

    TicketBook tickets();

    ChangeBook changes();

    Tokens tokens();

    LocalUsers users();

    CompanyPeople company();

    BrowserSessions sessions();

    BrokenGlass glass();

    LastWords lastWords();

    Comments comments();

    Pulls pulls();

    CollectOrders collects();

    AuditLog audit();

    Contacts contacts();

    Exceptions exceptions();

    KeptPlaybooks playbooks();

    KeptEvidence evidence();

    KeyedRequests keyed();

    Events events();
}
