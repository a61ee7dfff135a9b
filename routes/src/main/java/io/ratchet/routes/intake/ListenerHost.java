package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machine behind a listener, by the name and address under which a scanner reached it. */
final class ListenerHost {
    private ListenerHost() {}

    /** @throws FailureException INTAKE_NO_HOST when neither is one */
    static HostRef named(@Nullable String name, @Nullable String address, Report report) {
        String told = name == null ? "" : Words.value(name);
        Optional<String> ip = HostNames.address(address == null ? null : unbracketed(address))
                .or(() -> HostNames.address(unbracketed(told)));
        Optional<String> fqdn = HostNames.full(told);
        Optional<String> shortName = fqdn.isPresent() ? Optional.empty() : HostNames.shortName(told);
        // Every machine is 127.0.0.1 to itself: such an address stands only where nothing else names the listener.
        if (fqdn.isPresent() || shortName.isPresent()) ip = ip.filter(MappedReader::usable);
        if (ip.isEmpty() && fqdn.isEmpty() && shortName.isEmpty())
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST,
                    "The record names no listener: '" + Excerpt.of(told, 100) + "' is no name and no address.");
        return new HostRef(
                report.zone(),
                null,
                ip.orElse(null),
                fqdn.orElse(null),
                shortName.orElse(null),
                null,
                null,
                null,
                null,
                Map.of());
    }

    /** IPv6 with a port behind it stands in brackets. */
    private static String unbracketed(String address) {
        return address.startsWith("[") && address.contains("]") ? address.substring(1, address.indexOf(']')) : address;
    }
}
