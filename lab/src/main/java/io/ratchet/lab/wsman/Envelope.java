package io.ratchet.lab.wsman;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A request, by the local names of its elements: clients use prefixes, and even prefixed attributes, as they like.
 *
 * @param elements the text of the first element of each name
 * @param options by name
 * @param variables that a shell shall have, by name
 * @param arguments of the command, in order
 * @param streams what is sent to a command, in base64 and in order
 */
record Envelope(
        Map<String, String> elements,
        Map<String, String> options,
        Map<String, String> variables,
        List<String> arguments,
        List<String> streams) {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final XMLInputFactory XML = factory();

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** @throws XMLStreamException when it is not XML */
    static Envelope read(byte[] body) throws XMLStreamException {
        XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(body));
        try {
            return read(reader);
        } finally {
            reader.close();
        }
    }

    private static Envelope read(XMLStreamReader reader) throws XMLStreamException {
        var elements = new HashMap<String, String>();
        var options = new HashMap<String, String>();
        var variables = new HashMap<String, String>();
        var arguments = new ArrayList<String>();
        var streams = new ArrayList<String>();
        String open = "";
        String named = "";
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                open = reader.getLocalName();
                named = attribute(reader, "Name").orElse("");
                attribute(reader, "CommandId").ifPresent(id -> elements.putIfAbsent("CommandId", id));
                if (open.equals("Arguments")) arguments.add("");
                if (open.equals("Stream")) {
                    streams.add("");
                    attribute(reader, "End").ifPresent(end -> elements.put("Stream End", end));
                }
                if (open.equals("Command")) elements.putIfAbsent("Command", "");
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open = "";
            } else if (event == XMLStreamConstants.CHARACTERS && !open.isEmpty()) {
                String text = reader.getText();
                switch (open) {
                    case "Option" -> options.merge(named, text, String::concat);
                    case "Variable" -> variables.merge(named, text, String::concat);
                    case "Selector" -> elements.merge("Selector " + named, text, String::concat);
                    case "Arguments" -> arguments.set(arguments.size() - 1, arguments.get(arguments.size() - 1) + text);
                    case "Stream" -> streams.set(streams.size() - 1, streams.get(streams.size() - 1) + text);
                    default -> elements.merge(open, text, String::concat);
                }
            }
        }
        return new Envelope(elements, options, variables, arguments, streams);
    }

    private static Optional<String> attribute(XMLStreamReader reader, String localName) {
        for (int at = 0; at < reader.getAttributeCount(); at++)
            if (reader.getAttributeLocalName(at).equals(localName)) return Optional.of(reader.getAttributeValue(at));
        return Optional.empty();
    }

    String element(String name) {
        return elements.getOrDefault(name, "").strip();
    }

    /** The last part of the action's address, such as {@code Create}. */
    String action() {
        String action = element("Action");
        return action.substring(action.lastIndexOf('/') + 1);
    }

    String messageId() {
        return element("MessageID");
    }

    String shellId() {
        return element("Selector ShellId");
    }

    String commandId() {
        return element("CommandId");
    }

    String commandLine() {
        var line = new StringBuilder(elements.getOrDefault("Command", ""));
        arguments.forEach(argument -> line.append(' ').append(argument));
        return line.toString();
    }

    /** @throws IllegalArgumentException when it is not base64 */
    byte[] input() {
        var input = new ByteArrayOutputStream();
        streams.forEach(stream -> input.writeBytes(Base64.getMimeDecoder().decode(stream)));
        return input.toByteArray();
    }

    /** Whether nothing more will be sent. */
    boolean isLastInput() {
        return element("Stream End").equalsIgnoreCase("true")
                || element("Stream End").equals("1");
    }

    /** How long the client waits, within what a host allows. */
    Duration timeout() {
        try {
            Duration asked = Duration.parse(element("OperationTimeout"));
            if (asked.compareTo(SHORTEST) < 0) return SHORTEST;
            return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
        } catch (DateTimeException notGiven) {
            return LONGEST;
        }
    }

    /** The greatest answer that the client takes, in bytes. */
    int longestAnswer(int hostsOwn) {
        try {
            return Math.max(8192, Math.min(hostsOwn, Integer.parseInt(element("MaxEnvelopeSize"))));
        } catch (NumberFormatException notGiven) {
            return hostsOwn;
        }
    }
}
