package io.ratchet.connectors.tls;

import io.ratchet.connectors.Opening;
import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks a listener once for each version, again where the answer alone is ambiguous, and says what the answers mean. */
final class ClientHelloProbe implements TlsProbe {
    /** The likeliest first, so that a listener that is not there or not TLS is left after two questions. */
    private static final List<Protocol> ORDER = List.of(
            Protocol.TLS_1_2, Protocol.TLS_1_0, Protocol.TLS_1_1, Protocol.SSL_3, Protocol.TLS_1_3, Protocol.SSL_2);

    private static final int ENOUGH_TO_GIVE_UP = 2;

    private final Exchange exchange;
    private final Predicate<Protocol> proved;

    /** @param proved whether this process has shown that it can speak a version */
    ClientHelloProbe(Exchange exchange, Predicate<Protocol> proved) {
        this.exchange = exchange;
        this.proved = proved;
    }

    @Override
    public Map<Protocol, OfferState> probe(String host, int port, String sni, Opening opening) {
        var listener = new Exchange.Listener(host, port, sni, opening);
        Map<Protocol, Answer> answers = answers(listener);
        newestChosen(answers, EnumSet.range(Protocol.SSL_3, Protocol.TLS_1_2)).ifPresent(newest -> {
            for (Protocol older : EnumSet.range(Protocol.SSL_3, newest))
                if (isHandshakeFailure(answers.get(older)) && acceptsTheSuitesOf(older, newest, listener))
                    answers.put(older, new Answer.VersionRefused());
        });
        newestChosen(answers, EnumSet.range(Protocol.SSL_2, Protocol.TLS_1_3))
                .ifPresent(chosen -> tellRefusalsFromAccidents(answers, chosen, listener));
        return Verdicts.of(answers, proved);
    }

    private Map<Protocol, Answer> answers(Exchange.Listener listener) {
        var answers = new EnumMap<Protocol, Answer>(Protocol.class);
        int hopeless = 0;
        for (Protocol version : ORDER) {
            Answer answer =
                    hopeless >= ENOUGH_TO_GIVE_UP && noneChose(answers) ? new Answer.Silent() : ask(version, listener);
            if (isHopeless(answer)) hopeless++;
            answers.put(version, answer);
        }
        return answers;
    }

    /** A reset may be an accident of the network; two in a row are an answer. */
    private Answer ask(Protocol version, Exchange.Listener listener) {
        Answer first = exchange.offer(version, listener);
        return first instanceof Answer.Closed ? exchange.offer(version, listener) : first;
    }

    /**
     * A listener that hangs up upon a version has refused it only if it chooses {@code chosen} right before and right
     * after: what answers the first few connections and then hangs up upon everything (a limiter, a proxy) would
     * otherwise have every version off that was asked about late.
     */
    private void tellRefusalsFromAccidents(Map<Protocol, Answer> answers, Protocol chosen, Exchange.Listener listener) {
        List<Protocol> doubtful = answers.keySet().stream()
                .filter(version -> isDoubtful(version, answers.get(version)))
                .toList();
        boolean before = !doubtful.isEmpty() && chooses(chosen, listener);
        for (Protocol version : doubtful) {
            boolean again = before && exchange.offer(version, listener).equals(answers.get(version));
            boolean after = before && chooses(chosen, listener);
            if (again && after) answers.put(version, new Answer.VersionRefused());
            before = after;
        }
    }

    /** What SSL 2.0 is asked with offers all that it has, so that no alert can be about the suites. */
    private static boolean isDoubtful(Protocol version, @Nullable Answer answer) {
        return answer instanceof Answer.Closed || (version == Protocol.SSL_2 && answer instanceof Answer.Alert);
    }

    private boolean chooses(Protocol version, Exchange.Listener listener) {
        return exchange.offer(version, listener) instanceof Answer.Chose chose && chose.version() == version;
    }

    private boolean acceptsTheSuitesOf(Protocol older, Protocol newer, Exchange.Listener listener) {
        return exchange.offer(newer, CipherSuites.offeredWith(older), listener) instanceof Answer.Chose chose
                && chose.version() == newer;
    }

    private static Optional<Protocol> newestChosen(Map<Protocol, Answer> answers, Set<Protocol> among) {
        return among.stream()
                .filter(version -> answers.get(version) instanceof Answer.Chose chose && chose.version() == version)
                .max(Comparator.naturalOrder());
    }

    private static boolean isHandshakeFailure(@Nullable Answer answer) {
        return answer instanceof Answer.Alert alert && alert.description() == Answer.Alert.HANDSHAKE_FAILURE;
    }

    private static boolean isHopeless(Answer answer) {
        return answer instanceof Answer.Silent
                || answer instanceof Answer.NotTls
                || answer instanceof Answer.Unreachable;
    }

    private static boolean noneChose(Map<Protocol, Answer> answers) {
        return answers.values().stream().noneMatch(Answer.Chose.class::isInstance);
    }
}
