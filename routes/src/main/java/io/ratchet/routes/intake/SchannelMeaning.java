package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Direction;
import io.ratchet.domain.finding.Observation.ProtocolFailure;
import io.ratchet.domain.finding.Observation.ProtocolUse;
import io.ratchet.domain.finding.Observation.SchannelEvent;
import io.ratchet.domain.finding.Observation.Stack;
import io.ratchet.domain.finding.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an event of Schannel proves of protocols (section 6.2 of the domain knowledge). An event that does not say which
 * end the machine was proves nothing more than that it happened.
 */
final class SchannelMeaning {
    private static final int HANDSHAKE_DONE = 36880;
    private static final int NO_COMMON_SUITE = 36874;
    private static final int ALERT_RECEIVED = 36887;
    private static final int ALERT_SENT = 36888;

    /** TLS alert protocol_version: RFC 5246, section 7.2.2. */
    private static final int PROTOCOL_VERSION = 70;

    /** handshake_failure and protocol_version: what this machine sends to a client it refuses. */
    private static final Set<Integer> REFUSALS = Set.of(40, PROTOCOL_VERSION);

    private static final Pattern ID = Pattern.compile("[0-9]{1,6}");
    private static final Pattern ALERT = Pattern.compile("[0-9]{1,3}");

    /** Schannel says {@code TLS 1.0}: this is what is left of any of its versions where a table or text is cut. */
    private static final Pattern BREAKS_OFF = Pattern.compile("(?i)TLS ?v? ?1\\.?");

    private SchannelMeaning() {}

    /**
     * The event, and what it proves.
     *
     * @throws FailureException INTAKE_BAD_VALUE when {@code id} is no number
     */
    static List<Observation> observations(String id, Map<String, String> fields, long count) {
        if (!ID.matcher(id).matches())
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE,
                    "The id of an event must be a number, not '" + Excerpt.of(id, 60) + "'.");
        SchannelEvent seen =
                new SchannelEvent(Integer.parseInt(id), count, fields, fields.get("CallerProcessImageName"));
        List<Observation> observations = new ArrayList<>(List.of(seen));
        of(seen).ifPresent(observations::add);
        return observations;
    }

    static Optional<Observation> of(SchannelEvent event) {
        return switch (event.eventId()) {
            case HANDSHAKE_DONE -> use(event);
            case NO_COMMON_SUITE ->
                Optional.of(failure(event, Direction.INBOUND, protocol(event).orElse(null), null));
            case ALERT_RECEIVED ->
                alert(event)
                        .filter(alert -> alert == PROTOCOL_VERSION)
                        .map(alert -> failure(event, Direction.OUTBOUND, null, alert));
            case ALERT_SENT ->
                alert(event).filter(REFUSALS::contains).map(alert -> failure(event, Direction.INBOUND, null, alert));
            default -> Optional.empty();
        };
    }

    private static Optional<Observation> use(SchannelEvent event) {
        return direction(event)
                .flatMap(direction -> protocol(event).map(protocol -> {
                    String peer = event.fields().getOrDefault("TargetName", "").strip();
                    boolean named = direction == Direction.OUTBOUND && !peer.isEmpty();
                    return new ProtocolUse(
                            direction,
                            protocol,
                            Stack.SCHANNEL,
                            named ? peer : null,
                            null,
                            event.count(),
                            null,
                            null,
                            false);
                }));
    }

    private static Observation failure(
            SchannelEvent event, Direction direction, @Nullable Protocol protocol, @Nullable Integer alert) {
        return new ProtocolFailure(direction, Stack.SCHANNEL, protocol, alert, null, event.count());
    }

    private static Optional<Direction> direction(SchannelEvent event) {
        String type = event.fields().getOrDefault("Type", "").strip();
        if (type.equalsIgnoreCase("client")) return Optional.of(Direction.OUTBOUND);
        return type.equalsIgnoreCase("server") ? Optional.of(Direction.INBOUND) : Optional.empty();
    }

    private static Optional<Protocol> protocol(SchannelEvent event) {
        String told = event.fields().getOrDefault("Protocol", "");
        return BREAKS_OFF.matcher(told.strip()).matches() ? Optional.empty() : ProtocolNames.of(told);
    }

    private static Optional<Integer> alert(SchannelEvent event) {
        String alert = event.fields().getOrDefault("AlertDesc", "").strip();
        return ALERT.matcher(alert).matches() ? Optional.of(Integer.valueOf(alert)) : Optional.empty();
    }
}
