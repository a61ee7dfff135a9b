package io.ratchet.domain.finding;

import io.ratchet.domain.Checks;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One thing a source saw; the types and fields are those of {@code ratchet.finding/1}. */
public sealed interface Observation {

    /** Which end of the connection the host was, as seen from the host. */
    enum Direction {
        INBOUND,
        OUTBOUND
    }

    /** Which TLS implementation of the host spoke. */
    enum Stack {
        SCHANNEL,
        WINHTTP,
        WININET,
        DOTNET,
        SQL,
        OTHER
    }

    /** Whether something is there; {@link #UNKNOWN} never counts as either. */
    enum Presence {
        PRESENT,
        ABSENT,
        UNKNOWN
    }

    /** What a listener accepts from outside. It says nothing of the host as a client (statement 15). */
    record ProtocolOffer(
            int port,
            String transport,
            @Nullable String sni,
            @Nullable String starttls,
            Protocol protocol,
            OfferState state)
            implements Observation {
        public ProtocolOffer {
            checkPort(port);
            Checks.text(transport, "transport");
        }
    }

    /** What was negotiated; {@code test}: made on purpose to a peer that refuses anything older. */
    record ProtocolUse(
            Direction direction,
            Protocol protocol,
            @Nullable Stack stack,
            @Nullable String peer,
            @Nullable Integer port,
            long count,
            @Nullable Instant from,
            @Nullable Instant to,
            boolean test)
            implements Observation {}

    /** A handshake that failed. */
    record ProtocolFailure(
            Direction direction,
            @Nullable Stack stack,
            @Nullable Protocol protocol,
            @Nullable Integer alert,
            @Nullable String peer,
            long count)
            implements Observation {}

    /**
     * @param version such as {@code 6.1.7601}; a fourth part is the revision
     * @param productType 1 workstation, 2 domain controller, 3 server
     */
    record OperatingSystem(
            String version,
            @Nullable Integer revision,
            @Nullable Integer productType,
            @Nullable Integer servicePack,
            @Nullable String caption,
            @Nullable String sku,
            @Nullable String architecture)
            implements Observation {
        public OperatingSystem {
            Checks.text(version, "operating-system.version");
            Checks.that(
                    productType == null || (productType >= 1 && productType <= 3),
                    "operating-system.productType is 1, 2 or 3, not " + productType);
        }
    }

    record InstalledProduct(
            String name,
            @Nullable String version,
            @Nullable String publisher,
            String installer,
            @Nullable String channel,
            @Nullable Instant at)
            implements Observation {
        public InstalledProduct {
            Checks.text(name, "installed-product.name");
            Checks.text(installer, "installed-product.installer");
        }
    }

    /** @param kb such as {@code KB3140245} */
    record UpdateInstalled(
            String kb, Presence state, @Nullable Instant at) implements Observation {
        public UpdateInstalled {
            Checks.that(kb.matches("KB[0-9]{5,8}"), "update-installed.kb is KB and digits, not '" + kb + "'");
        }
    }

    record FileVersion(String path, @Nullable String version, Presence state) implements Observation {
        public FileVersion {
            Checks.text(path, "file-version.path");
        }
    }

    /** @param key full path from {@code HKLM\}; the 32-bit view by its {@code WOW6432Node} path */
    record RegistryValue(String key, String name, RegistryData data) implements Observation {
        public RegistryValue {
            Checks.text(key, "registry-value.key");
        }
    }

    record SchannelEvent(
            int eventId,
            long count,
            SortedMap<String, String> fields,
            @Nullable String process) implements Observation {
        public SchannelEvent(int eventId, long count, Map<String, String> fields, @Nullable String process) {
            this(eventId, count, (SortedMap<String, String>) new TreeMap<>(fields), process);
        }
    }

    record DeviceModel(
            String vendor,
            String model,
            @Nullable String firmware,
            @Nullable String app,
            @Nullable String appVersion) implements Observation {}

    record UserAgent(String via, String value, @Nullable Long count) implements Observation {}

    record ServerRole(String role, @Nullable String version) implements Observation {
        public ServerRole {
            Checks.text(role, "server-role.role");
        }
    }

    /** @param state {@code running}, {@code stopped} or {@code absent} */
    record Service(String name, String state) implements Observation {}

    record PortOwner(int port, String process, @Nullable String module) implements Observation {
        public PortOwner {
            checkPort(port);
        }
    }

    /** @param kind {@code pool}, {@code farm}, {@code dag}, {@code site} or {@code service} */
    record Membership(String kind, String name) implements Observation {}

    record Boot(Instant at) implements Observation {}

    record Account(
            String user,
            @Nullable String mailbox,
            @Nullable String sip,
            @Nullable String device) implements Observation {}

    record PolicyOwner(
            String key, String name, String by, @Nullable String policy) implements Observation {}

    /**
     * What findings cannot show, said by a person or a system: it lifts {@code gate} for {@code scope} (statement 125).
     */
    record Proof(
            String gate, String scope, String by, @Nullable String detail) implements Observation {}

    record Integration(String name, String kind, @Nullable String detail) implements Observation {}

    private static void checkPort(int port) {
        Checks.that(port >= 1 && port <= 65535, "a port is between 1 and 65535, not " + port);
    }
}
