package io.ratchet.app.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of an address behind its path, out of what was given. */
final class Query {
    private final List<String> parts = new ArrayList<>();

    /** What was not given is left out. */
    Query with(String name, Optional<String> value) {
        value.ifPresent(text -> parts.add(name + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8)));
        return this;
    }

    /** With its question mark; empty where nothing was given. */
    String text() {
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}
