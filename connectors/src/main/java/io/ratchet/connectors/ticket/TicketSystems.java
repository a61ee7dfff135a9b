package io.ratchet.connectors.ticket;

import io.ratchet.connectors.Credentials;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.ticket.Sent;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The ticket systems that there are, by their names. */
public final class TicketSystems {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Tickets> systems;

    private TicketSystems(Map<String, Tickets> systems) {
        this.systems = systems;
    }

    public static TicketSystems none() {
        return new TicketSystems(Map.of());
    }

    public static TicketSystems of(Map<String, Tickets> systems) {
        return new TicketSystems(new LinkedHashMap<>(systems));
    }

    /** Those of the settings, in their order; nothing is connected to yet. */
    public static TicketSystems connect(List<TicketSystem> settings, Credentials credentials, Clock clock) {
        Map<String, Tickets> systems = new LinkedHashMap<>();
        settings.forEach(system -> systems.put(system.name(), connect(system, credentials, clock)));
        return new TicketSystems(systems);
    }

    private static Tickets connect(TicketSystem system, Credentials credentials, Clock clock) {
        return switch (system.kind()) {
            case REDMINE -> new Redmine(system, credentials, PATIENCE, clock);
            case REQUEST_TRACKER -> new RequestTracker(system, credentials, PATIENCE, clock);
            case GITHUB -> new GitHub(system, credentials, PATIENCE, clock);
            case GITLAB -> new GitLab(system, credentials, PATIENCE, clock);
            case SERVICENOW -> new ServiceNow(system, credentials, PATIENCE, clock);
            case MAIL -> new Mail(system, credentials, PATIENCE, clock);
            case JIRA -> new Jira(system, credentials, PATIENCE, clock);
        };
    }

    public Set<String> names() {
        return systems.keySet();
    }

    public Optional<Tickets> named(String name) {
        return Optional.ofNullable(systems.get(name));
    }

    /** Sends to the system that the message names. */
    public Sent send(TicketCall call) {
        Tickets tickets = systems.get(call.message().in());
        if (tickets == null)
            return new Sent.Refused(
                    "The settings name no ticket system '" + call.message().in() + "'.");
        Optional<? extends Tickets> spoken = call.message().change() == null ? Optional.of(tickets) : tickets.changes();
        if (spoken.isEmpty())
            return new Sent.Refused("The ticket system '" + call.message().in()
                    + "' has no changes; name one of ServiceNow or Request Tracker in 'changes' of the profile.");
        try {
            return new Delivery(spoken.get()).deliver(call);
        } catch (FailureException e) {
            // Its account cannot be read, which is found out before anything is sent.
            String why = e.failure().message();
            return call.doubted() ? new Sent.Unknown(why, null) : new Sent.ToRetry(why, null);
        }
    }
}
