package io.ratchet.app.metrics;

import static java.util.stream.Collectors.toCollection;

import io.ratchet.console.SignInObserver;
import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.routes.intake.Format;
import io.ratchet.routes.intake.Formats;
import io.ratchet.routes.support.RouteObserver;
import io.ratchet.routes.tickets.TicketHooks;
import io.ratchet.store.Outbox;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A label and every value it can have. Prometheus keeps a series for each value for months, so a value that comes from
 * outside (a host, a user, a file) must never become one: what is not on the list is {@value #OTHER}.
 */
enum Label {
    STATE("state", Arrays.stream(Remediation.State.values()).map(Remediation.State::wire)),
    ENDED("state", Stream.of("Verified", "Failed", "RolledBack")),
    CODE(
            "code",
            Stream.concat(Stream.of("none"), Arrays.stream(FailureCode.values()).map(FailureCode::wire))),
    ROUTE("route", RouteObserver.ROUTES.stream()),
    FORMAT("format", Formats.shipped().all().stream().map(Format::wire)),
    COMPLETE("complete", Stream.of("true", "false")),
    FATE("fate", Stream.of("used", "ignored", "rejected")),
    CHANGE("change", Stream.of("added", "withdrawn")),
    PHASE("phase", Arrays.stream(Phase.values()).map(Enum::name)),
    PROTOCOL("protocol", Arrays.stream(Protocol.values()).map(Protocol::wire)),
    ANSWER("answer", Arrays.stream(OfferState.values()).map(Enum::name)),
    SENT("outcome", Stream.of("done", "refused", "retry", "unknown")),
    HEARD(
            "what",
            Arrays.stream(TicketHooks.Heard.values()).map(what -> what.name().toLowerCase(Locale.ROOT))),
    OUTBOX_STATE(
            "state",
            Arrays.stream(Outbox.State.values())
                    .filter(state -> state != Outbox.State.DONE)
                    .map(state -> state.name().toLowerCase(Locale.ROOT))),
    OUTCOME(
            "outcome",
            Arrays.stream(SignInObserver.Outcome.values())
                    .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))),
    AUDIT_TYPE("type", Arrays.stream(AuditType.values()).map(AuditType::wire));

    static final String OTHER = "other";
    static final String NO_CODE = "none";

    private final String wire;
    private final Set<String> values;

    Label(String wire, Stream<String> values) {
        this.wire = wire;
        this.values = values.collect(toCollection(LinkedHashSet::new));
    }

    /** The name in the exposition. */
    String wire() {
        return wire;
    }

    /** All but {@value #OTHER}. */
    Set<String> all() {
        return values;
    }

    /** {@code value} if it is on the list. */
    String bounded(String value) {
        return values.contains(value) ? value : OTHER;
    }
}
