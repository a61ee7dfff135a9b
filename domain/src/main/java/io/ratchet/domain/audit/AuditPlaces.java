package io.ratchet.domain.audit;

import io.ratchet.domain.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a line may have to be hidden, by their places: {@code actor}, {@code asset}, {@code data.because},
 * {@code data.host.ip}. What is not known to be harmless may name anything: a type or a field that is not defined is
 * hidden with every redaction.
 */
public final class AuditPlaces {
    public static final String ACTOR = "actor";
    public static final String ASSET = "asset";

    private static final String DATA = "data.";

    /** An event that was stamped before the line above it keeps its own time here. */
    private static final String STATED_AT = "statedAt";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}");

    private AuditPlaces() {}

    /** The places of an event whose values are not shown with every redaction, in rising order. */
    public static List<String> of(AuditEvent event) {
        List<String> places = new ArrayList<>();
        if (!event.actor().equals(AuditEvents.RATCHET)) places.add(ACTOR);
        if (event.asset() != null) places.add(ASSET);
        AuditType type = AuditType.of(event.type()).orElse(null);
        event.data().forEach((name, value) -> {
            AuditType.Field field = type == null ? null : type.field(name);
            if (field != null && !field.parts().isEmpty() && value instanceof Map<?, ?> map && !map.isEmpty())
                map.keySet().stream()
                        .map(part -> DATA + name + "." + named(part))
                        .sorted()
                        .forEach(places::add);
            else if (!hiddenBy(field, name).isEmpty()) places.add(DATA + (field == null ? named(name) : name));
        });
        return places;
    }

    /** With which redactions the value at a place is hidden. */
    public static Set<Redaction> hiddenBy(String type, String place) {
        if (place.equals(ACTOR)) return Set.of(Redaction.USERS);
        if (place.equals(ASSET)) return Set.of(Redaction.HOSTS, Redaction.ADDRESSES);
        if (!place.startsWith(DATA)) return Redaction.all();
        String[] names = place.substring(DATA.length()).split("\\.", 2);
        AuditType.Field field =
                AuditType.of(type).map(known -> known.field(names[0])).orElse(null);
        if (names.length == 1) return hiddenBy(field, names[0]);
        return field == null ? Redaction.all() : field.parts().getOrDefault(names[1], Redaction.all());
    }

    private static Set<Redaction> hiddenBy(AuditType.@Nullable Field field, String name) {
        if (field != null) return field.hiddenBy();
        return name.equals(STATED_AT) ? Set.of() : Redaction.all();
    }

    /** A place is spelled in one way only. */
    private static String named(Object name) {
        Checks.that(
                NAME.matcher(String.valueOf(name)).matches(),
                "a field of an audit event has a name, not '" + name + "'");
        return String.valueOf(name);
    }
}
