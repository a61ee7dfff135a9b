package io.ratchet.routes.path;

import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Whose step it is to open a gate that no other asset keeps shut: {@code owed.yaml}. */
final class GateOwners {
    private static final String FILE = "owed.yaml";

    private final Map<String, Owes> owners;

    private GateOwners(Map<String, Owes> owners) {
        this.owners = owners;
    }

    static GateOwners shipped() {
        try (InputStream in = GateOwners.class.getResourceAsStream(FILE)) {
            String text = new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
            YamlNode root = YamlNode.parse(FILE, text);
            Map<String, Owes> owners = new HashMap<>();
            root.required(root.mapping(Set.of("gates")), "gates")
                    .entries()
                    .forEach((gate, owner) ->
                            owners.put(gate, Owes.valueOf(owner.text().toUpperCase(Locale.ROOT))));
            return new GateOwners(owners);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean knows(String gate) {
        return owners.containsKey(gate);
    }

    /** A gate of a site's own rules is the business of whoever wrote them. */
    Owes of(String gate) {
        return owners.getOrDefault(gate, Owes.POLICY);
    }
}
