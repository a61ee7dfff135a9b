package io.ratchet.domain.ticket;

import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The change that a site wants for a plan in its own ticket system, as we keep it. It is for one remediation and for
 * one plan: what is said there of another plan is said of nothing here.
 *
 * @param in the ticket system, by its name in the settings
 * @param queue there; an assignment group, where the system calls it so
 * @param state where it stands, as far as it was seen
 * @param acted whether what follows from its approval or refusal was done here
 * @param number there; null until it was sent
 * @param url where a person finds it; empty where there is none
 * @param status in the words of that system; empty before the first look
 * @param by who approved or refused it there; empty while nobody has
 * @param because why it is refused or holds; empty else
 * @param seenAt the last look; null before the first one
 */
public record ChangeRequest(
        TicketKey key,
        String remediation,
        String planHash,
        String in,
        String queue,
        State state,
        boolean acted,
        @Nullable String number,
        String url,
        String status,
        String by,
        String because,
        Instant changedAt,
        @Nullable Instant seenAt) {
    /** Where a change stands. */
    public enum State {
        /** It is to be approved there. */
        ASKED,
        APPROVED,
        /** It was rejected or cancelled there; it stays so. */
        REFUSED,
        /** It is not there any more, went into another one, or names another plan. */
        HELD,
        /** What it was for has ended. */
        ENDED
    }

    public ChangeRequest {
        Checks.text(remediation, "the remediation of a change");
        Checks.sha256(planHash, "the plan of a change");
    }

    /** To be asked for. */
    public static ChangeRequest asked(
            TicketKey key, String remediation, String planHash, String in, String queue, Instant at) {
        return new ChangeRequest(
                key, remediation, planHash, in, queue, State.ASKED, false, null, "", "", "", "", at, null);
    }

    /** It was written there. */
    public ChangeRequest sent(String id, String page) {
        return new ChangeRequest(
                key, remediation, planHash, in, queue, state, acted, id, page, status, by, because, changedAt, seenAt);
    }

    /** As it was seen there; what was acted on before is to be acted on again only in another state. */
    public ChangeRequest seen(State now, String words, String who, String why, Instant at) {
        boolean same = now == state;
        return new ChangeRequest(
                key,
                remediation,
                planHash,
                in,
                queue,
                now,
                same && acted,
                number,
                url,
                words,
                who,
                why,
                same ? changedAt : at,
                at);
    }

    /** What follows from it was done here. */
    public ChangeRequest done() {
        return new ChangeRequest(
                key,
                remediation,
                planHash,
                in,
                queue,
                state,
                true,
                number,
                url,
                status,
                by,
                because,
                changedAt,
                seenAt);
    }

    /** What it was for has ended. */
    public ChangeRequest ended(Instant at) {
        return new ChangeRequest(
                key, remediation, planHash, in, queue, State.ENDED, true, number, url, status, by, because, at, seenAt);
    }

    /** What it is called where people read of it. */
    public String called() {
        return (number == null ? key.value() : number) + " in " + in;
    }

    /**
     * What is against changing a host, where its site wants a change; empty: it is approved there, for this plan.
     *
     * @param change of the remediation; empty: there is none yet
     * @param remediation its id
     */
    public static Optional<Failure> against(Optional<ChangeRequest> change, String remediation, String plan) {
        if (change.isEmpty())
            return open("The site of " + remediation + " wants a change for it, which is not asked for yet.");
        ChangeRequest there = change.get();
        if (!there.planHash.equals(plan))
            return open("The change " + there.called() + " is for another plan than that of " + remediation + ".");
        return switch (there.state) {
            case APPROVED -> Optional.empty();
            case ASKED -> open("The change " + there.called() + " is not approved there yet.");
            case REFUSED ->
                open("The change " + there.called() + " was refused there by " + there.by + ": " + there.because);
            case HELD -> open("The change " + there.called() + " does not count: " + there.because);
            case ENDED -> open("The change " + there.called() + " does not count: what it was for has ended.");
        };
    }

    private static Optional<Failure> open(String sentence) {
        return Optional.of(Failure.of(FailureCode.CHANGE_OPEN, sentence));
    }
}
