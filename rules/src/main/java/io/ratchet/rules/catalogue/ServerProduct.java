package io.ratchet.rules.catalogue;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What by its name is a server product.
 *
 * @param not a name that matches this is a part, a tool or an update of one
 */
record ServerProduct(Pattern name, @Nullable Pattern not) {
    static ServerProduct read(Node node) {
        String not = node.optional("not");
        node.texts("sources");
        ServerProduct product = new ServerProduct(compile(node.text("product")), not == null ? null : compile(not));
        node.done();
        return product;
    }

    static Pattern compile(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    boolean is(String text) {
        return name.matcher(text).find() && (not == null || !not.matcher(text).find());
    }
}
