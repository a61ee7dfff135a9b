package io.ratchet.lab.command;

import io.ratchet.lab.machine.Machine;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the actions ask of files on the host. */
final class Files {
    private static final Pattern LOCAL = Pattern.compile("[A-Za-z]:\\\\[^\\x00-\\x1f<>\"|?*/:]+");

    private Files() {}

    static void mustBeLocal(String path) {
        if (!LOCAL.matcher(path).matches()) throw new ActionError("BAD-VALUE: a path is a plain one on a local drive");
    }

    static Optional<String> version(Machine machine, String path) {
        mustBeLocal(path);
        return machine.fileVersion(path).map(Files::fourNumbers);
    }

    /** Four numbers, the missing ones zero; compared as numbers. */
    static boolean atLeast(String version, String floor) {
        String[] have = version.split("\\.", -1);
        String[] need = floor.split("\\.", -1);
        for (int at = 0; at < 4; at++) {
            int compared = Long.compare(number(have, at), number(need, at));
            if (compared != 0) return compared > 0;
        }
        return true;
    }

    /** Whether each {@code path|version} is met; no floor says nothing. */
    static boolean floorsMet(Machine machine, List<String> floors) {
        return !floors.isEmpty()
                && floors.stream().allMatch(floor -> {
                    String[] part = floor.split("\\|", -1);
                    return version(machine, part[0])
                            .filter(version -> atLeast(version, part[1]))
                            .isPresent();
                });
    }

    private static String fourNumbers(String version) {
        String[] have = version.split("\\.", -1);
        return number(have, 0) + "." + number(have, 1) + "." + number(have, 2) + "." + number(have, 3);
    }

    private static long number(String[] parts, int at) {
        try {
            return at < parts.length ? Long.parseLong(parts[at]) : 0;
        } catch (NumberFormatException notANumber) {
            throw ActionError.notANumber();
        }
    }
}
