package io.ratchet.routes.verify;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.connectors.Opening;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
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
 * that we know of. What the handshake must show follows from the server-side values that the plan leaves
 * ({@link Promise}).
 */
public final class Witnesses {
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
        Promise promise = Promise.of(plan.changes());
        Map<Protocol, OfferState> promised = promise.offers();
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
        if (!promise.beyondLooking().isEmpty()) witnesses.add(beyondLooking(promise.beyondLooking()));
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
        if (!Promise.of(leg.changes()).offers().containsValue(OfferState.NOT_OFFERED)) return Optional.empty();
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
     * it says why the host's own word suffices, which is for a shipped one alone to say.
     */
    private static Optional<Witness> unseen(Plan plan) {
        boolean suffices = plan.steps().stream()
                .filter(step -> !Promise.of(step.changes()).offers().isEmpty())
                .allMatch(step -> PlaybookCatalogue.isShipped(step.playbook())
                        && PlaybookCatalogue.shipped()
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

    private static Witness beyondLooking(Collection<String> names) {
        return new Witness(
                "handshake",
                Verdict.UNKNOWN,
                String.join(" and ", names) + " cannot be looked at from outside; only the host's own word is there.");
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
