package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Remediation.Subject;
import io.ratchet.domain.ticket.ChangeRequest;
import io.ratchet.domain.ticket.ChangeRequest.State;
import io.ratchet.store.Tx;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The change that a site wants for a plan in its own ticket system, as one looks at it beside the plan.
 *
 * @param text where it stands there, and what follows
 * @param url of its page there; empty where there is none
 */
record SiteChange(String text, String url) {
    /** Empty where the site wants none and none was asked for. */
    static Optional<SiteChange> of(Tx tx, Organisation organisation, Subject subject) {
        Optional<ChangeRequest> there = tx.changes().of(subject.id());
        if (there.isPresent())
            return Optional.of(
                    new SiteChange(text(there.get(), subject), there.get().url()));
        return wanted(organisation, subject)
                ? Optional.of(new SiteChange(
                        "Its site wants one in its ticket system, which is not asked for yet; nothing is changed before it"
                                + " is approved there.",
                        ""))
                : Optional.empty();
    }

    private static boolean wanted(Organisation organisation, Subject subject) {
        return organisation.ticketing().change(subject.site()).isPresent();
    }

    private static String text(ChangeRequest change, Subject subject) {
        String called = change.called();
        if (!change.planHash().equals(subject.plan().hash()))
            return called + " is for another plan and does not count.";
        return switch (change.state()) {
            case ASKED ->
                change.number() == null
                        ? "It is being asked for in " + change.in()
                                + "; nothing is changed before it is approved there."
                        : called + " is not approved there yet; nothing is changed before.";
            case APPROVED -> called + " is approved there by " + change.by() + ", one approval of exactly this plan.";
            case REFUSED -> called + " was refused there by " + change.by() + ": " + change.because();
            case HELD -> called + " does not count, and nothing is changed: " + change.because();
            case ENDED -> called + " is over.";
        };
    }

    /** How many changes of a cohort stand where; empty where there are none. */
    static String ofCohort(Map<State, Long> standing) {
        return Stream.of(State.values())
                .filter(standing::containsKey)
                .map(state -> standing.get(state) + " " + word(state))
                .collect(Collectors.joining(", "));
    }

    private static String word(State state) {
        return switch (state) {
            case ASKED -> "not approved there yet";
            case APPROVED -> "approved there";
            case REFUSED -> "refused there";
            case HELD -> "not counting";
            case ENDED -> "over";
        };
    }

    /** As {@code change} beside a plan that waits; left out where the site wants none. */
    static void write(Tx tx, Organisation organisation, Subject subject, ObjectNode into) {
        Optional<ChangeRequest> there = tx.changes().of(subject.id());
        if (there.isEmpty() && !wanted(organisation, subject)) return;
        ObjectNode node = into.putObject("change");
        node.put(
                "state",
                there.map(change -> change.state().name().toLowerCase(Locale.ROOT))
                        .orElse("unasked"));
        there.ifPresent(change -> {
            node.put("in", change.in());
            if (change.number() != null) node.put("number", change.number());
            if (!change.url().isEmpty()) node.put("url", change.url());
            if (!change.by().isEmpty()) node.put("by", change.by());
            if (!change.because().isEmpty()) node.put("because", change.because());
        });
    }
}
