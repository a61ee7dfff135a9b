package io.ratchet.rules;

import io.ratchet.rules.fact.Databases;
import io.ratchet.rules.fact.Disabling;
import io.ratchet.rules.fact.Federation;
import io.ratchet.rules.fact.Host;
import io.ratchet.rules.fact.Hubs;
import io.ratchet.rules.fact.Managed;
import io.ratchet.rules.fact.Need;
import io.ratchet.rules.fact.Recognised;
import io.ratchet.rules.fact.Served;
import io.ratchet.rules.fact.Topology;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a fact, in words: the fact itself, and the properties that a condition reads. Properties are read the
 * way a rule reads them.
 */
final class FoundValues {
    private static final int LONGEST = 160;

    private FoundValues() {}

    /** The value of each of these paths that says something in words. */
    static Map<String, String> of(Object fact, List<String> paths) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String path : paths) value(fact, path).ifPresent(value -> found.put(path, value));
        return found;
    }

    /** What the fact is, a clause. */
    static String name(Object fact) {
        if (fact instanceof Need need)
            return "what " + need.getSystem() + " needs: " + need.getTopic() + ", " + need.getStatus();
        if (fact instanceof Recognised system)
            return "the system " + system.getSystem() + ", course " + system.getCourse();
        if (fact instanceof Host host) return "the host " + host.id();
        if (fact instanceof Disabling wish)
            return "the wish to refuse older protocols on " + wish.host().id();
        if (fact instanceof Served served) return "those whom " + served.by().id() + " serves";
        if (fact instanceof Topology topology)
            return "the topology of " + topology.of().id();
        if (fact instanceof Federation farm) return "the farm of " + farm.of().id();
        if (fact instanceof Managed clients)
            return "the hosts that " + clients.by().id() + " manages";
        if (fact instanceof Databases databases)
            return "the databases of " + databases.of().id();
        if (fact instanceof Hubs hubs)
            return "the hubs that sign in by " + hubs.by().id();
        return fact.getClass().getSimpleName();
    }

    /** What it rests on, a sentence; empty when it says nothing. */
    static String says(Object fact) {
        if (fact instanceof Need need) {
            String found = need.says().isEmpty() ? "" : "Found: " + need.says() + ".";
            String missing = need.missing().isEmpty() ? "" : "Not known: " + need.missing() + ".";
            return clip((found + " " + missing).strip());
        }
        if (fact instanceof Recognised system) return clip("Found: " + system.says() + ".");
        return "";
    }

    /** Why an asset has no fact of a kind, a sentence with a blank before it; empty when there is no more to say. */
    static String whyNone(String kind, Collection<?> facts) {
        for (Object fact : facts) if (fact instanceof Host host) return " " + whyNone(kind, host);
        return "";
    }

    private static String whyNone(String kind, Host host) {
        return switch (kind) {
            case "Recognised" -> "No system was recognised on it.";
            case "Need" ->
                host.isUnrecognised()
                        ? "No system was recognised on it that could need something."
                        : "Nothing on it needs anything.";
            case "Host" -> "";
            case "Disabling" ->
                host.isAskedOnly()
                        ? "No system was recognised on it that could refuse older protocols."
                        : "Its goal is READY; only where it is ONLY is anything asked about refusing older protocols.";
            default -> "Nothing on it has to do with such.";
        };
    }

    private static Optional<String> value(Object fact, String path) {
        Object value = fact;
        for (String name : path.split("\\.")) {
            if (value == null) return Optional.of("nothing");
            Optional<Method> getter = getter(value.getClass(), name.replace("()", ""));
            if (getter.isEmpty()) return Optional.empty();
            value = read(getter.get(), value);
        }
        return words(value);
    }

    private static Optional<Method> getter(Class<?> type, String property) {
        String capital = property.substring(0, 1).toUpperCase(Locale.ROOT) + property.substring(1);
        for (String name : List.of("get" + capital, "is" + capital, property))
            try {
                Method method = type.getMethod(name);
                if (method.getReturnType() != void.class) return Optional.of(method);
            } catch (NoSuchMethodException e) {
                // The next way to spell it is tried.
            }
        return Optional.empty();
    }

    private static @Nullable Object read(Method getter, Object fact) {
        try {
            return getter.invoke(fact);
        } catch (IllegalAccessException | InvocationTargetException e) {
            // The rule could not have read it either; what cannot be read is shown as such and hides nothing.
            return "not to be read: " + e.getClass().getSimpleName();
        }
    }

    private static Optional<String> words(@Nullable Object value) {
        if (value == null) return Optional.of("nothing");
        if (value instanceof Enum<?> word) return Optional.of(word.name());
        if (value instanceof Collection<?> several)
            return Optional.of(several.isEmpty() ? "none" : several.size() + " of them");
        boolean speaks = value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
        return speaks ? Optional.of(clip(value.toString())) : Optional.empty();
    }

    private static String clip(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .filter(point -> !Character.isISOControl(point))
                .limit(LONGEST)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
