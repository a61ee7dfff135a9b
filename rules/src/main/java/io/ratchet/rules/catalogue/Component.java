package io.ratchet.rules.catalogue;

import io.ratchet.domain.decision.Confidence;
import io.ratchet.domain.decision.Remedy;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A part that a server product needs beside it, such as a database driver.
 *
 * @param pattern of the installed product's name
 * @param floor the least build of it that will do
 */
public record Component(
        String id,
        String name,
        Pattern pattern,
        Floor floor,
        Remedy remedy,
        List<String> sources,
        Confidence confidence) {
    static Component read(Node node) {
        Confidence confidence = Marks.of(node.text("confidence"));
        Floor floor = Floor.read(node.node("floor"), confidence);
        if (floor == null) throw node.bad("a component needs a floor");
        Component component = new Component(
                node.text("id"),
                node.text("name"),
                Pattern.compile(node.text("product"), Pattern.CASE_INSENSITIVE),
                floor,
                Remedy.valueOf(node.or("remedy", "cu").toUpperCase(Locale.ROOT)),
                node.texts("sources"),
                confidence);
        node.done();
        return component;
    }
}
