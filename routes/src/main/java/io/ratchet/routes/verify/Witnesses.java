package io.ratchet.routes.verify;

import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.remediation.Verification;
import io.ratchet.domain.remediation.Verification.Verdict;
import io.ratchet.domain.remediation.Verification.Witness;
import io.ratchet.playbooks.ReadBack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Hears the witnesses after a change: the read-back on the host, and our own handshake from outside with every listener
 * that we know of. What the handshake must show follows from what the plan promised for the server side: TLS 1.2
 * switched on is offered; an older version switched off is refused.
 */
public final class Witnesses {
    private static final String SCHANNEL =
            "HKLM\\SYSTEM\\CURRENTCONTROLSET\\CONTROL\\SECURITYPROVIDERS\\SCHANNEL\\PROTOCOLS\\";

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
        Map<Protocol, OfferState> promised = promised(plan);
        ReportRef report = RunEvidence.report(answer.runId() + "-probe", at);
        report = new ReportRef(report.sha256(), report.format(), report.source(), at, Method.UNAUTHENTICATED);
        if (!promised.isEmpty())
            for (int port : listeners(plan.asset())) {
                Map<Protocol, OfferState> seen = look(plan, port);
                witnesses.add(compare(port, promised, seen));
                for (Map.Entry<Protocol, OfferState> offer : seen.entrySet())
                    findings.add(new Finding(
                            report,
                            "port[" + port + "]",
                            at,
                            plan.host(),
                            new ProtocolOffer(port, "tcp", null, null, offer.getKey(), offer.getValue()),
                            new Evidence("ratchet:handshake", null)));
            }
        return new Heard(new Verification(at, witnesses), findings);
    }

    private Map<Protocol, OfferState> look(Plan plan, int port) {
        HostDirectory.Listener listener = directory.listener(plan.asset(), plan.host(), port);
        return probe.probe(listener.host(), listener.port(), listener.sni());
    }

    private static Witness compare(int port, Map<Protocol, OfferState> promised, Map<Protocol, OfferState> seen) {
        Verdict verdict = Verdict.PASSED;
        List<String> says = new ArrayList<>();
        for (Map.Entry<Protocol, OfferState> promise : promised.entrySet()) {
            OfferState state = seen.getOrDefault(promise.getKey(), OfferState.UNKNOWN);
            says.add(promise.getKey().wire() + " is "
                    + state.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            if (state == OfferState.UNKNOWN) verdict = verdict == Verdict.FAILED ? verdict : Verdict.UNKNOWN;
            else if (state != promise.getValue()) verdict = Verdict.FAILED;
        }
        return new Witness("handshake", verdict, "On port " + port + " " + String.join(", ", says) + ".");
    }

    /** What the listeners of the host must show once the plan holds, by its server-side Schannel values. */
    private static Map<Protocol, OfferState> promised(Plan plan) {
        Map<Protocol, OfferState> promised = new EnumMap<>(Protocol.class);
        for (Change change : plan.changes()) {
            if (!(change instanceof Change.Registry registry)
                    || !registry.name().equalsIgnoreCase("Enabled")) continue;
            String key = registry.key().toUpperCase(Locale.ROOT);
            if (!key.startsWith(SCHANNEL) || !key.endsWith("\\SERVER")) continue;
            String name = key.substring(SCHANNEL.length(), key.length() - "\\SERVER".length());
            Protocol protocol = switch (name) {
                case "SSL 3.0" -> Protocol.SSL_3;
                case "TLS 1.0" -> Protocol.TLS_1_0;
                case "TLS 1.1" -> Protocol.TLS_1_1;
                case "TLS 1.2" -> Protocol.TLS_1_2;
                default -> null;
            };
            if (protocol == null || registry.after().absent()) continue;
            boolean off = Long.valueOf(0).equals(registry.after().value());
            promised.put(protocol, off ? OfferState.NOT_OFFERED : OfferState.OFFERED);
            if (off) promised.put(Protocol.TLS_1_2, OfferState.OFFERED);
        }
        return promised;
    }

    private SortedSet<Integer> listeners(AssetId asset) {
        SortedSet<Integer> ports = new TreeSet<>();
        known.apply(asset)
                .ifPresent(state -> state.factsOf(Observation.ProtocolOffer.class)
                        .map(Fact::observation)
                        .map(ProtocolOffer.class::cast)
                        .filter(offer -> offer.transport().equals("tcp") && offer.starttls() == null)
                        .filter(offer -> offer.state() == OfferState.OFFERED)
                        .forEach(offer -> ports.add(offer.port())));
        return ports;
    }
}
