package io.ratchet.routes.identify;

import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What many facts have in common, each once and by a number. For one thread at a time. */
final class Vocabulary {
    private final Map<Observation, Integer> numbers = new HashMap<>();
    private final List<Observation> observations = new ArrayList<>();
    private final Map<Origin, Integer> numbersOfOrigins = new HashMap<>();
    private final List<Origin> origins = new ArrayList<>();

    /** Where a fact comes from, as far as a fact tells. */
    record Origin(
            String report,
            String source,
            String format,
            @Nullable Method method) {}

    int number(Observation observation) {
        Integer known = numbers.putIfAbsent(observation, observations.size());
        if (known != null) return known;
        observations.add(observation);
        return observations.size() - 1;
    }

    int numberOfOrigin(Finding finding) {
        Origin origin = new Origin(
                finding.report().sha256(),
                finding.report().source(),
                finding.report().format(),
                finding.report().method());
        Integer known = numbersOfOrigins.putIfAbsent(origin, origins.size());
        if (known != null) return known;
        origins.add(origin);
        return origins.size() - 1;
    }

    Observation observation(int number) {
        return observations.get(number);
    }

    Origin origin(int number) {
        return origins.get(number);
    }
}
