package io.ratchet.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.console.AccessibilityReport.Answer;
import io.ratchet.console.AccessibilityReport.Criterion;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The report of how accessible the pages are is made of the tests, and of nothing else. */
class AccessibilityReportTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path RESOURCES = Path.of("src/test/resources/accessibility");
    private static final Pattern MEDIA = Pattern.compile("<(audio|video|canvas|object|embed|iframe|img|marquee)\\b");
    private static final Pattern MOTION = Pattern.compile(
            "devicemotion|deviceorientation|touchstart|touchmove|pointermove|mousemove|dragstart|draggable");

    private final AccessibilityReport report = report();

    @Test
    void thePageTheHtmlAndTheOpenAcrSayWhatTestsShow() throws IOException {
        holds("accessibility.md", report.page());
        holds("accessibility.html", report.html());
        holds("accessibility.yaml", report.openAcr());
    }

    @Test
    void whereNoTestSpeaksTheAnswerIsUnknown() {
        // Given
        Criterion one = new Criterion("1.3.3", "A", "Sensory Characteristics");
        AccessibilityReport silent = new AccessibilityReport(List.of(one), Map.of(), Map.of(), Map.of());

        // Then
        assertThat(silent.answer(one)).isEqualTo(Answer.UNKNOWN);
        assertThat(silent.page())
                .contains("| 1.3.3 Sensory Characteristics | A | 9.1.3.3 | unknown | no test speaks |");
        assertThat(silent.openAcr()).contains("level: not-evaluated").doesNotContain("level: supports");
    }

    @Test
    void everyCriterionOfTheTwoLevelsIsThereAndTestsNameNoOther() {
        assertThat(report.criteria()).hasSize(55).extracting(Criterion::number).doesNotHaveDuplicates();
        assertThat(report.criteria()).filteredOn(one -> one.level().equals("A")).hasSize(31);
        List<String> numbers = report.criteria().stream().map(Criterion::number).toList();
        for (Map<String, List<String>> named : List.of(report.axe(), report.tests(), report.absent()))
            assertThat(numbers).containsAll(named.keySet());
    }

    @Test
    @Shows(
            value = {"1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.4.2", "1.4.5", "2.3.1", "2.5.1", "2.5.4", "2.5.7"},
            absent = true)
    void thePagesHoldNoSoundNoFilmNoPictureAndNothingThatMovesOrIsMoved() throws IOException {
        List<String> held = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                String text = Files.readString(file);
                if (name.endsWith(".html") && MEDIA.matcher(text).find()) held.add(name + " holds media");
                if (MOTION.matcher(text).find()) held.add(name + " hears a motion");
                if (name.endsWith(".css") && text.contains("@keyframes")) held.add(name + " moves by itself");
            }
        }
        assertThat(held).isEmpty();
    }

    private static void holds(String name, String text) throws IOException {
        Path file = ROOT.resolve("docs").resolve(name);
        if ("update".equals(System.getProperty("golden"))) Files.writeString(file, text);
        assertThat(file)
                .as(
                        "docs/%s is made of the tests; write it anew with: mvn -pl console -am test -Dtest=AccessibilityReportTest -Dgolden=update",
                        name)
                .hasContent(text);
    }

    private static AccessibilityReport report() {
        try {
            Map<String, List<String>> tests = new TreeMap<>();
            Map<String, List<String>> absent = new TreeMap<>();
            for (Method test : annotated())
                for (String criterion : test.getAnnotation(Shows.class).value())
                    (test.getAnnotation(Shows.class).absent() ? absent : tests)
                            .computeIfAbsent(criterion, unseen -> new ArrayList<>())
                            .add(test.getDeclaringClass().getSimpleName() + "#" + test.getName());
            List.of(tests, absent).forEach(map -> map.values().forEach(list -> list.sort(null)));
            return new AccessibilityReport(
                    Files.readAllLines(RESOURCES.resolve("criteria.txt")).stream()
                            .map(Criterion::of)
                            .toList(),
                    axe(),
                    tests,
                    absent);
        } catch (IOException | ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** What {@link BrowserTest} saw axe-core look at, which it holds this file to. */
    private static Map<String, List<String>> axe() throws IOException {
        Map<String, List<String>> rules = new TreeMap<>();
        for (String line : Files.readAllLines(RESOURCES.resolve("axe.txt"))) {
            String[] words = line.split(" ");
            rules.computeIfAbsent(words[0], unseen -> new ArrayList<>()).add(words[1]);
        }
        return rules;
    }

    private static List<Method> annotated() throws IOException, ReflectiveOperationException {
        List<Method> found = new ArrayList<>();
        Path classes = Path.of("target/test-classes/io/ratchet/console");
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("\\w+Test\\.class"))
                    .toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> test = Class.forName(
                        "io.ratchet.console." + name, false, AccessibilityReportTest.class.getClassLoader());
                for (Method method : test.getDeclaredMethods())
                    if (method.isAnnotationPresent(Shows.class)) found.add(method);
            }
        }
        return found;
    }
}
