package io.ratchet.connectors.tls;

import io.ratchet.connectors.TlsProbe;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Asks a listener once for each version, twice where it hung up, and says what the answers mean. */
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
        var answers = new EnumMap<Protocol, Answer>(Protocol.class);
        int hopeless = 0;
        for (Protocol version : ORDER) {
            Answer answer = hopeless == ENOUGH_TO_GIVE_UP && noneChose(answers) ? new Answer.Silent() : ask(version, host, port, sni);
            if (isHopeless(answer)) hopeless = Math.min(hopeless + 1, ENOUGH_TO_GIVE_UP);
            answers.put(version, answer);
        }
        return Verdicts.of(answers, control::proves);
    }

    /** A reset may be an accident of the network; two in a row are an answer. */
    private Answer ask(Protocol version, String host, int port, String sni) {
        Answer first = exchange.offer(version, host, port, sni);
        return first instanceof Answer.Closed ? exchange.offer(version, host, port, sni) : first;
    }

    private static boolean isHopeless(Answer answer) {
        return answer instanceof Answer.Silent || answer instanceof Answer.NotTls || answer instanceof Answer.Unreachable;
    }

    private static boolean noneChose(Map<Protocol, Answer> answers) {
        return answers.values().stream().noneMatch(Answer.Chose.class::isInstance);
    }
}
