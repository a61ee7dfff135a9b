package io.ratchet.routes.intake;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Windows events in Windows' own XML, as wevtutil, Get-WinEvent's {@code ToXml}, the Event Viewer and Splunk write
 * them: within a root element or one after the other. A record is an event.
 */
final class WindowsEventReader implements FormatReader {
    /** Of a search that found no event. */
    private static final Pattern NONE = Pattern.compile("<Events\\s*(?:/>|>\\s*</Events>)");

    @Override
    public boolean knows(Beginning beginning) {
        return beginning
                        .rootElement()
                        .filter(root -> root.equals("Event") || root.equals("Events"))
                        .isPresent()
                && beginning.text().contains("<Event")
                && (beginning.text().contains("<System")
                        || beginning.text().contains("schemas.microsoft.com/win")
                        || NONE.matcher(beginning.text()).find());
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        int[] number = {0};
        try (Decoded in = Decoded.xml(source.open())) {
            try {
                within(Xml.fragments(in, "Event"), report, number);
            } catch (Xml.Broken e) {
                report.broken(
                        "Event[" + number[0] + "]",
                        e.code(),
                        "The report " + e.what() + "; the events before were used.");
            }
            report.decoded(in);
        }
    }

    private static void within(Xml xml, Report report, int[] number) throws Xml.Broken, IOException {
        xml.hosts(
                () -> event(xml, report, "Event[" + ++number[0] + "]"),
                other -> within(xml, report, number),
                (why, bytes) -> report.lost(
                        "Event[" + number[0] + "]/lost-" + bytes,
                        why.code(),
                        "The report " + why.what() + " and byte " + bytes + ", in event " + number[0]
                                + "; reading went on with the next one."));
    }

    private static void event(Xml xml, Report report, String record) throws Xml.Broken, IOException {
        EventXml.Told told = EventXml.read(xml);
        report.record(record, told::toString, () -> {
            if (!EventRecord.wanted(told.provider())) return java.util.List.of();
            return new EventRecord(
                            told.provider(),
                            told.id(),
                            told.computer(),
                            told.time().isEmpty() ? null : report.time("SystemTime", told.time()),
                            told.fields(),
                            "windows-events",
                            Map.of())
                    .findings(record, report);
        });
    }
}
