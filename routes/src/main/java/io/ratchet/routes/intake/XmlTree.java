package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One record of a document, whole: an element with all that is in it. Records are small; what is not goes past element
 * by element.
 *
 * @param text its own, up to its first child and between children, blanks kept
 */
record XmlTree(String name, Map<String, String> attributes, String text, List<XmlTree> children) {
    private static final int MOST_ELEMENTS = 200_000;

    /** Of the element on which {@code xml} stands; read to its end. */
    static XmlTree read(Xml xml) throws Xml.Broken, IOException {
        return read(xml, new int[] {MOST_ELEMENTS});
    }

    private static XmlTree read(Xml xml, int[] left) throws Xml.Broken, IOException {
        if (--left[0] < 0)
            throw new Xml.Broken(
                    FailureCode.INTAKE_TOO_LARGE, "has a record of more than " + MOST_ELEMENTS + " elements", null);
        String name = xml.name();
        Map<String, String> attributes = xml.attributes();
        StringBuilder text = new StringBuilder();
        List<XmlTree> children = new ArrayList<>();
        while (xml.childOrText(text)) children.add(read(xml, left));
        return new XmlTree(name, attributes, text.toString(), children);
    }

    String attribute(String attribute) {
        return attributes.getOrDefault(attribute, "");
    }

    Stream<XmlTree> all(String child) {
        return children.stream().filter(one -> one.name.equals(child));
    }

    /** Every element of a name below this one, however deep. */
    Stream<XmlTree> below(String element) {
        return children.stream()
                .flatMap(child -> Stream.concat(
                        child.name.equals(element) ? Stream.of(child) : Stream.of(), child.below(element)));
    }

    /** The text of the first child of a name, without the blanks around it; empty where there is none. */
    String text(String child) {
        return all(child).findFirst().map(one -> one.text.strip()).orElse("");
    }
}
