package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.domain.finding.OfferState;
import io.ratchet.domain.finding.Protocol;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the plug-ins of Nessus prove of a listener (section 6.1 of the domain knowledge). A single check proves what is
 * accepted and nothing else; only the list of plug-in 56984 says what is not. An id counts when the name or the output
 * agrees with it and neither names another version: public files carry wrong ids.
 */
final class NessusChecks {
    /** The version a plug-in proves, and the words that its name or output must hold. */
    private record Check(Protocol protocol, Pattern words) {
        static Check of(Protocol protocol, String version) {
            return new Check(protocol, Pattern.compile("(?i)TLS ?(?:Version )?v?" + version + "(?![.0-9])"));
        }
    }

    private static final Map<String, Check> SINGLE = Map.of(
            "104743", Check.of(Protocol.TLS_1_0, "1(?:\\.0)?"),
            "121010", Check.of(Protocol.TLS_1_1, "1\\.1"),
            "157288", Check.of(Protocol.TLS_1_1, "1\\.1"),
            "136318", Check.of(Protocol.TLS_1_2, "1\\.2"),
            "138330", Check.of(Protocol.TLS_1_3, "1\\.3"));
    private static final String LIST = "56984";
    private static final String SSL = "20007";

    /** What the list was always made of; SSL 2.0 and TLS 1.3 were not tried by every release of the plug-in. */
    private static final Set<Protocol> ALWAYS_TRIED = EnumSet.range(Protocol.SSL_3, Protocol.TLS_1_2);

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern TRANSPORT = Pattern.compile("[a-z]{1,8}");
    private static final Pattern SUPPORTS = Pattern.compile("supports ([A-Za-z0-9./, ]{1,200}?)\\.(?:\\s|$)");
    private static final Pattern ENABLED = Pattern.compile("\\b((?:SSL|TLS)v[0-9](?:\\.[0-9])?) is enabled");

    private NessusChecks() {}

    static boolean known(String plugin) {
        return SINGLE.containsKey(plugin) || plugin.equals(LIST) || plugin.equals(SSL);
    }

    /**
     * @param finished whether the look at the host came to its end; else what a list leaves out is not known
     * @throws FailureException INTAKE_BAD_VALUE when the row contradicts itself or cannot be read; so does
     *     IllegalArgumentException
     */
    static List<Observation> offers(
            String plugin, String port, String transport, String name, String output, boolean finished) {
        Listener listener = new Listener(port(port), transport(transport));
        if (plugin.equals(LIST)) return list(listener, output, finished);
        if (plugin.equals(SSL)) return ssl(listener, output);
        return single(listener, plugin, name, output);
    }

    private record Listener(int port, String transport) {
        Observation says(Protocol protocol, OfferState state) {
            return new ProtocolOffer(port, transport, null, null, protocol, state);
        }
    }

    private static int port(String port) {
        if (!PORT.matcher(port).matches()) throw bad("'port' must be a number, not '" + port + "'.");
        return Integer.parseInt(port);
    }

    private static String transport(String transport) {
        if (transport.isBlank()) return "tcp";
        if (!TRANSPORT.matcher(transport).matches())
            throw bad("'protocol' must be a transport such as tcp, not '" + transport + "'.");
        return transport;
    }

    private static List<Observation> single(Listener listener, String plugin, String name, String output) {
        Check check = Objects.requireNonNull(SINGLE.get(plugin), plugin);
        boolean agrees = check.words().matcher(name).find()
                || check.words().matcher(output).find();
        if (!agrees)
            throw bad("Plug-in " + plugin + " is called '" + name + "', which is another check; look at the export.");
        Matcher enabled = ENABLED.matcher(output);
        while (enabled.find())
            if (!ProtocolNames.of(enabled.group(1)).equals(Optional.of(check.protocol())))
                throw bad("Plug-in " + plugin + " proves " + check.protocol().wire() + ", but its output speaks of "
                        + enabled.group(1) + "; look at the export.");
        return List.of(listener.says(check.protocol(), OfferState.OFFERED));
    }

    /** The list is whole, so what it leaves out was refused; unless it holds a word that is not understood here. */
    private static List<Observation> list(Listener listener, String output, boolean finished) {
        Matcher supports = SUPPORTS.matcher(output);
        if (!supports.find()) throw bad("Plug-in " + LIST + " lists no versions in the words that are known here.");
        Set<Protocol> named = EnumSet.noneOf(Protocol.class);
        boolean understood = true;
        for (String word : supports.group(1).strip().split("[/, ]+")) {
            Optional<Protocol> protocol = ProtocolNames.of(word);
            protocol.ifPresent(named::add);
            understood &= protocol.isPresent();
        }
        if (named.isEmpty())
            throw bad(
                    "Plug-in " + LIST + " lists '" + supports.group(1) + "', which is no version that is known here.");
        List<Observation> offers = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            if (named.contains(protocol)) offers.add(listener.says(protocol, OfferState.OFFERED));
            else if (understood && ALWAYS_TRIED.contains(protocol))
                offers.add(listener.says(protocol, finished ? OfferState.NOT_OFFERED : OfferState.UNKNOWN));
        }
        return offers;
    }

    private static List<Observation> ssl(Listener listener, String output) {
        List<Observation> offers = new ArrayList<>();
        if (output.contains("SSLv2")) offers.add(listener.says(Protocol.SSL_2, OfferState.OFFERED));
        if (output.contains("SSLv3")) offers.add(listener.says(Protocol.SSL_3, OfferState.OFFERED));
        if (offers.isEmpty()) throw bad("Plug-in " + SSL + " does not say which version of SSL it found.");
        return offers;
    }

    private static FailureException bad(String sentence) {
        return FailureException.of(FailureCode.INTAKE_BAD_VALUE, sentence);
    }
}
