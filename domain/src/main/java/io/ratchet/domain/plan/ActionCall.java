package io.ratchet.domain.plan;

import io.ratchet.domain.Checks;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One call of an action primitive; its parameters travel to the host as data, never as script text.
 *
 * @param id unique within the phase, such as {@code 10.1}
 * @param action such as {@code registry}
 * @param parameters {@link String}, {@link Long}, {@link Boolean} or a list of strings by name; sorted
 */
public record ActionCall(String id, String action, Map<String, Object> parameters) {
    public ActionCall {
        Checks.text(id, "call id");
        Checks.text(action, "action");
        parameters.forEach((name, value) -> Checks.that(
                value instanceof String
                        || value instanceof Long
                        || value instanceof Boolean
                        || (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)),
                "parameter '" + name + "' of action '" + action
                        + "' is not text, whole number, truth value or list of text"));
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
}
