package io.ratchet.routes.intake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Events as PowerShell's {@code Export-Clixml} writes them; a record is an object, or one of a list that is one. */
final class ClixmlReader implements FormatReader {
    /** A list, a collection, a stack and a queue. */
    private static final Set<String> LISTS = Set.of("LST", "IE", "STK", "QUE");

    private static final int DEEPEST = 8;

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.rootElement().filter("Objs"::equals).isPresent();
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        int[] number = {0};
        try (Decoded in = Decoded.xml(source.open())) {
            try {
                Xml xml = Xml.open(in, Xml.DocumentType.NONE);
                objects(xml, report, number, 0);
                xml.end();
            } catch (Xml.Broken e) {
                report.broken(
                        "object[" + number[0] + "]",
                        e.code(),
                        "The report " + e.what() + "; the objects before were used.");
            }
            report.decoded(in);
        }
    }

    /** Objects that were handed over as one list stand within an object that is that list. */
    private static void objects(Xml xml, Report report, int[] number, int depth) throws Xml.Broken, IOException {
        for (String element = xml.child(); element != null; element = xml.child()) {
            List<XmlTree> blocks = new ArrayList<>();
            boolean list = false;
            if (element.equals("Obj") && depth < DEEPEST)
                for (String block = xml.child(); block != null; block = xml.child())
                    if (LISTS.contains(block)) {
                        list = true;
                        objects(xml, report, number, depth + 1);
                    } else blocks.add(XmlTree.read(xml));
            else blocks.add(XmlTree.read(xml));
            if (list) continue;
            XmlTree object = new XmlTree(element, Map.of(), "", blocks);
            String record = "object[" + ++number[0] + "]";
            report.record(record, object::toString, () -> findings(record, object, report));
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
