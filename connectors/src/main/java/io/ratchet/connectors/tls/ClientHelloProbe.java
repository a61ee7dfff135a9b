package io.ratchet.connectors.tls;

import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a listener once for each version, again where the answer alone is ambiguous, and says what the answers mean. */
final class ClientHelloProbe implements TlsProbe {
    /** The likeliest first, so that a listener that is not there or not TLS is left after two questions. */
    private static final List<Protocol> ORDER =
            List.of(Protocol.TLS_1_2, Protocol.TLS_1_0, Protocol.TLS_1_1, Protocol.SSL_3, Protocol.TLS_1_3);

    private static final int ENOUGH_TO_GIVE_UP = 2;

    private final Exchange exchange;
    private final ProbeControl control;

    ClientHelloProbe(Exchange exchange, ProbeControl control) {
        this.exchange = exchange;
        this.control = control;
    }

    @Override
    public Map<Protocol, OfferState> probe(String host, int port, String sni) {
        Map<Protocol, Answer> answers = answers(host, port, sni);
        newestChosenUpToTls12(answers).ifPresent(newest -> {
            for (Protocol older : EnumSet.range(Protocol.SSL_3, newest))
                if (isHandshakeFailure(answers.get(older)) && acceptsTheSuitesOf(older, newest, host, port, sni))
                    answers.put(older, new Answer.VersionRefused());
        });
        return Verdicts.of(answers, control::proves);
    }

    private Map<Protocol, Answer> answers(String host, int port, String sni) {
        var answers = new EnumMap<Protocol, Answer>(Protocol.class);
        int hopeless = 0;
        for (Protocol version : ORDER) {
            Answer answer = hopeless >= ENOUGH_TO_GIVE_UP && noneChose(answers)
                    ? new Answer.Silent()
                    : ask(version, host, port, sni);
            if (isHopeless(answer)) hopeless++;
            answers.put(version, answer);
        }
        return answers;
    }

    /** A reset may be an accident of the network; two in a row are an answer. */
    private Answer ask(Protocol version, String host, int port, String sni) {
        Answer first = exchange.offer(version, host, port, sni);
        return first instanceof Answer.Closed ? exchange.offer(version, host, port, sni) : first;
    }

    private boolean acceptsTheSuitesOf(Protocol older, Protocol newer, String host, int port, String sni) {
        return exchange.offer(newer, CipherSuites.offeredWith(older), host, port, sni) instanceof Answer.Chose chose
                && chose.version() == newer;
    }

    private static Optional<Protocol> newestChosenUpToTls12(Map<Protocol, Answer> answers) {
        return EnumSet.range(Protocol.SSL_3, Protocol.TLS_1_2).stream()
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
