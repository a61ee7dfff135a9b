package io.ratchet.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.store.Contacts;
import io.ratchet.store.Pulls;
import io.ratchet.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everybody with whom Ratchet has to do: what sends reports, the hosts of each site, the ticket systems, and who is
 * told something; when each last answered, what waits, and what went wrong last.
 *
 * @param sources those of the settings and those that are fetched
 */
record Connections(
        Instant at,
        List<Connection> sources,
        List<Contacts.Reported> reported,
        List<Contacts.Hosts> hosts,
        List<Contacts.TicketSystem> tickets,
        List<Contacts.Receiver> receivers) {
    static final String SCHEMA = "ratchet.connections/1";

    static Connections now(ConsolePorts ports) {
        List<Connection> named = ports.books().sources().get();
        List<Contacts.Receiver> heads = ports.books().heads().get();
        return ports.store().transact(tx -> {
            List<Connection> sources = new ArrayList<>();
            for (Connection one : named) sources.add(one.kind().equals("webhook") ? heard(one, tx.contacts()) : one);
            tx.pulls().list().forEach(pull -> sources.add(fetched(pull)));
            return new Connections(
                    ports.clock().instant(),
                    sources,
                    tx.contacts().reported(),
                    tx.contacts().hosts(),
                    tx.contacts().ticketSystems(),
                    Stream.concat(tx.contacts().receivers().stream(), heads.stream())
                            .toList());
        });
    }

    /** What a webhook sends comes under its name. */
    private static Connection heard(Connection webhook, Contacts contacts) {
        return new Connection(
                webhook.kind(),
                webhook.name(),
                webhook.place(),
                contacts.reported("webhook-" + webhook.name()),
                webhook.waits(),
                webhook.problem());
    }

    private static Connection fetched(Pulls.Standing pull) {
        String place = pull.origin().replaceFirst(" \\{.*", "");
        String waits = "asked again " + pull.dueAt();
        String often = pull.failures() > 1 ? " (" + pull.failures() + " times in a row)" : "";
        return new Connection(
                "pull",
                pull.name(),
                place,
                pull.finishedAt(),
                waits,
                pull.problem().isEmpty() ? "" : pull.problem() + often);
    }

    ObjectNode json() {
        ObjectNode answer = Json.object().put("schema", SCHEMA).put("at", at.toString());
        ArrayNode ways = answer.putArray("sources");
        for (Connection source : sources) {
            ObjectNode node = ways.addObject().put("kind", source.kind()).put("name", source.name());
            node.put("place", source.place());
            put(node, "last", source.last());
            node.put("waits", source.waits()).put("problem", source.problem());
        }
        ArrayNode formats = answer.putArray("formats");
        for (Contacts.Reported one : reported) {
            ObjectNode node = formats.addObject().put("format", one.format()).put("reports", one.reports());
            put(node, "last", one.last());
            node.put("records", one.records()).put("rejected", one.rejected());
        }
        ArrayNode groups = answer.putArray("hosts");
        for (Contacts.Hosts one : hosts) {
            ObjectNode node = groups.addObject().put("site", one.site()).put("answered", one.answered());
            put(node, "lastAnswer", one.lastAnswer());
            node.put("failed", one.failed());
            put(node, "lastFailure", one.lastFailure());
            node.put("code", one.code()).put("host", one.host()).put("message", one.message());
        }
        ArrayNode systems = answer.putArray("tickets");
        for (Contacts.TicketSystem one : tickets) {
            ObjectNode node = systems.addObject().put("system", one.system()).put("tickets", one.tickets());
            put(node, "lastSeen", one.lastSeen());
            node.put("waiting", one.waiting());
            put(node, "oldest", one.oldest());
            node.put("refused", one.refused()).put("answer", one.answer());
        }
        ArrayNode told = answer.putArray("receivers");
        for (Contacts.Receiver one : receivers) {
            ObjectNode node = told.addObject().put("receiver", one.receiver());
            put(node, "lastTold", one.lastTold());
            node.put("waiting", one.waiting());
            put(node, "oldest", one.oldest());
            node.put("refused", one.refused()).put("answer", one.answer());
        }
        return answer;
    }

    private static void put(ObjectNode node, String name, @Nullable Instant at) {
        if (at != null) node.put(name, at.toString());
    }
}
