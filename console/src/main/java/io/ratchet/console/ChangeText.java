package io.ratchet.console;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.RegistryData;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change as a person reads it.
 *
 * @param what the kind of thing that changes
 * @param where which one
 * @param before what stands there now, as far as anybody said
 * @param after what will stand there
 */
record ChangeText(String what, String where, String before, String after) {
    /** The last part of where it is: the name of a registry value. */
    public String name() {
        return where.substring(where.lastIndexOf('\\') + 1);
    }

    static ChangeText of(Change change) {
        if (change instanceof Change.Registry registry)
            return new ChangeText(
                    "Registry value",
                    registry.key() + "\\" + registry.name(),
                    data(registry.before()),
                    data(registry.after()));
        if (change instanceof Change.Update update)
            return new ChangeText("Update", update.kb(), "not installed", "installed");
        if (change instanceof Change.Product product)
            return new ChangeText("Product", product.product(), "an older build", "build " + product.build());
        if (change instanceof Change.Service service)
            return new ChangeText("Service", service.name(), "as it is", service.action());
        if (change instanceof Change.Reboot)
            return new ChangeText("Machine", "the whole machine", "as it runs", "restarted");
        if (change instanceof Change.Command command) return new ChangeText("Step", command.name(), "not done", "done");
        throw new AssertionError("a kind of change that nobody described: " + change);
    }

    private static String data(@Nullable RegistryData data) {
        if (data == null) return "not known";
        if (data.absent()) return "absent";
        String kind = data.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        if (data.value() instanceof Long number) return number + " (0x" + Long.toHexString(number) + ", " + kind + ")";
        return data.value() + " (" + kind + ")";
    }
}
