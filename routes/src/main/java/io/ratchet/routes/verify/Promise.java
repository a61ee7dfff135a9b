package io.ratchet.routes.verify;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the listeners of a host must show once all changes of a plan hold, by what the plan leaves in the two
 * server-side values of each protocol, Enabled and DisabledByDefault: a version that is on is offered; one that is off,
 * or off by default, is refused.
 *
 * @param offers by version; UNKNOWN where the plan leaves it to Windows
 * @param beyondLooking what is switched as well and shows itself to no prober: PCT 1.0, of which nobody speaks a word
 *     any more, and the hello that several protocols share
 */
record Promise(Map<Protocol, OfferState> offers, SortedSet<String> beyondLooking) {
    private static final String SCHANNEL =
            "HKLM\\SYSTEM\\CURRENTCONTROLSET\\CONTROL\\SECURITYPROVIDERS\\SCHANNEL\\PROTOCOLS\\";

    private static final Map<String, Protocol> PROTOCOLS = Map.of(
            "SSL 2.0", Protocol.SSL_2,
            "SSL 3.0", Protocol.SSL_3,
            "TLS 1.0", Protocol.TLS_1_0,
            "TLS 1.1", Protocol.TLS_1_1,
            "TLS 1.2", Protocol.TLS_1_2);

    private static final Map<String, String> BEYOND =
            Map.of("PCT 1.0", "PCT 1.0", "MULTI-PROTOCOL UNIFIED HELLO", "Multi-Protocol Unified Hello");

    static Promise of(Collection<Change> changes) {
        SortedMap<String, Switches> touched = new TreeMap<>();
        for (Change change : changes)
            if (change instanceof Change.Registry registry)
                listening(registry.key())
                        .ifPresent(name -> touched.merge(
                                name, Switches.NONE.with(registry), (there, first) -> there.with(registry)));
        Map<Protocol, OfferState> offers = new EnumMap<>(Protocol.class);
        SortedSet<String> beyond = new TreeSet<>();
        touched.forEach((name, switches) -> switches.promise().ifPresent(promise -> {
            Protocol protocol = PROTOCOLS.get(name);
            String hidden = BEYOND.get(name);
            if (protocol != null) offers.put(protocol, promise);
            else if (hidden != null) beyond.add(hidden);
        }));
        // Off is proven only beside the version that is to answer.
        if (offers.containsValue(OfferState.NOT_OFFERED)) offers.put(Protocol.TLS_1_2, OfferState.OFFERED);
        return new Promise(offers, beyond);
    }

    /** The name, in capitals, of what listeners are told of in this key. */
    private static Optional<String> listening(String spelt) {
        String key = spelt.toUpperCase(Locale.ROOT);
        if (!key.startsWith(SCHANNEL) || !key.endsWith("\\SERVER")) return Optional.empty();
        return Optional.of(
                key.substring(SCHANNEL.length(), Math.max(SCHANNEL.length(), key.length() - "\\SERVER".length())));
    }

    /**
     * What a plan leaves in the two values of a protocol; null for one that it does not touch, which then stands as the
     * plan wants it.
     */
    private record Switches(
            @Nullable RegistryData enabled, @Nullable RegistryData disabledByDefault) {
        static final Switches NONE = new Switches(null, null);

        Switches with(Change.Registry change) {
            return switch (change.name().toUpperCase(Locale.ROOT)) {
                case "ENABLED" -> new Switches(left(change, enabled), disabledByDefault);
                case "DISABLEDBYDEFAULT" -> new Switches(enabled, left(change, disabledByDefault));
                default -> this;
            };
        }

        /** To take away what Schannel does not read, because it is no DWORD, changes nothing that listeners offer. */
        private static @Nullable RegistryData left(Change.Registry change, @Nullable RegistryData before) {
            RegistryData there = change.before();
            boolean inert = before == null && there != null && there.asDword() == null;
            return inert && change.after().asDword() == null ? null : change.after();
        }

        /**
         * As Schannel reads them: Enabled=0 wins over all, DisabledByDefault keeps off what is not asked for by name,
         * and a missing value leaves it to the release of Windows, of which a plan promises nothing (UNKNOWN).
         */
        Optional<OfferState> promise() {
            if (enabled == null && disabledByDefault == null) return Optional.empty();
            Long on = enabled == null ? Long.valueOf(1) : enabled.asDword();
            Long off = disabledByDefault == null ? Long.valueOf(0) : disabledByDefault.asDword();
            if ((on != null && on == 0) || (off != null && off != 0)) return Optional.of(OfferState.NOT_OFFERED);
            return Optional.of(on == null || off == null ? OfferState.UNKNOWN : OfferState.OFFERED);
        }
    }
}
