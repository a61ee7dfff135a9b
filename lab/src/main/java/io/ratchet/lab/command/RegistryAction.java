package io.ratchet.lab.command;

import io.ratchet.lab.machine.Machine;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.lab.machine.RegistryValue.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads a value, or makes it stand there. Absence is a fact: it is read, restored and reported like any value. */
final class RegistryAction implements Action {
    private static final Pattern HEXADECIMAL = Pattern.compile("([0-9a-f]{2})*");
    private static final String ABSENT = "absent";

    @Override
    public StepAnswer make(Call call, Machine machine, Console console) {
        call.takes(Set.of("key", "name", "kind"), Set.of("value", "keepKey", "wasKind", "wasValue"));
        String path = path(call.text("key"));
        String name = call.text("name");
        if (name.isEmpty() || name.length() > 16383 || name.indexOf('\0') >= 0)
            throw new ActionError("BAD-VALUE: the value's name is empty, too long or holds a NUL");
        String kind = call.text("kind");
        if (kind.equals(ABSENT) == call.has("value"))
            throw new ActionError("BAD-VALUE: a value is given exactly when it shall not be absent");
        String text = call.has("value") ? call.text("value") : "";

        Map<String, String> found = read(machine, path, name);
        String nearest = nearest(machine, path);
        var answer = new StepAnswer();
        answer.before.putAll(found);
        answer.before.put("keyExisted", Boolean.toString(nearest.length() == path.length()));
        answer.before.put("nearestKey", "HKLM\\" + nearest);
        answer.after.putAll(found);
        if (drifted(call, found, kind, text)) {
            answer.error = "DRIFTED: neither as assessed nor as planned";
            return answer;
        }
        if (call.phase().changesTheHost() && !call.checking()) change(call, machine, path, name, kind, text, answer);
        return answer;
    }

    private static boolean drifted(Call call, Map<String, String> found, String kind, String text) {
        if (!call.has("wasKind")) return false;
        String was = call.has("wasValue") ? call.text("wasValue") : "";
        return !same(found, call.text("wasKind"), was) && !same(found, kind, text);
    }

    private static void change(
            Call call, Machine machine, String path, String name, String kind, String text, StepAnswer answer) {
        int depth = nearest(machine, path).length();
        try {
            if (!same(answer.after, kind, text)) {
                if (kind.equals(ABSENT)) remove(call, machine, path, name);
                else write(call, machine, path, name, kind, text);
                answer.changed = true;
            }
            if (call.has("keepKey") && removeEmptyKeys(call, machine, path, path(call.text("keepKey"))))
                answer.changed = true;
        } catch (ActionError failed) {
            answer.error = failed.getMessage();
            if (nearest(machine, path).length() != depth) answer.changed = true;
        }
        answer.after.clear();
        answer.after.putAll(read(machine, path, name));
        if (answer.error == null && !same(answer.after, kind, text))
            answer.error = "NOT-WRITTEN: the value does not read back as it was written";
    }

    static String path(String key) {
        if (!key.regionMatches(true, 0, "HKLM\\", 0, 5)) throw new ActionError("BAD-VALUE: a key is under HKLM\\");
        String path = key.substring(5);
        for (String part : path.split("\\\\", -1))
            if (part.isEmpty() || part.length() > 255 || part.indexOf('\0') >= 0)
                throw new ActionError("BAD-VALUE: a part of the key is empty, too long or holds a NUL");
        return path;
    }

    /** The deepest part of the way that exists; empty when not even the first does. */
    private static String nearest(Machine machine, String path) {
        String nearest = path;
        while (!machine.keyExists(nearest)) {
            int cut = nearest.lastIndexOf('\\');
            if (cut < 0) return "";
            nearest = nearest.substring(0, cut);
        }
        return nearest;
    }

    static Map<String, String> read(Machine machine, String path, String name) {
        var found = new TreeMap<String, String>();
        Optional<RegistryValue> value = machine.value(path, name);
        found.put("kind", value.map(each -> each.kind().wire()).orElse(ABSENT));
        value.ifPresent(each -> {
            restorable(each);
            found.put("value", each.text());
        });
        return found;
    }

    private static void restorable(RegistryValue value) {
        if (value.kind() == Kind.NONE)
            throw new ActionError("UNSUPPORTED-KIND: a value of registry type None could not be restored");
        if (value.items().stream()
                .anyMatch(item -> item.isEmpty() || item.indexOf('\n') >= 0 || item.indexOf('\r') >= 0))
            throw new ActionError("UNSUPPORTED-KIND: an item of the multi-string is empty or holds a line end");
    }

    private static boolean same(Map<String, String> found, String kind, String text) {
        if (!kind.equals(found.get("kind"))) return false;
        if (kind.equals(ABSENT)) return true;
        boolean number = kind.equals(Kind.DWORD.wire()) || kind.equals(Kind.QWORD.wire());
        String there = found.get("value");
        if (there == null) return false;
        return number ? unsigned(there, ~0L) == unsigned(text, ~0L) : text.equals(there);
    }

    private static void write(Call call, Machine machine, String path, String name, String kind, String text) {
        RegistryValue wanted = value(kind, text);
        String nearest = nearest(machine, path);
        if (nearest.isEmpty()) throw new ActionError("BAD-VALUE: no part of the key exists");
        if (machine.denied(nearest)) throw ActionError.denied("Requested registry access is not allowed.");
        if (machine.denied(path)) throw ActionError.denied("Access to the registry key is denied.");
        if (nearest.length() != path.length()) machine.createKey(call.run(), path);
        machine.set(call.run(), path, name, wanted);
    }

    private static RegistryValue value(String kind, String text) {
        return switch (kind) {
            case "dword" -> RegistryValue.dword(unsigned(text, 0xFFFF_FFFFL));
            case "qword" -> new RegistryValue(Kind.QWORD, unsigned(text, ~0L));
            case "string" -> RegistryValue.string(text);
            case "expand-string" -> new RegistryValue(Kind.EXPAND_STRING, text);
            case "binary" -> {
                if (!HEXADECIMAL.matcher(text).matches())
                    throw new ActionError("BAD-VALUE: binary data is lower-case hexadecimal");
                yield new RegistryValue(Kind.BINARY, text);
            }
            case "multi-string" ->
                new RegistryValue(Kind.MULTI_STRING, text.isEmpty() ? List.of() : List.of(text.split("\n", -1)));
            default -> throw new ActionError("BAD-VALUE: unknown kind of registry value");
        };
    }

    private static long unsigned(String text, long greatest) {
        try {
            long number = Long.parseUnsignedLong(text);
            if (Long.compareUnsigned(number, greatest) <= 0) return number;
        } catch (NumberFormatException notANumber) {
            if (!text.matches("[0-9]+")) throw ActionError.notANumber();
        }
        throw new ActionError("FAILED: OverflowException: Value was either too large or too small for a UInt"
                + (greatest == ~0L ? "64." : "32."));
    }

    private static void remove(Call call, Machine machine, String path, String name) {
        if (machine.denied(path)) throw ActionError.denied("Requested registry access is not allowed.");
        machine.remove(call.run(), path, name);
    }

    /** Takes away what an apply created on the way, and nothing that holds anything. */
    private static boolean removeEmptyKeys(Call call, Machine machine, String path, String keep) {
        if (!(path + "\\").regionMatches(true, 0, keep + "\\", 0, keep.length() + 1))
            throw new ActionError("BAD-VALUE: keepKey is not on the way to the key");
        boolean removed = false;
        for (String key = path; key.length() > keep.length(); key = key.substring(0, key.lastIndexOf('\\'))) {
            if (!machine.keyExists(key)) continue;
            if (!machine.values(key).isEmpty() || !machine.children(key).isEmpty()) return removed;
            if (machine.denied(key.substring(0, key.lastIndexOf('\\'))))
                throw ActionError.denied("Requested registry access is not allowed.");
            if (machine.denied(key)) throw ActionError.denied("Access to the registry key is denied.");
            machine.removeKey(call.run(), key);
            removed = true;
        }
        return removed;
    }
}
