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

    /**
     * The machine whose log a line is of. An address that every machine has for itself tells none apart: by it, what
     * many machines logged would become one machine.
     *
     * @throws FailureException INTAKE_NO_HOST when neither names one
     */
    static HostRef logged(@Nullable String name, @Nullable String address, Report report) {
        String told = address == null ? "" : address;
        String near = unbracketed(told);
        if (!HostNames.isAddress(near) || !HostNames.ownOnly(near)) return named(name, address, report);
        if (name == null || Words.value(name).isEmpty() || name.equals(address))
            throw FailureException.of(
                    FailureCode.INTAKE_NO_HOST,
                    "'" + Excerpt.of(near, 60)
                            + "' is an address that every machine has for itself, and names none; log the machine's name too.");
        return named(name, null, report);
    }

    /** IPv6 with a port behind it stands in brackets. */
    private static String unbracketed(String address) {
        return address.startsWith("[") && address.contains("]") ? address.substring(1, address.indexOf(']')) : address;
    }
}
