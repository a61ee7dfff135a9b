package io.ratchet.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prometheus's text format 0.0.4, read strictly: each family once, with help and type before its samples, no sample
 * twice, every value a number.
 */
record Exposition(Map<String, Family> families) {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]Inf|[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");
    private static final List<String> PARTS = List.of("_bucket", "_count", "_sum");

    record Family(String name, String type, List<Sample> samples) {}

    record Sample(String name, Map<String, String> labels, double value) {}

    static Exposition parse(String text) {
        assertThat(text).endsWith("\n").doesNotContain("\r");
        Map<String, Family> families = new TreeMap<>();
        Set<String> helped = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (String line : text.lines().toList()) {
            Matcher comment = COMMENT.matcher(line);
            if (comment.matches() && comment.group(1).equals("HELP")) {
                assertThat(helped.add(comment.group(2))).as("one help: " + line).isTrue();
            } else if (comment.matches()) {
                String name = comment.group(2);
                assertThat(helped).as("help before type: " + line).contains(name);
                assertThat(families.put(name, new Family(name, comment.group(3), new ArrayList<>())))
                        .as("one type: " + line)
                        .isNull();
            } else {
                Sample sample = sample(line);
                assertThat(seen.add(sample.name() + sample.labels()))
                        .as("once: " + line)
                        .isTrue();
                family(families, sample.name()).samples().add(sample);
            }
        }
        return new Exposition(families);
    }

    private static Sample sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as("a sample: " + line).isTrue();
        String value = sample.group(3).replace("Inf", "Infinity");
        return new Sample(sample.group(1), labels(sample.group(2)), Double.parseDouble(value));
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text == null) return labels;
        Matcher label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            assertThat(label.find(at) && label.start() == at)
                    .as("labels: " + text)
                    .isTrue();
            assertThat(labels.put(label.group(1), label.group(2)))
                    .as("each label once: " + text)
                    .isNull();
            at = label.end();
        }
        return labels;
    }

    private static Family family(Map<String, Family> families, String sample) {
        for (String part : PARTS)
            if (sample.endsWith(part) && families.containsKey(sample.substring(0, sample.length() - part.length())))
                return families.get(sample.substring(0, sample.length() - part.length()));
        assertThat(families).as("the type before the sample").containsKey(sample);
        return families.get(sample);
    }

    /** The value of one sample; {@code labels} as {@code name=value}. */
    double value(String name, String... labels) {
        Map<String, String> wanted = new TreeMap<>();
        for (String label : labels)
            wanted.put(label.substring(0, label.indexOf('=')), label.substring(label.indexOf('=') + 1));
        return families.values().stream()
                .flatMap(family -> family.samples().stream())
                .filter(sample -> sample.name().equals(name) && sample.labels().equals(wanted))
                .mapToDouble(Sample::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample " + name + wanted));
    }
}
