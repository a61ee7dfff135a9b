package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.Observation.Presence;
import io.ratchet.domain.finding.RegistryData;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.playbooks.PhaseAnswers;
import java.io.IOException;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the script of {@code ratchet collect} printed on one host or, one after the other, on many. A record is one fact
 * of one host; what surrounds the answers is passed over.
 *
 * @param method how it is known: live from the host, or out of a file that somebody else brought
 * @param reachedAt the address at which the host was reached; null: by its own word alone
 */
record CollectReader(Method method, @Nullable String reachedAt) implements FormatReader {
    private static final Pattern BEGIN = Pattern.compile("<<<RATCHET:([A-Za-z0-9-]{1,64}):[0-9]{1,9}");
    private static final String END = "RATCHET>>>";
    private static final int LONGEST_LINE = 1 << 16;
    private static final int LONGEST_FRAME = 16 << 20;

    /** Out of files: whoever carried the script to the host is believed as an agent on it is. */
    static CollectReader ofFiles() {
        return new CollectReader(Method.AGENT, null);
    }

    @Override
    public boolean knows(Beginning beginning) {
        return beginning.text().lines().anyMatch(line -> BEGIN.matcher(line).lookingAt());
    }

    @Override
    public void read(Source source, Report report) throws IOException {
        int number = 0;
        try (Decoded in = Decoded.text(source.open())) {
            Lines lines = new Lines(in, LONGEST_LINE);
            StringBuilder frame = new StringBuilder();
            for (String line = lines.next(); line != null; line = lines.next()) {
                Matcher begins = BEGIN.matcher(line);
                boolean begin = begins.find();
                if (begin) {
                    if (frame.length() > 0) lost(report, ++number);
                    frame.setLength(0);
                    frame.append(line, begins.start(), line.length()).append('\n');
                } else if (frame.length() > 0) {
                    frame.append(line.strip()).append('\n');
                    if (line.strip().equals(END)) {
                        answer(frame.toString(), "answer[" + ++number + "]", report);
                        frame.setLength(0);
                    } else if (frame.length() > LONGEST_FRAME) {
                        lost(report, ++number);
                        frame.setLength(0);
                    }
                }
            }
            if (frame.length() > 0)
                report.broken(
                        "answer[" + ++number + "]",
                        FailureCode.INTAKE_TRUNCATED,
                        "The last answer has no end; nothing of it was used.");
            report.decoded(in);
        }
    }

    private static void lost(Report report, int number) {
        report.lost(
                "answer[" + number + "]",
                FailureCode.INTAKE_TRUNCATED,
                "An answer has no end before the next one begins; nothing of it was used.");
    }

    private void answer(String frame, String record, Report report) {
        Matcher begin = BEGIN.matcher(frame);
        if (!begin.lookingAt()) throw new IllegalStateException("a frame begins with its mark");
        PhaseAnswer answer;
        Host host;
        try {
            answer = PhaseAnswers.read(new HostOutput(0, frame, ""), begin.group(1));
            host = host(answer, report);
        } catch (FailureException | IllegalArgumentException e) {
            report.reject(
                    record,
                    FailureCode.INTAKE_BAD_VALUE,
                    "The answer cannot be used: " + e.getMessage(),
                    frame.lines().findFirst().orElse(""));
            return;
        }
        Told told = new Told(host, record, report);
        told.of("boot", () -> List.of(new Observation.Boot(answer.bootTime())));
        for (StepResult result : answer.results()) {
            String error = result.error();
            if (error != null)
                report.reject(
                        record + "/" + result.action(),
                        FailureCode.INTAKE_BAD_VALUE,
                        "The host could not tell " + result.action() + ": " + Excerpt.of(error, 300),
                        null);
            else facts(result, told);
        }
    }

    /** Who answered, and when it looked. */
    private record Host(HostRef reference, Instant at) {}

    private Host host(PhaseAnswer answer, Report report) {
        if (answer.phase() != Phase.COLLECT)
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE,
                    "it answers a phase of a plan and not the script of ratchet collect.");
        StepResult refused = answer.results().stream()
                .filter(result -> result.action().equals("host-identity") && result.error() != null)
                .findFirst()
                .orElse(null);
        if (refused != null) throw FailureException.of(FailureCode.IDENTITY_MISMATCH, refused.error() + ".");
        Map<String, String> system = answer.results().stream()
                .filter(result -> result.action().equals("facts-system") && result.error() == null)
                .map(StepResult::after)
                .findFirst()
                .orElseThrow(() -> FailureException.of(
                        FailureCode.INTAKE_NO_TIME, "the host did not say which Windows it is and when it looked."));
        String address = said(system, "address");
        return new Host(
                new HostRef(
                        report.zone(),
                        null,
                        address != null ? address : reachedAt,
                        HostNames.full(said(system, "fullName")).orElse(null),
                        HostNames.shortName(answer.hostName())
                                .orElseThrow(() -> new IllegalArgumentException("the host says no name")),
                        null,
                        said(system, "mac"),
                        answer.smbiosUuid(),
                        null,
                        Map.of()),
                Times.parse("at", system.getOrDefault("at", "")));
    }

    /** One host's facts on their way to findings. */
    private final class Told {
        private final Host host;
        private final String record;
        private final Report report;

        Told(Host host, String record, Report report) {
            this.host = host;
            this.record = record;
            this.report = report;
        }

        void of(String fact, Supplier<List<Observation>> says) {
            of(fact, host.at(), says);
        }

        void of(String fact, Instant at, Supplier<List<Observation>> says) {
            report.record(
                    record + "/" + fact,
                    () -> fact,
                    () -> Report.findings(
                            report.reference("ratchet-collect", null, method),
                            record + "/" + fact,
                            at,
                            host.reference(),
                            new Evidence("collect:" + fact.replaceAll("\\[.*", ""), null),
                            says.get()));
        }
    }

    private static void facts(StepResult result, Told told) {
        Map<String, String> after = result.after();
        switch (result.action()) {
            case "facts-system" -> system(after, told);
            case "facts-registry" -> registry(after, told);
            default -> {
                Reading reading = Reading.of(result.action());
                if (reading == null) return;
                for (Map.Entry<String, String> one : numbered(after).entrySet()) {
                    List<String> fields = List.of(one.getValue().split("\t", -1));
                    reading.tell(told, result.action() + "[" + one.getKey() + "]", fields);
                }
            }
        }
    }

    private static void system(Map<String, String> after, Told told) {
        told.of("facts-system", () -> {
            Integer type = number(said(after, "productType"));
            List<Observation> seen = new ArrayList<>();
            seen.add(new Observation.OperatingSystem(
                    after.getOrDefault("os", ""),
                    number(said(after, "revision")),
                    type,
                    number(said(after, "servicePack")),
                    said(after, "caption"),
                    null,
                    said(after, "architecture")));
            if (type != null && type == 2) seen.add(new Observation.ServerRole("domain-controller", null));
            return seen;
        });
    }

    /** A value may be asked for by itself and stand in a key that is asked for whole. */
    private static void registry(Map<String, String> after, Told told) {
        Set<String> seen = new HashSet<>();
        numbered(after).forEach((number, text) -> {
            String[] field = text.split("\t", 4);
            if (field.length == 4 && seen.add((field[0] + "|" + field[1]).toLowerCase(Locale.ROOT)))
                told.of(
                        "facts-registry[" + number + "]",
                        () -> field[2].equals("unreadable")
                                ? List.of()
                                : List.of(new Observation.RegistryValue(field[0], field[1], data(field[2], field[3]))));
        });
    }

    private static RegistryData data(String kind, String value) {
        if (kind.equals("absent")) return RegistryData.ABSENT;
        RegistryData.Kind known =
                RegistryData.Kind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_'));
        return switch (known) {
            case DWORD, QWORD -> new RegistryData(known, Long.parseUnsignedLong(value));
            case MULTI_STRING -> new RegistryData(known, value.isEmpty() ? List.of() : List.of(value.split("\n", -1)));
            default -> new RegistryData(known, value);
        };
    }

    /** What the fields of one fact mean. */
    private interface Reading {
        void tell(Told told, String fact, List<String> fields);

        static @Nullable Reading of(String action) {
            return switch (action) {
                case "facts-services" ->
                    (told, fact, fields) ->
                            told.of(fact, () -> List.of(new Observation.Service(fields.get(0), fields.get(1))));
                case "facts-files" -> (told, fact, fields) -> told.of(fact, () -> List.of(file(fields)));
                case "facts-products" -> (told, fact, fields) -> told.of(fact, () -> List.of(product(fields)));
                case "facts-updates" -> (told, fact, fields) -> told.of(fact, () -> List.of(update(fields)));
                case "facts-listeners" ->
                    (told, fact, fields) -> told.of(
                            fact,
                            () -> List.of(new Observation.PortOwner(
                                    Integer.parseInt(fields.get(0)), fields.get(1), filled(fields.get(2)))));
                case "facts-policies" ->
                    (told, fact, fields) -> told.of(
                            fact,
                            () -> List.of(new Observation.PolicyOwner(
                                    fields.get(0), fields.get(1), fields.get(2), filled(fields.get(3)))));
                case "facts-events" -> CollectReader::event;
                default -> null;
            };
        }
    }

    private static Observation file(List<String> fields) {
        boolean there = fields.get(1).equals("present");
        return new Observation.FileVersion(
                fields.get(0), filled(fields.get(2)), there ? Presence.PRESENT : Presence.ABSENT);
    }

    private static Observation product(List<String> fields) {
        if (fields.get(0).equals("role")) return new Observation.ServerRole(fields.get(1), filled(fields.get(2)));
        return new Observation.InstalledProduct(
                fields.get(1), filled(fields.get(2)), filled(fields.get(3)), fields.get(4), null, day(fields.get(5)));
    }

    private static Observation update(List<String> fields) {
        boolean there = fields.get(1).equals("installed");
        return new Observation.UpdateInstalled(
                fields.get(0), there ? Presence.PRESENT : Presence.ABSENT, there ? day(fields.get(2)) : null);
    }

    /** Events that say the same were counted on the host; what they prove was last so when the last one was logged. */
    private static void event(Told told, String fact, List<String> fields) {
        Instant last = Times.parse("last", fields.get(2));
        told.of(fact, last, () -> {
            Map<String, String> said = new TreeMap<>();
            for (String field : fields.subList(4, fields.size())) {
                int cut = field.indexOf('=');
                if (cut > 0) said.put(field.substring(0, cut), field.substring(cut + 1));
            }
            Observation.SchannelEvent seen = new Observation.SchannelEvent(
                    Integer.parseInt(fields.get(3)),
                    Long.parseLong(fields.get(0)),
                    said,
                    said.get("CallerProcessImageName"));
            List<Observation> all = new ArrayList<>(List.of(seen));
            SchannelMeaning.of(seen).ifPresent(all::add);
            return all;
        });
    }

    /** In the order in which the host told them. */
    private static Map<String, String> numbered(Map<String, String> after) {
        Map<String, String> ordered =
                new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        ordered.putAll(after);
        return ordered;
    }

    private static @Nullable String said(Map<String, String> after, String name) {
        return filled(after.getOrDefault(name, ""));
    }

    private static @Nullable String filled(String text) {
        return text.isBlank() ? null : text;
    }

    private static @Nullable Integer number(@Nullable String text) {
        return text == null ? null : Integer.valueOf(text);
    }

    /** Installers write a day in several ways; one that is none tells nothing. */
    private static @Nullable Instant day(String text) {
        for (DateTimeFormatter form : List.of(DateTimeFormatter.BASIC_ISO_DATE, DateTimeFormatter.ISO_LOCAL_DATE)) {
            TemporalAccessor day = form.parseUnresolved(text, new ParsePosition(0));
            if (day == null) continue;
            try {
                return LocalDate.parse(text, form).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeException notADay) {
                return null;
            }
        }
        return null;
    }
}
