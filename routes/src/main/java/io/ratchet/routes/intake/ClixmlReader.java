package io.ratchet.routes.intake;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events as PowerShell's {@code Export-Clixml} writes them; a record is an object of the outermost list. */
final class ClixmlReader implements FormatReader {
    @Override
    public boolean knows(Beginning beginning) {
        return beginning.rootElement().filter("Objs"::equals).isPresent();
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        int number = 0;
        try (Decoded in = Decoded.xml(source.open())) {
            try {
                Xml xml = Xml.open(in, Xml.DocumentType.NONE);
                for (String element = xml.child(); element != null; element = xml.child()) {
                    XmlTree tree = XmlTree.read(xml);
                    String record = "object[" + ++number + "]";
                    report.record(record, tree::toString, () -> findings(record, tree, report));
                }
                xml.end();
            } catch (Xml.Broken e) {
                report.broken(
                        "object[" + number + "]",
                        e.code(),
                        "The report " + e.what() + "; the objects before were used.");
            }
            report.decoded(in);
        }
    }

    private static List<io.ratchet.domain.finding.Finding> findings(String record, XmlTree object, Report report) {
        Map<String, String> properties = new HashMap<>();
        for (XmlTree block : object.children())
            if (block.name().equals("Props") || block.name().equals("MS"))
                for (XmlTree property : block.children())
                    if (!property.attribute("N").isEmpty()
                            && property.children().isEmpty())
                        properties.put(
                                property.attribute("N"),
                                unescaped(property.text().strip()));
        String provider = properties.getOrDefault("ProviderName", properties.getOrDefault("Source", ""));
        if (!EventRecord.wanted(provider)) return List.of();
        String time = properties.getOrDefault("TimeCreated", properties.getOrDefault("TimeGenerated", ""));
        return new EventRecord(
                        provider,
                        properties.getOrDefault("Id", properties.getOrDefault("EventID", "")),
                        properties.getOrDefault("MachineName", ""),
                        time.isEmpty() ? null : report.time("TimeCreated", time),
                        EventMessage.fields(properties.getOrDefault("Message", "")),
                        "windows-events",
                        Map.of())
                .findings(record, report);
    }

    /** PowerShell writes control characters as {@code _x000A_}. */
    private static String unescaped(String text) {
        return text.replaceAll("_x000[DA]_", "\n");
    }
}
