package io.ratchet.routes.intake;

import java.nio.file.Path;

/** One file as it was delivered. It is read twice, once for its hash and once for its content. */
public record Delivery(String name, Path file) {
    public static Delivery of(Path file) {
        return new Delivery(file.toString(), file);
    }
}
