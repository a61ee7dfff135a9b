package io.ratchet.routes.tickets;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ratchet.connectors.ticket.TicketHook;
import io.ratchet.wire.HmacSha256;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What ticket systems tell by themselves. It is never believed: it only has the ticket looked at now instead of within
 * minutes, so one that comes twice, late or in another order changes nothing.
 */
public final class TicketHooks {
    private final Map<String, Hook> hooks;
    private final BiConsumer<String, String> wake;

    /**
     * One ticket system that tells.
     *
     * @param key with which it signs; asked for anew each time
     */
    public record Hook(TicketHook way, Supplier<String> key) {}

    /** What was heard. */
    public enum Heard {
        /** No ticket system of that name has signed it. */
        NOT_SIGNED,
        /** It is signed and no JSON. */
        UNREADABLE,
        TAKEN
    }

    /**
     * @param hooks by the name of the ticket system in the settings
     * @param wake has a ticket looked at: the ticket system and the ticket's number there
     */
    public TicketHooks(Map<String, Hook> hooks, BiConsumer<String, String> wake) {
        this.hooks = Map.copyOf(hooks);
        this.wake = wake;
    }

    /** No ticket system tells anything by itself. */
    public static TicketHooks none() {
        return new TicketHooks(Map.of(), (in, number) -> {});
    }

    /**
     * Hears what was sent in the name of a ticket system. A name that is not known and a key that is wrong are the
     * same.
     *
     * @param header the value of a header by its name; empty where it was not sent
     */
    public Heard hear(String system, UnaryOperator<String> header, byte[] body) {
        @Nullable Hook hook = hooks.get(system);
        if (hook == null) {
            HmacSha256.ofNobody().over(body).is("", "");
            return Heard.NOT_SIGNED;
        }
        if (!hook.way().signed(header, body, hook.key().get())) return Heard.NOT_SIGNED;
        try {
            Optional<String> number = hook.way().number(body);
            number.ifPresent(ticket -> wake.accept(system, ticket));
            return Heard.TAKEN;
        } catch (JsonProcessingException e) {
            return Heard.UNREADABLE;
        }
    }
}
