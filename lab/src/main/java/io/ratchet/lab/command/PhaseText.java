package io.ratchet.lab.command;

import io.ratchet.domain.plan.Phase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A phase script as it arrives on a host: its data, and the actions that its text carries.
 *
 * @param phase null when the data names none that is known
 */
record PhaseText(String run, @Nullable Phase phase, List<Call> calls, Set<String> carried) {
    private static final String FIRST_LINE = "# ratchet-phase/1";
    private static final String LAST_LINE = "Invoke-RatchetPhase $RatchetData";
    private static final Pattern DATA = Pattern.compile("\\$RatchetData = '([A-Za-z0-9+/=]*)'");
    private static final Pattern CARRIED = Pattern.compile("\\$RatchetActions\\['([a-z-]+)'\\] = ");
    /** What each action's script begins with. */
    private static final String ACTION = "\n$RatchetActions['";

    /** Empty when {@code script} is no phase script. */
    static Optional<PhaseText> of(String script) {
        // Looked at from both ends: between them stand tens of thousands of characters, the same for each host.
        String whole = script.endsWith("\n") ? script.substring(0, script.length() - 1) : script;
        if (!whole.startsWith(FIRST_LINE + '\n') || !whole.endsWith('\n' + LAST_LINE)) return Optional.empty();
        int last = whole.length() - LAST_LINE.length() - 1;
        int beforeLast = script.lastIndexOf('\n', last - 1);
        Matcher data = DATA.matcher(script.substring(beforeLast + 1, last));
        if (!data.matches()) return Optional.empty();
        return Optional.of(read(text(data.group(1)), carried(script.substring(0, beforeLast + 1))));
    }

    /** The actions whose scripts stand in {@code text}, each at the begin of a line. */
    private static Set<String> carried(String text) {
        Set<String> carried = new TreeSet<>();
        for (int at = text.indexOf(ACTION); at >= 0; at = text.indexOf(ACTION, at + 1)) {
            Matcher action = CARRIED.matcher(text).region(at + 1, text.length());
            if (action.lookingAt()) carried.add(action.group(1));
        }
        return Collections.unmodifiableSet(carried);
    }

    private static PhaseText read(String data, Set<String> carried) {
        String run = "";
        Phase phase = null;
        var calls = new ArrayList<Call>();
        for (String line : data.split("\n")) {
            if (line.isEmpty()) continue;
            String[] field = line.split("\t", -1);
            if (field[0].equals("phase")) {
                run = field[1];
                phase = Phase.valueOf(field[2]);
            } else if (field[0].equals("call") && phase != null)
                calls.add(new Call(run, phase, field[1], field[2], new TreeMap<>()));
            else if (field[0].equals("param"))
                calls.get(calls.size() - 1).parameters().put(field[1], value(field[2], field[3]));
            else throw new ActionError("FAILED: unknown line");
        }
        return new PhaseText(run, phase, List.copyOf(calls), carried);
    }

    private static Object value(String type, String field) {
        return switch (type) {
            case "s" -> text(field);
            case "i" -> Long.valueOf(field);
            case "b" -> field.equals("1");
            case "l" ->
                field.isEmpty()
                        ? List.of()
                        : List.of(field.split(",")).stream()
                                .map(PhaseText::text)
                                .toList();
            default -> throw new ActionError("FAILED: unknown field");
        };
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
