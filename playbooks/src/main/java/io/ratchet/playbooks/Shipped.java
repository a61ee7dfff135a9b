package io.ratchet.playbooks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The texts that are part of this module; a missing one is a defect of the build. */
final class Shipped {
    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    private Shipped() {}

    static String text(String path) {
        return TEXTS.computeIfAbsent(path, Shipped::read);
    }

    /** Empty where nothing of that path is part of this module. */
    static Optional<String> find(String path) {
        return Shipped.class.getResource(path) == null ? Optional.empty() : Optional.of(text(path));
    }

    private static String read(String path) {
        try (InputStream in = Shipped.class.getResourceAsStream(path)) {
            if (in == null) throw new IllegalStateException("the resource " + path + " is missing");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + path + " cannot be read", e);
        }
    }
}
