package io.ratchet.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * What tests show of the pages, criterion by criterion: as a page for people, as an HTML file, and as OpenACR. Where no
 * test speaks it says so; that is never a pass.
 *
 * @param criteria of WCAG 2.2, levels A and AA
 * @param axe by criterion, the rules of axe-core that looked at something and found no fault
 * @param tests by criterion, the tests that look at it
 * @param absent by criterion, the tests that show that there is nothing to which it could apply
 */
record AccessibilityReport(
        List<Criterion> criteria,
        Map<String, List<String>> axe,
        Map<String, List<String>> tests,
        Map<String, List<String>> absent) {
    private static final String TITLE = "Ratchet Accessibility Conformance Report";
    private static final String METHODS =
            "Tests drive the pages in Chromium, each in light and dark at 1280, 400 and 320 px, and by the keyboard alone;"
                    + " axe-core looks at each. No person with a disability and no screen reader was asked.";
    /** WCAG 2.2 has them and EN 301 549 V3.2.1, which holds WCAG 2.1 in its clause 9, does not. */
    private static final Set<String> NEWER = Set.of("2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8");

    private static final String HEAD = """
            # How accessible the console is

            Made of the very tests: what axe-core looked at on each page, what tests walk through, and what they
            show not to be there. A program sees a part of most criteria alone, and **where no test speaks the answer
            is unknown**, which is no pass. The same is in [OpenACR](accessibility.yaml), a form that programs read,
            and [as HTML](accessibility.html).

            """;
    private static final String TABLE = """

            | criterion of WCAG 2.2 | level | clause of EN 301 549 V3.2.1 | answer | by |
            |---|---|---|---|---|
            """;

    /** @param number such as {@code 1.4.10} */
    record Criterion(String number, String level, String name) {
        static Criterion of(String line) {
            String[] parts = line.split("\\|");
            return new Criterion(parts[0], parts[1], parts[2]);
        }

        /** Empty where it has none. */
        String clause() {
            return NEWER.contains(number) ? "" : "9." + number;
        }
    }

    enum Answer {
        SUPPORTS("supports"),
        NOT_APPLICABLE("not-applicable"),
        UNKNOWN("not-evaluated");

        private final String term;

        Answer(String term) {
            this.term = term;
        }

        String says() {
            return this == UNKNOWN ? "unknown" : term.replace('-', ' ');
        }
    }

    Answer answer(Criterion criterion) {
        if (axe.containsKey(criterion.number()) || tests.containsKey(criterion.number())) return Answer.SUPPORTS;
        return absent.containsKey(criterion.number()) ? Answer.NOT_APPLICABLE : Answer.UNKNOWN;
    }

    private String by(Criterion criterion) {
        List<String> by = new ArrayList<>();
        List<String> walked = tests.getOrDefault(criterion.number(), List.of());
        List<String> rules = axe.getOrDefault(criterion.number(), List.of());
        by.addAll(walked);
        if (!rules.isEmpty()) by.add("axe-core" + (walked.isEmpty() ? " alone" : "") + ": " + String.join(", ", rules));
        if (by.isEmpty()) by.addAll(absent.getOrDefault(criterion.number(), List.of()));
        return by.isEmpty() ? "no test speaks" : String.join("; ", by);
    }

    String page() {
        Map<Answer, Long> count = criteria.stream()
                .collect(Collectors.groupingBy(this::answer, () -> new LinkedHashMap<>(), Collectors.counting()));
        return HEAD + "Of " + criteria.size() + " criteria of WCAG 2.2, levels A and AA, "
                + count.getOrDefault(Answer.SUPPORTS, 0L) + " are supported as far as tests look, "
                + count.getOrDefault(Answer.NOT_APPLICABLE, 0L) + " do not apply, "
                + count.getOrDefault(Answer.UNKNOWN, 0L) + " are unknown.\n"
                + criteria.stream()
                        .map(one -> "| " + String.join(" | ", cells(one)) + " |\n")
                        .collect(Collectors.joining("", TABLE, ""));
    }

    private List<String> cells(Criterion one) {
        return List.of(
                one.number() + " " + one.name(),
                one.level(),
                one.clause().isEmpty() ? "none" : one.clause(),
                answer(one).says(),
                by(one));
    }

    String html() {
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.append("<title>").append(TITLE).append("</title></head>\n<body><main>\n<h1>");
        html.append(TITLE).append("</h1>\n<p>").append(HtmlUtils.htmlEscape(METHODS));
        html.append(" Where no test speaks the answer is unknown, which is no pass.</p>\n<table>\n<caption>");
        html.append("WCAG 2.2, levels A and AA, and EN 301 549 V3.2.1</caption>\n<thead><tr>");
        for (String column : List.of("Criterion", "Level", "EN 301 549", "Answer", "By"))
            html.append("<th scope=\"col\">").append(column).append("</th>");
        html.append("</tr></thead>\n<tbody>\n");
        for (Criterion one : criteria) {
            List<String> cells = cells(one);
            html.append("<tr><th scope=\"row\">").append(HtmlUtils.htmlEscape(cells.get(0)));
            html.append("</th>");
            cells.stream()
                    .skip(1)
                    .forEach(cell -> html.append("<td>")
                            .append(HtmlUtils.htmlEscape(cell))
                            .append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n</main></body></html>\n").toString();
    }

    /** OpenACR, in the catalogue of WCAG 2.2 and EN 301 549. */
    String openAcr() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("title", TITLE);
        report.put("product", Map.of("name", "Ratchet: the console, its pages for a browser"));
        report.put("author", Map.of("email", "none; CONTRIBUTING.md and SECURITY.md say how to write"));
        report.put("notes", "Made of tests. not-evaluated: no test speaks.");
        report.put("evaluation_methods_used", METHODS);
        report.put("license", "Apache-2.0");
        report.put("catalog", "2.5-edition-wcag-2.2-508-eu-en");
        Map<String, Object> chapters = new LinkedHashMap<>();
        chapters.put("success_criteria_level_a", chapter(level("A")));
        chapters.put("success_criteria_level_aa", chapter(level("AA")));
        // The catalogue has no criteria there: clause 9 is WCAG 2.1, number for number.
        chapters.put(
                "en_301_549_web",
                Map.of(
                        "notes",
                        "Clause 9.N is criterion N of the tables above; V3.2.1 does not have "
                                + String.join(", ", new TreeSet<>(NEWER)) + "."));
        report.put("chapters", chapters);
        DumperOptions block = new DumperOptions();
        block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        block.setWidth(100);
        return new Yaml(block).dump(report);
    }

    private List<Criterion> level(String level) {
        return criteria.stream().filter(one -> one.level().equals(level)).toList();
    }

    private Map<String, Object> chapter(List<Criterion> of) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Criterion one : of) {
            Map<String, Object> adherence = new LinkedHashMap<>();
            adherence.put("level", answer(one).term);
            adherence.put("notes", by(one));
            Map<String, Object> component = new LinkedHashMap<>();
            component.put("name", "web");
            component.put("adherence", adherence);
            Map<String, Object> criterion = new LinkedHashMap<>();
            criterion.put("num", one.number());
            criterion.put("components", List.of(component));
            all.add(criterion);
        }
        return Map.of("criteria", all);
    }
}
