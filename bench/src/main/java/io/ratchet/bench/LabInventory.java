package io.ratchet.bench;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the inventory says that a lab writes. */
record LabInventory(String text) {
    private static final Pattern HOST =
            Pattern.compile("(?m)^    (\\S+):\\n      ansible_host: (\\S+)\\n      ansible_port: (\\d+)$");

    /** @param name in lower case */
    record Host(String name, String address, int port) {}

    static LabInventory read(Path file) throws IOException {
        return new LabInventory(Files.readString(file));
    }

    List<Host> hosts() {
        return HOST.matcher(text)
                .results()
                .map(host -> new Host(host.group(1), host.group(2), Integer.parseInt(host.group(3))))
                .toList();
    }

    Optional<String> maybe(String name) {
        Matcher line = Pattern.compile("(?m)^    " + name + ": \"(.*)\"$").matcher(text);
        return line.find() ? Optional.of(line.group(1).replaceAll("\\\\(.)", "$1")) : Optional.empty();
    }

    String said(String name) {
        return maybe(name)
                .orElseThrow(() -> FailureException.of(FailureCode.DEFECT, "The inventory does not say " + name + "."));
    }
}
