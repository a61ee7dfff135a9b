package io.ratchet.routes.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An event of a Windows log in the XML that Windows writes itself. */
final class EventXml {
    private static final int LONGEST = 256 << 10;

    /** What holds the values, and what Log Analytics puts around that. */
    private static final Set<String> PARTS = Set.of("EventData", "UserData", "DataItem");

    private EventXml() {}

    /** What an event told; empty texts where it did not. */
    record Told(String provider, String id, String computer, String time, Map<String, String> fields) {}

    /** Of an element {@code Event}, on which {@code xml} stands; read to its end. */
    static Told read(Xml xml) throws Xml.Broken, IOException {
        String[] system = {"", "", "", ""};
        String message = "";
        Map<String, String> fields = new TreeMap<>();
        for (String element = xml.child(); element != null; element = xml.child())
            switch (element) {
                case "System" -> system(xml, system);
                case "EventData", "UserData" -> data(xml, fields);
                case "RenderingInfo" -> message = message(xml);
                default -> xml.skip();
            }
        EventMessage.complete(fields, message);
        return new Told(system[0], system[1], system[2], system[3], fields);
    }

    /** In the words of the machine that rendered it. */
    private static String message(Xml xml) throws Xml.Broken, IOException {
        String message = "";
        for (String element = xml.child(); element != null; element = xml.child())
            if (element.equals("Message")) message = xml.text();
            else xml.skip();
        return message;
    }

    private static void system(Xml xml, String[] system) throws Xml.Broken, IOException {
        for (String element = xml.child(); element != null; element = xml.child())
            switch (element) {
                case "Provider" -> {
                    system[0] = xml.attribute("Name");
                    xml.skip();
                }
                case "EventID" -> system[1] = xml.text().strip();
                case "Computer" -> system[2] = xml.text().strip();
                case "TimeCreated" -> {
                    system[3] = xml.attribute("SystemTime");
                    xml.skip();
                }
                default -> xml.skip();
            }
    }

    /** {@code <Data Name="X">} in event data, elements of any name in user data, one or two deep. */
    private static void data(Xml xml, Map<String, String> fields) throws Xml.Broken, IOException {
        for (String element = xml.child(); element != null; element = xml.child()) {
            String name = xml.attribute("Name");
            if (element.equals("Data")) put(fields, name, xml.text());
            else if (PARTS.contains(element)) data(xml, fields);
            else for (String inner = xml.child(); inner != null; inner = xml.child()) put(fields, inner, xml.text());
        }
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (!name.isEmpty() && fields.size() < EventRecord.MOST_FIELDS)
            fields.put(
                    Excerpt.of(name, EventRecord.LONGEST_FIELD), Excerpt.of(value.strip(), EventRecord.LONGEST_FIELD));
    }

    /** Of an event, or of its data alone, that stands as text within another record; empty when it is broken. */
    static Optional<Told> fragment(String text) {
        if (text.length() > LONGEST) return Optional.empty();
        try (Decoded in = Decoded.xml(
                new ByteArrayInputStream(("<Around>" + text.replaceFirst("^\\s*<\\?xml[^>]*\\?>", "") + "</Around>")
                        .getBytes(StandardCharsets.UTF_8)))) {
            Xml xml = Xml.open(in, Xml.DocumentType.NONE);
            Map<String, String> fields = new TreeMap<>();
            for (String element = xml.child(); element != null; element = xml.child()) {
                if (element.equals("Event")) return Optional.of(read(xml));
                if (PARTS.contains(element)) data(xml, fields);
                else
                    for (String inner = xml.child(); inner != null; inner = xml.child()) put(fields, inner, xml.text());
            }
            return Optional.of(new Told("", "", "", "", fields));
        } catch (Xml.Broken e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory cannot be read", e);
        }
    }
}
