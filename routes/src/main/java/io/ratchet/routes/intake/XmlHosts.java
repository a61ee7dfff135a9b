package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Documents whose records are elements of one name, wherever they stand in it. */
final class XmlHosts {
    @FunctionalInterface
    interface Each {
        /** As {@link Report.Interpretation#findings()}. */
        List<Finding> findings(String record, XmlTree element);
    }

    /** Takes an element, which it reads whole. */
    @FunctionalInterface
    interface Visit {
        void element(Xml xml, String record) throws Xml.Broken, IOException;
    }

    /** Takes an element that stands beside the records, wherever it does. */
    @FunctionalInterface
    interface Beside {
        void element(XmlTree tree);
    }

    private static final int SHOWN = 2_000;

    private XmlHosts() {}

    static void read(Source source, Report report, String element, Xml.DocumentType type, Each each)
            throws IOException {
        read(source, report, element, type, each, Map.of());
    }

    static void read(
            Source source, Report report, String element, Xml.DocumentType type, Each each, Map<String, Beside> beside)
            throws IOException {
        Visit record = (xml, name) -> {
            XmlTree tree = XmlTree.read(xml);
            report.record(name, () -> shown(tree), () -> each.findings(name, tree));
        };
        visit(source, report, element, type, record, beside);
    }

    /**
     * Each element of a name, read by {@code visit}; behind a break it goes on with the next one, and behind the end of
     * a document with the next document of its kind.
     *
     * @param beside what else is wanted, by the name of its element
     */
    static void visit(
            Source source,
            Report report,
            String element,
            Xml.DocumentType type,
            Visit visit,
            Map<String, Beside> beside)
            throws IOException {
        int[] number = {0};
        try (Decoded in = Decoded.xml(source.open())) {
            try {
                Xml xml = Xml.open(in, type, element);
                String root = xml.name();
                do within(xml, report, element, number, visit, beside);
                while (xml.another(root));
            } catch (Xml.Broken e) {
                report.broken(
                        element + "[" + number[0] + "]",
                        e.code(),
                        "The report " + e.what() + "; what stood before was used.");
            }
            report.decoded(in);
        }
    }

    private static void within(
            Xml xml, Report report, String element, int[] number, Visit visit, Map<String, Beside> beside)
            throws Xml.Broken, IOException {
        xml.hosts(
                () -> visit.element(xml, element + "[" + ++number[0] + "]"),
                other -> {
                    Beside wanted = beside.get(other);
                    if (wanted == null) within(xml, report, element, number, visit, beside);
                    else wanted.element(XmlTree.read(xml));
                },
                (why, bytes) -> report.lost(
                        element + "[" + number[0] + "]/lost-" + bytes,
                        why.code(),
                        "The report " + why.what() + " and byte " + bytes + ", in " + element + " " + number[0]
                                + ": what stood of it before was used, and reading went on with the next one."));
    }

    private static String shown(XmlTree tree) {
        StringBuilder text = new StringBuilder();
        show(tree, text);
        return text.toString();
    }

    private static void show(XmlTree tree, StringBuilder text) {
        if (text.length() > SHOWN) return;
        text.append(tree.name());
        tree.attributes()
                .forEach((name, value) ->
                        text.append(' ').append(name).append('=').append(value));
        if (!tree.text().isBlank()) text.append(": ").append(tree.text().strip());
        text.append('\n');
        for (XmlTree child : tree.children()) show(child, text);
    }
}
