package io.ratchet.routes.verify;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.Opening;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.domain.remediation.Verification.Witness;
import io.ratchet.playbooks.PlaybookCatalogue;
import io.ratchet.playbooks.ReadBack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hears the witnesses after a change: the read-back on the host, and our own handshake from outside with every listener
 * that we know of. What the handshake must show follows from what the plan leaves in a protocol's two server-side
 * values, Enabled and DisabledByDefault: a version that is on is offered; one that is off, or off by default, is
 * refused.
 */
public final class Witnesses {
    private static final String SCHANNEL =
            "HKLM\\SYSTEM\\CURRENTCONTROLSET\\CONTROL\\SECURITYPROVIDERS\\SCHANNEL\\PROTOCOLS\\";

    /** HTTPS, Remote Desktop, WinRM. */
    private static final List<Integer> USUAL = List.of(443, 3389, 5986);

    private final TlsProbe probe;
    private final HostDirectory directory;
    private final Function<AssetId, Optional<AssetState>> known;

    /** @param known what we believe about an asset; its listeners are probed */
    public Witnesses(TlsProbe probe, HostDirectory directory, Function<AssetId, Optional<AssetState>> known) {
        this.probe = probe;
        this.directory = directory;
        this.known = known;
    }

    /** What was said, and the findings that come of it. */
    public record Heard(Verification verification, List<Finding> findings) {
        /** What did not hold, in words. */
        public String sentence() {
            return verification.witnesses().stream()
                    .filter(witness -> witness.verdict() != Verdict.PASSED)
                    .map(witness -> witness.who() + " says: " + witness.says())
                    .reduce((a, b) -> a + " " + b)
                    .orElse("Every witness agrees.");
        }
    }

    public Heard hear(Plan plan, PhaseAnswer answer, Instant at) {
        List<Witness> witnesses = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        witnesses.add(ReadBack.check(plan, answer));
        Map<Protocol, OfferState> promised = promised(plan.changes());
        ReportRef report = RunEvidence.report(answer.runId() + "-probe", at);
        report = new ReportRef(report.sha256(), report.format(), report.source(), at, Method.UNAUTHENTICATED);
        if (!promised.isEmpty()) {
            List<Witness> outside = new ArrayList<>();
            for (Listener listener : listeners(plan.asset())) {
                Map<Protocol, OfferState> seen = look(plan, listener);
                if (listener.guessed() && !seen.containsValue(OfferState.OFFERED)) continue;
                outside.add(listener.opening().isPresent() ? compare(listener, promised, seen) : unopened(listener));
                for (Map.Entry<Protocol, OfferState> offer : seen.entrySet())
                    findings.add(new Finding(
                            report,
                            "port[" + listener.port() + "]",
                            at,
                            plan.host(),
                            new ProtocolOffer(
                                    listener.port(),
                                    "tcp",
                                    null,
                                    listener.starttls(),
                                    offer.getKey(),
                                    offer.getValue()),
                            new Evidence("ratchet:handshake", null)));
            }
            if (outside.isEmpty()) unseen(plan).ifPresent(outside::add);
            witnesses.addAll(outside);
        }
        return new Heard(new Verification(at, witnesses), findings);
    }

    /**
     * Whether older versions may be switched off where the host listens without cutting off those who would have to put
     * it right (statement 86): Ratchet itself, where it comes by TLS, and people, where Remote Desktop is known to
     * speak TLS. Each of these must be seen from outside to accept TLS 1.2 now; an unknown is not seen.
     *
     * @param leg what is about to be written
     * @param channel how Ratchet reaches the host
     * @return CHANNEL_UNPROVEN for the first that is not proved; empty where nothing is switched off, or all are
     */
    public Optional<Failure> channel(Plan leg, HostAddress channel) {
        if (!promised(leg.changes()).containsValue(OfferState.NOT_OFFERED)) return Optional.empty();
        List<Listener> ways = new ArrayList<>();
        if (channel.https()) ways.add(new Listener(channel.port(), null, true));
        listeners(leg.asset()).stream()
                .filter(listener -> !listener.guessed())
                .filter(listener -> listener.opening().equals(Optional.of(Opening.RDP)))
                .forEach(ways::add);
        return ways.stream()
                .flatMap(way -> unproven(leg, way, look(leg, way)).stream())
                .findFirst();
    }

    private static Optional<Failure> unproven(Plan leg, Listener way, Map<Protocol, OfferState> seen) {
        OfferState state = seen.getOrDefault(Protocol.TLS_1_2, OfferState.UNKNOWN);
        if (state == OfferState.OFFERED) return Optional.empty();
        boolean desktop = way.opening().equals(Optional.of(Opening.RDP));
        return Optional.of(Failure.of(
                FailureCode.CHANNEL_UNPROVEN,
                "Older versions are not switched off on " + leg.asset() + " before TLS 1.2 was seen on port "
                        + way.port() + ", by which " + (desktop ? "Remote Desktop" : "Ratchet itself")
                        + " comes to it; there it is " + word(state) + "."));
    }

    private static String word(OfferState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * A change of what listeners offer that nobody looked at from outside is unknown, unless every playbook that makes
     * it says why the host's own word suffices.
     */
    private static Optional<Witness> unseen(Plan plan) {
        boolean suffices = plan.steps().stream()
                .filter(step -> !promised(step.changes()).isEmpty())
                .allMatch(step -> PlaybookCatalogue.shipped()
                        .find(step.playbook())
                        .readBackSuffices()
                        .isPresent());
        return suffices
                ? Optional.empty()
                : Optional.of(new Witness(
                        "handshake",
                        Verdict.UNKNOWN,
                        "No listener of the host is known or was found, so nothing was looked at from outside."));
    }

    private Map<Protocol, OfferState> look(Plan plan, Listener listener) {
        if (listener.opening().isEmpty()) return Map.of();
        HostDirectory.Listener reached = directory.listener(plan.asset(), plan.host(), listener.port());
        return probe.probe(
                reached.host(),
                reached.port(),
                reached.sni(),
                listener.opening().get());
    }

    private static Witness unopened(Listener listener) {
        return new Witness(
                "handshake",
                Verdict.UNKNOWN,
                "Port " + listener.port() + " begins TLS by " + listener.starttls()
                        + ", which Ratchet cannot do; look at it with another tool.");
    }

    private static Witness compare(
            Listener listener, Map<Protocol, OfferState> promised, Map<Protocol, OfferState> seen) {
        Verdict verdict = Verdict.PASSED;
        List<String> says = new ArrayList<>();
        for (Map.Entry<Protocol, OfferState> promise : promised.entrySet()) {
            OfferState state = seen.getOrDefault(promise.getKey(), OfferState.UNKNOWN);
            boolean open = promise.getValue() == OfferState.UNKNOWN;
            says.add(promise.getKey().wire() + " is " + word(state)
                    + (open ? " (the plan leaves that to Windows, so it proves nothing)" : ""));
            if (open || state == OfferState.UNKNOWN) verdict = verdict == Verdict.FAILED ? verdict : Verdict.UNKNOWN;
            else if (state != promise.getValue()) verdict = Verdict.FAILED;
        }
        return new Witness("handshake", verdict, "On port " + listener.port() + " " + String.join(", ", says) + ".");
    }

    /** What the listeners of the host must show once all of the changes hold, by its server-side Schannel values. */
    private static Map<Protocol, OfferState> promised(Collection<Change> changes) {
        Map<Protocol, Switches> touched = new EnumMap<>(Protocol.class);
        for (Change change : changes)
            if (change instanceof Change.Registry registry)
                protocol(registry.key())
                        .ifPresent(protocol -> touched.merge(
                                protocol, Switches.NONE.with(registry), (there, first) -> there.with(registry)));
        Map<Protocol, OfferState> promised = new EnumMap<>(Protocol.class);
        touched.forEach(
                (protocol, switches) -> switches.promise().ifPresent(promise -> promised.put(protocol, promise)));
        // Off is proven only beside the version that is to answer.
        if (promised.containsValue(OfferState.NOT_OFFERED)) promised.put(Protocol.TLS_1_2, OfferState.OFFERED);
        return promised;
    }

    /** The protocol that listeners are told of in this key. */
    private static Optional<Protocol> protocol(String spelt) {
        String key = spelt.toUpperCase(Locale.ROOT);
        if (!key.startsWith(SCHANNEL) || !key.endsWith("\\SERVER")) return Optional.empty();
        return Optional.ofNullable(
                switch (key.substring(SCHANNEL.length(), key.length() - "\\SERVER".length())) {
                    case "SSL 3.0" -> Protocol.SSL_3;
                    case "TLS 1.0" -> Protocol.TLS_1_0;
                    case "TLS 1.1" -> Protocol.TLS_1_1;
                    case "TLS 1.2" -> Protocol.TLS_1_2;
                    default -> null;
                });
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

    /**
     * A port that is looked at.
     *
     * @param starttls as sources say it; null where TLS begins at once
     * @param guessed whether nobody has told of it: it is where Windows listens by itself
     */
    private record Listener(int port, @Nullable String starttls, boolean guessed) {
        Optional<Opening> opening() {
            return Opening.of(port, Optional.ofNullable(starttls));
        }
    }

    /** Those that any source saw offering something; where none is known, those that Windows has by itself. */
    private Collection<Listener> listeners(AssetId asset) {
        SortedMap<Integer, Listener> listeners = new TreeMap<>();
        known.apply(asset)
                .ifPresent(state -> state.factsOf(ProtocolOffer.class)
                        .map(Fact::observation)
                        .map(ProtocolOffer.class::cast)
                        .filter(offer -> offer.transport().equals("tcp"))
                        .filter(offer -> offer.state() == OfferState.OFFERED)
                        .forEach(offer ->
                                listeners.put(offer.port(), new Listener(offer.port(), offer.starttls(), false))));
        if (!listeners.isEmpty()) return listeners.values();
        return USUAL.stream().map(port -> new Listener(port, null, true)).toList();
    }
}
