package io.ratchet.console;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.domain.organisation.Organisation.ExceptionEntry;
import io.ratchet.routes.exceptions.ExceptionDesk;
import io.ratchet.store.Exceptions.Entry;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** What people say of exceptions, by page or program: only where they may act, and with a reason. */
final class ExceptionWords {
    private final ConsolePorts ports;

    ExceptionWords(ConsolePorts ports) {
        this.ports = ports;
    }

    /** @param field the value that was sent under a name; empty where none was */
    Entry ask(UnaryOperator<String> field, Person person) {
        String asset = required(field, "asset");
        limit(person, asset);
        ExceptionEntry said = new ExceptionEntry(
                asset,
                goal(field.apply("goal")),
                required(field, "owner"),
                required(field, "reason"),
                day(required(field, "until")),
                required(field, "compensatingControl"),
                new Clearing.Words(field.apply("clearedBy").strip()));
        return desk().ask(said, by(person));
    }

    /** @param word approve, reject, renew or end */
    Entry say(String word, String id, UnaryOperator<String> field, Person person) {
        limit(person, desk().find(id).said().asset());
        String reason = Reasons.given(field.apply("reason"));
        return switch (word) {
            case "approve" -> desk().approve(id, by(person), reason);
            case "reject" -> desk().reject(id, by(person), reason);
            case "renew" -> desk().renew(id, day(required(field, "until")), reason, by(person));
            case "end" -> desk().end(id, by(person), reason);
            default -> throw new IllegalArgumentException("'" + word + "' is no word on an exception.");
        };
    }

    private ExceptionDesk desk() {
        return ports.books().exceptions();
    }

    private static String by(Person person) {
        return "user:" + person.name();
    }

    private void limit(Person person, String asset) {
        if (person.sites().isEmpty()) return;
        String site =
                ports.outlook().asset(new AssetId(asset)).map(AssetState::site).orElse(null);
        if (!person.actsAt(site))
            throw new ResponseStatusException(
                    HttpStatus.FORBIDDEN, person.name() + " may not act at the site of this asset.");
    }

    private static String required(UnaryOperator<String> field, String name) {
        String value = field.apply(name).strip();
        if (value.isEmpty()) throw new IllegalArgumentException("'" + name + "' must be given.");
        return value;
    }

    private static Goal goal(String text) {
        return Arrays.stream(Goal.values())
                .filter(goal -> goal.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("'goal' is READY or ONLY, the one that is not to be reached."));
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'until' is the last day, such as 2018-12-31, not '" + text + "'.", e);
        }
    }
}
