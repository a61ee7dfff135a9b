package io.ratchet.lab;

import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.lab.machine.Traits;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Something that generated hosts may have about them, as hosts of real estates do. */
enum Particular {
    /** Windows speaks German. */
    GERMAN(host -> host.with(new Traits("de-DE", false, false, Map.of()))),
    /** In no domain. */
    WORKGROUP(host -> host.inDomain(null)),
    /** Application control puts PowerShell into constrained language. */
    CONSTRAINED(host -> host.with(new Traits(Traits.ENGLISH, true, false, Map.of()))),
    /** Only approved algorithms may be used. */
    FIPS(host -> host.withRegistry(Values.FIPS)),
    /** A laptop away from its desk. */
    BATTERY(host -> host.with(new Traits(Traits.ENGLISH, false, true, Map.of()))),
    /** A group policy keeps TLS 1.2 off. */
    POLICIES(host -> host.withRegistry(Values.OFF).with(new Traits(Traits.ENGLISH, false, false, Values.OWNED)));

    private final UnaryOperator<HostState> of;

    Particular(UnaryOperator<HostState> of) {
        this.of = of;
    }

    HostState of(HostState host) {
        return of.apply(host);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is none */
    static Particular of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no trait '" + word + "'; known are "
                        + Arrays.stream(values()).map(Particular::word).collect(Collectors.joining(", "))));
    }

    private static final class Values {
        private static final Map<String, Map<String, RegistryValue>> FIPS = Map.of(
                "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FipsAlgorithmPolicy",
                Map.of("Enabled", RegistryValue.dword(1)));
        private static final String TLS_1_2 =
                "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server";
        private static final Map<String, Map<String, RegistryValue>> OFF =
                Map.of(TLS_1_2, Map.of("Enabled", RegistryValue.dword(0), "DisabledByDefault", RegistryValue.dword(1)));
        private static final Map<String, Traits.Policy> OWNED = owned();

        private static Map<String, Traits.Policy> owned() {
            var owned = new TreeMap<String, Traits.Policy>();
            OFF.forEach((key, values) -> values.forEach((name, value) ->
                    owned.put(key + "\\" + name, new Traits.Policy("{31B2F340-016D-11D2-945F-00C04FB984F9}", value))));
            return owned;
        }
    }
}
