package io.ratchet.app.metrics;

import static io.ratchet.app.metrics.Metric.Type.COUNTER;
import static io.ratchet.app.metrics.Metric.Type.GAUGE;
import static io.ratchet.app.metrics.Metric.Type.HISTOGRAM;

import java.util.Arrays;
import java.util.List;

/** Every meter, by its name in Prometheus; {@code docs/metrics.md} is generated from here. A name is never reused. */
enum Metric {
    ROUND(
            "ratchet_round_seconds",
            HISTOGRAM,
            "How long each round of deciding took, from the reading of the findings to the commit.",
            "the 95th percentile above what a night can spare"),
    ROUNDS_FAILED(
            "ratchet_rounds_failed_total",
            COUNTER,
            "Rounds that broke off; nothing of them was stored.",
            "any increase",
            Label.CODE),
    ROUND_LAST(
            "ratchet_round_last_timestamp_seconds",
            GAUGE,
            "When this process last ended a round well, in seconds since 1970; 0 when it has not yet.",
            "older than the longest pause between two reports"),
    UNDECIDED_OLDEST(
            "ratchet_undecided_oldest_seconds",
            GAUGE,
            "For how long the oldest of what came to this process has waited to be decided; 0 when nothing waits. Servers that share a database take turns at deciding.",
            "longer than a whole round takes"),
    ROUTE(
            "ratchet_route_seconds",
            HISTOGRAM,
            "How long each thing took on its way through a route (docs/routes.md), well or not, with all pauses between its tries.",
            "not by itself",
            Label.ROUTE),
    ROUTE_FAILURES(
            "ratchet_route_failures_total",
            COUNTER,
            "What failed in a route, after all its tries, whatever became of the failure (docs/routes.md says what). A route that was handed something by another one tells that one too.",
            "code=\"DEFECT\" at once; a route that only fails",
            Label.ROUTE,
            Label.CODE),
    DECISIONS(
            "ratchet_decisions_total",
            COUNTER,
            "Decisions that rounds added and withdrew.",
            "many withdrawn at once: a source may have gone silent or wrong",
            Label.CHANGE),
    REPORTS(
            "ratchet_intake_reports_total",
            COUNTER,
            "Reports taken in, each file of an archive and each message of a topic on its own; complete is false when one broke off.",
            "complete=\"false\" rising; no increase where reports are due",
            Label.FORMAT,
            Label.COMPLETE),
    DUPLICATES(
            "ratchet_intake_duplicates_total",
            COUNTER,
            "Reports whose bytes were there already; nothing was done.",
            "not by itself"),
    REFUSED(
            "ratchet_intake_refused_total",
            COUNTER,
            "Reports of which nothing could be read; they are on the rejected list.",
            "any increase",
            Label.CODE),
    RECORDS(
            "ratchet_intake_records_total",
            COUNTER,
            "Records of the reports taken in, by what became of them.",
            "the share of fate=\"rejected\"",
            Label.FORMAT,
            Label.FATE),
    FINDINGS(
            "ratchet_intake_findings_total",
            COUNTER,
            "Findings that the records gave.",
            "no increase where reports are due",
            Label.FORMAT),
    REMEDIATIONS(
            "ratchet_remediations",
            GAUGE,
            "Remediations in the store by their state. state=\"Proposed\" is the queue that waits for people; Running, AwaitingReboot and Verifying are the runs under way.",
            "state=\"AwaitingReboot\" or \"Verifying\" above 0 outside every window",
            Label.STATE),
    QUEUE_OLDEST(
            "ratchet_queue_oldest_seconds",
            GAUGE,
            "For how long the oldest proposal has waited for approval; 0 when none waits.",
            "longer than people are given"),
    RUNS_STARTED("ratchet_runs_started_total", COUNTER, "Runs that took a host.", "not by itself"),
    RUNS_ENDED(
            "ratchet_runs_ended_total",
            COUNTER,
            "Remediations that ended after a run, by state and by the code of the failure (docs/failures.md); none where there was no failure.",
            "state=\"Failed\" or \"RolledBack\" rising; code=\"UNDO-FAILED\" at once, IDENTITY-MISMATCH too",
            Label.ENDED,
            Label.CODE),
    POSTPONED(
            "ratchet_run_steps_postponed_total",
            COUNTER,
            "Steps of runs that will be tried again.",
            "a code that rises on end: network, quota or accounts",
            Label.CODE),
    WINRM_CALL(
            "ratchet_winrm_call_seconds",
            HISTOGRAM,
            "How long each phase script took over WinRM, well or not.",
            "near the WinRM operation time",
            Label.PHASE),
    WINRM_CALLS(
            "ratchet_winrm_calls_total",
            COUNTER,
            "Phase scripts sent over WinRM, by phase and by the code of the failure; none where the host answered.",
            "code=\"HOST-AUTH-REJECTED\" at once: an account may get locked",
            Label.PHASE,
            Label.CODE),
    PROBE(
            "ratchet_probe_seconds",
            HISTOGRAM,
            "How long each look at a listener from outside took, over all versions.",
            "not by itself"),
    PROBE_ANSWERS(
            "ratchet_probe_answers_total",
            COUNTER,
            "What listeners answered to each version. UNKNOWN: it could not be told, which never counts as a pass.",
            "the share of answer=\"UNKNOWN\"",
            Label.PROTOCOL,
            Label.ANSWER),
    KAFKA_LAG(
            "ratchet_kafka_lag_messages",
            GAUGE,
            "Messages of the topic not yet read by this process, as of its consumer's last look; NaN while it reads no partition. Only where Kafka is configured.",
            "rising for 15 minutes, or NaN on every process"),
    DATABASE_UP(
            "ratchet_database_up",
            GAUGE,
            "1 when the database answered the last question for these figures within a second, else 0; the figures that rest on it are NaN then.",
            "0 for two minutes"),
    DATABASE_ACTIVE(
            "ratchet_database_connections_active",
            GAUGE,
            "Connections to the database that are worked with.",
            "at the maximum for five minutes"),
    DATABASE_MOST("ratchet_database_connections_max", GAUGE, "How many there may be.", "not by itself"),
    DATABASE_WAITING(
            "ratchet_database_connections_waiting",
            GAUGE,
            "Threads that wait for a connection. Only with PostgreSQL.",
            "above 0 for five minutes"),
    TICKETS_SENT(
            "ratchet_tickets_sent_total",
            COUNTER,
            "Attempts to send something to a ticket system, by their outcome. unknown: it may have arrived, and is looked for before it is sent again.",
            "outcome=\"refused\" at once: a person must correct something; outcome=\"retry\" or \"unknown\" rising for an hour",
            Label.SENT),
    TICKET_HOOKS(
            "ratchet_ticket_webhooks_total",
            COUNTER,
            "What was told in the name of ticket systems. not_signed: nobody who has the key; keyless: the key cannot be read here; too_large: more than such a system sends.",
            "what=\"not_signed\", \"keyless\" or \"too_large\" rising for a quarter of an hour",
            Label.HEARD),
    OUTBOX(
            "ratchet_outbox_entries",
            GAUGE,
            "What is still to be said to ticket systems, by its state.",
            "state=\"refused\" above 0; state=\"unknown\" above 0 for a quarter of an hour",
            Label.OUTBOX_STATE),
    OUTBOX_OLDEST(
            "ratchet_outbox_oldest_seconds",
            GAUGE,
            "For how long the oldest of it has waited; 0 when nothing waits.",
            "longer than an hour"),
    NOTICES(
            "ratchet_notices_total",
            COUNTER,
            "Attempts to tell somebody something by mail or chat, by their outcome. unknown: it may have arrived, and is sent again.",
            "outcome=\"refused\" rising: an address, account or webhook must be corrected",
            Label.SENT),
    NOTICES_WAITING(
            "ratchet_notice_entries",
            GAUGE,
            "Notices that were not told yet, by their state. refused: given up after seven days, and forgotten after 30.",
            "state=\"refused\" above 0",
            Label.OUTBOX_STATE),
    NOTICES_OLDEST(
            "ratchet_notice_oldest_seconds",
            GAUGE,
            "For how long the oldest of them has waited, those that were given up included; 0 when nothing waits.",
            "longer than an hour"),
    HEADS_WAITING(
            "ratchet_head_copies_waiting",
            GAUGE,
            "Heads of the audit log that receivers of copies have not taken yet, over all of them; where the settings name any.",
            "rising for two hours"),
    HEADS_OLDEST(
            "ratchet_head_copies_oldest_seconds",
            GAUGE,
            "How old the oldest of them is; 0 when none waits.",
            "longer than two hours: a receiver does not take them"),
    EVENTS_SENT(
            "ratchet_events_sent_total",
            COUNTER,
            "Events that the topic of events has, those that were sent again included; where the settings name the topic.",
            "not by itself"),
    EVENTS_FAILED(
            "ratchet_events_failed_total",
            COUNTER,
            "Attempts to send events that failed; they are made again, with pauses of up to a minute.",
            "rising for ten minutes"),
    EVENTS_WAITING(
            "ratchet_events_waiting",
            GAUGE,
            "Events that the topic does not have yet, counted in the store; where the settings name the topic.",
            "rising for 15 minutes"),
    EVENTS_OLDEST(
            "ratchet_events_oldest_seconds",
            GAUGE,
            "For how long the oldest of them has waited; 0 when none waits.",
            "longer than five minutes: brokers are away, or no server sends"),
    GLASS_BROKEN(
            "ratchet_glass_broken_total",
            COUNTER,
            "Plans that somebody approved alone although other people were needed.",
            "any increase"),
    REGRESSIONS(
            "ratchet_regressions_total",
            COUNTER,
            "Assets of which something that had been proven for a goal was seen to have moved back. What is merely not known any more is none.",
            "any increase; many at once: a policy or an image"),
    SIGN_INS(
            "ratchet_sign_ins_total",
            COUNTER,
            "Sign-ins with a browser and unknown tokens of anybody, by outcome.",
            "outcome=\"refused\" or \"throttled\" rising: somebody guesses, or a program has an old token; \"away\": the"
                    + " company's sign-in does not answer",
            Label.OUTCOME),
    AUDIT_LINES(
            "ratchet_audit_lines_total",
            COUNTER,
            "Lines committed to the audit log (docs/guides/audit.md lists the types): approvals, rejections and all else that happens.",
            "type=\"rules.refused\", \"breaker.opened\" or \"quarantine.begun\" at once",
            Label.AUDIT_TYPE),
    HEAP_USED("ratchet_heap_used_bytes", GAUGE, "Memory of the Java heap in use, garbage included.", "not by itself"),
    HEAP_MOST(
            "ratchet_heap_max_bytes",
            GAUGE,
            "How large the Java heap may become.",
            "used above 95% of it for ten minutes");

    /** As Prometheus calls them. A histogram comes with a gauge of its name and {@code _max}. */
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final String wire;
    private final Type type;
    private final String meaning;
    private final String alert;
    private final List<Label> labels;

    Metric(String wire, Type type, String meaning, String alert, Label... labels) {
        this.wire = wire;
        this.type = type;
        this.meaning = meaning;
        this.alert = alert;
        this.labels = List.copyOf(Arrays.asList(labels));
    }

    /** The name in the exposition. */
    String wire() {
        return wire;
    }

    Type type() {
        return type;
    }

    String meaning() {
        return meaning;
    }

    /** What is worth waking somebody for. */
    String alert() {
        return alert;
    }

    List<Label> labels() {
        return labels;
    }
}
