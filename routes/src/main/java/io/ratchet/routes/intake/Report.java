package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.Evidence;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RecordTimes;
import io.ratchet.domain.finding.Rejected;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.wire.UsualTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One report while it is read: hands findings on and keeps the count, so that no record is lost or counted twice. */
final class Report {
    private static final int LONGEST_MESSAGE = 500;
    private static final int MOST_NAMED = 5;
    private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final String file;
    private final String sha256;
    private final String format;
    private final ReadOptions options;
    private final FindingSink sink;
    private final Marks hosts = new Marks();
    private @Nullable HostRef lastHost;
    /** Records may be worked out on several threads; which of equal references stays here does not matter. */
    private volatile @Nullable ReportRef lastReference;

    private long records;
    private long used;
    private long findings;
    private long ignored;
    private long rejected;
    private final LongAdder zoneless = new LongAdder();
    private long lowered;
    private long unanswered;
    private final List<String> mute = new ArrayList<>();
    private String unused = "";
    private boolean complete = true;

    Report(String file, String sha256, String format, ReadOptions options, FindingSink sink) {
        this.file = file;
        this.sha256 = sha256;
        this.format = format;
        this.options = options;
        this.sink = sink;
    }

    /** What a record says, worked out before anything of it is handed on. */
    @FunctionalInterface
    interface Interpretation {
        /**
         * The record's findings; none when it says nothing that is wanted.
         *
         * @throws FailureException why the record is rejected; IllegalArgumentException and DateTimeException reject it
         *     by their message
         */
        List<Finding> findings();
    }

    /** One finding for each observation of a record. */
    static List<Finding> findings(
            ReportRef reference, String record, Instant at, HostRef host, Evidence evidence, List<Observation> seen) {
        List<Finding> findings = new ArrayList<>(seen.size());
        for (Observation observation : seen)
            findings.add(new Finding(reference, record, at, host, observation, evidence));
        return findings;
    }

    ReportRef reference(String source, @Nullable Instant run, @Nullable Method method) {
        ReportRef last = lastReference;
        if (last != null && last.source().equals(source) && last.method() == method && Objects.equals(last.run(), run))
            return last;
        ReportRef reference = new ReportRef(sha256, format, source, run, method);
        lastReference = reference;
        return reference;
    }

    ReadOptions options() {
        return options;
    }

    /** The zone of a time that names none. */
    ZoneId timeZone() {
        return options.timeZone();
    }

    /** A time that names no zone, as a log writes it; taken for {@link #timeZone()}, which is said. */
    Instant time(String field, String text) {
        return time(field, text, options.dateOrder(), timeZone());
    }

    /** The same, where one order of dates holds for a column. */
    Instant time(String field, String text, Times.@Nullable Order order, ZoneId zone) {
        Instant usual = UsualTime.read(text, zone);
        boolean zoned = usual == null ? Times.zoned(text) : text.endsWith("Z");
        if (!zoned) zoneless.increment();
        return usual == null ? Times.parse(field, text, order, zone) : usual;
    }

    /** Says for people what had to be mended in the text. */
    void decoded(Decoded in) {
        if (in.foreign() > 0)
            hint(
                    Hint.NOT_UTF_8,
                    in.foreign(),
                    "Bytes that are no text of the file's encoding were read as Windows-1252; export it as UTF-8.");
        if (in.controls() > 0)
            hint(
                    Hint.CONTROL_CHARACTERS,
                    in.controls(),
                    "Control characters and others that its format may not hold were read as blanks; tell the maker of the export.");
    }

    /** Why of a report of this format nothing may be of use, for people, where the reader knows; it goes on a line. */
    void unused(String why) {
        unused = why;
    }

    /** A listener that was tried and of which the source then has nothing to tell; said at the end. */
    void unanswered(String listener) {
        unanswered++;
        if (mute.size() < MOST_NAMED && !mute.contains(listener)) mute.add(listener);
    }

    void hint(String hint, long count, String message) {
        sink.hint(new Hint(file, hint, count, message));
    }

    /**
     * Says, at its end, why nothing of a report was used.
     *
     * @param told what is used of such a report and what is not; asked for when nothing was
     */
    void end(Supplier<FormatPage> told) {
        if (zoneless.sum() > 0 && used > 0)
            hint(
                    Hint.NO_TIME_ZONE,
                    zoneless.sum(),
                    "Times that name no zone were taken for "
                            + (timeZone().equals(ZoneOffset.UTC)
                                    ? "UTC"
                                    : timeZone().getId())
                            + "; give --time-zone where they were meant otherwise.");
        if (unanswered > 0)
            hint(
                    Hint.NO_ANSWER,
                    unanswered,
                    "Of what was tried the report has no result for "
                            + Excerpt.of(String.join(", ", mute), LONGEST_MESSAGE)
                            + (unanswered > mute.size() ? " and others" : "")
                            + ": nothing is known of it; look again, or with another scanner.");
        if (findings > 0 || !complete) return;
        String why = records == 0
                ? "It holds no record"
                : rejected > 0
                        ? "All that could have been used was rejected: see the rejects (" + rejected + " of " + records
                                + ")"
                        : "None of its " + records + " records is of use here"
                                + (unused.isEmpty() ? "" : ": " + unused);
        FormatPage page = told.get();
        hint(
                Hint.NOTHING_USED,
                records,
                why + "; of '" + format + "' is used: " + page.used()
                        + (page.ignored().isEmpty() ? "" : "; passed over: " + page.ignored()) + ".");
    }

    /** The addressing zone of a host for which the report names none. */
    String zone() {
        return options.zone();
    }

    /** When a record was observed: by its own word, else by the person's who delivered it. */
    Instant observed(@Nullable Instant own) {
        if (own != null) return own;
        if (options.observedAt() != null) return options.observedAt();
        throw FailureException.of(
                FailureCode.INTAKE_NO_TIME, "The record does not say when it was observed; give --observed-at.");
    }

    /** What was worked out of a record: its findings, or why it is rejected. */
    record Outcome(
            List<Finding> findings,
            @Nullable FailureCode code,
            @Nullable String message) {
        private static Outcome rejected(FailureException why) {
            return new Outcome(List.of(), why.failure().code(), why.failure().message());
        }
    }

    /**
     * Takes a record: used when it gives findings, ignored when it gives none, rejected when it cannot be read. What
     * the sink throws is no fault of the record and goes through.
     *
     * @param excerpt the record as it came, asked for only when it is rejected
     */
    void record(String record, Supplier<String> excerpt, Interpretation says) {
        take(record, excerpt, workedOut(says));
    }

    /** The first half of {@link #record}: nothing is counted or handed on; on any thread. */
    Outcome workedOut(Interpretation says) {
        try {
            List<Finding> said = says.findings();
            for (int i = 0; i < said.size(); i++) checkTimes(said.get(i));
            return new Outcome(said, null, null);
        } catch (FailureException e) {
            return Outcome.rejected(e);
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Outcome(
                    List.of(), FailureCode.INTAKE_BAD_VALUE, "A value cannot be read: " + e.getMessage() + ".");
        }
    }

    /** The second half of {@link #record}. */
    void take(String record, Supplier<String> excerpt, Outcome outcome) {
        Outcome believed = outcome.code() == null ? believed(outcome.findings()) : outcome;
        if (believed.code() != null) {
            reject(record, believed.code(), String.valueOf(believed.message()), excerpt.get());
            return;
        }
        List<Finding> said = outcome.findings();
        List<Finding> found = believed.findings();
        records++;
        if (found.isEmpty()) ignored++;
        else used++;
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).report().method() != said.get(i).report().method()) lowered++;
            handOn(found.get(i));
        }
    }

    private Outcome believed(List<Finding> said) {
        List<Finding> believed = said;
        try {
            for (int i = 0; i < said.size(); i++) {
                Finding cut = options.claims().cut(said.get(i));
                if (cut == said.get(i)) continue;
                if (believed == said) believed = new ArrayList<>(said);
                believed.set(i, cut);
            }
            return new Outcome(believed, null, null);
        } catch (FailureException e) {
            return Outcome.rejected(e);
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Outcome(
                    List.of(), FailureCode.INTAKE_BAD_VALUE, "A value cannot be read: " + e.getMessage() + ".");
        }
    }

    /** No source looked then, and no database keeps such a time. */
    void checkTimes(Finding finding) {
        Instant at = finding.observedAt();
        RecordTimes.impossible(finding.observation(), at, options.moment()).ifPresent(why -> {
            throw FailureException.of(FailureCode.INTAKE_BAD_VALUE, why);
        });
        if (at.isBefore(EARLIEST) || at.isAfter(LATEST))
            throw FailureException.of(
                    FailureCode.INTAKE_BAD_VALUE, "The record says it was observed at " + at + ", which cannot be.");
    }

    /** A record that counts towards a finding which is handed on later, by {@link #total}. */
    void counted() {
        records++;
        used++;
    }

    /** A finding to which records before it came together. */
    void total(Finding finding) {
        Finding believed;
        try {
            believed = options.claims().cut(finding);
        } catch (FailureException e) {
            reject(finding.record(), e.failure().code(), e.failure().message(), null);
            return;
        }
        if (believed.report().method() != finding.report().method()) lowered++;
        handOn(believed);
    }

    /** As {@link #record} rejects one, for a record whose reading is not a matter of findings. */
    boolean interpreted(String record, Supplier<String> excerpt, Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (FailureException e) {
            reject(record, e.failure().code(), e.failure().message(), excerpt.get());
        } catch (IllegalArgumentException | DateTimeException e) {
            reject(
                    record,
                    FailureCode.INTAKE_BAD_VALUE,
                    "A value cannot be read: " + e.getMessage() + ".",
                    excerpt.get());
        }
        return false;
    }

    private void handOn(Finding finding) {
        findings++;
        if (!finding.host().equals(lastHost)) {
            lastHost = finding.host();
            hosts.add(mark(finding.host()));
        }
        sink.finding(finding);
    }

    void ignored() {
        records++;
        ignored++;
    }

    void reject(String record, FailureCode code, String message, @Nullable String excerpt) {
        records++;
        rejected++;
        sink.rejected(
                new Rejected(file, record, code.wire(), Excerpt.of(message, LONGEST_MESSAGE), Excerpt.of(excerpt)));
    }

    /** A part of the report is lost and counts as one record; reading goes on behind it. */
    void lost(String record, FailureCode code, String message) {
        complete = false;
        reject(record, code, message, null);
    }

    /** The report breaks off here: what was read stays, the rest is missing. */
    void broken(String record, FailureCode code, String message) {
        complete = false;
        reject(record, code, message, null);
    }

    boolean complete() {
        return complete;
    }

    Coverage coverage() {
        return coverage(sha256);
    }

    /** @param hash of the report, where it was not known when the reading began */
    Coverage coverage(String hash) {
        return new Coverage(
                file, format, hash, records, used, findings, ignored, rejected, complete, hosts.size(), lowered);
    }

    /** Eight bytes for a host: the hosts of a large estate are counted without keeping them. */
    private static long mark(HostRef host) {
        long mark = marked(0xCBF29CE484222325L, host.zone());
        mark = marked(mark, host.ip());
        mark = marked(mark, host.fqdn());
        mark = marked(mark, host.netbios());
        mark = marked(mark, host.domain());
        mark = marked(mark, host.mac());
        mark = marked(mark, host.smbiosUuid());
        mark = marked(mark, host.sid());
        for (Map.Entry<String, String> id : host.nativeIds().entrySet())
            mark = marked(marked(mark, id.getKey()), id.getValue());
        return mark;
    }

    /** Four characters at a time; no step loses a bit of what came before. */
    private static long marked(long mark, @Nullable String part) {
        if (part == null) return mixed(mark, -1);
        long all = mixed(mark, part.length());
        int i = 0;
        for (; i + 4 <= part.length(); i += 4)
            all = mixed(
                    all,
                    part.charAt(i)
                            | (long) part.charAt(i + 1) << 16
                            | (long) part.charAt(i + 2) << 32
                            | (long) part.charAt(i + 3) << 48);
        for (; i < part.length(); i++) all = mixed(all, part.charAt(i));
        return all;
    }

    private static long mixed(long mark, long more) {
        return Long.rotateLeft((mark ^ more) * 0x9E3779B97F4A7C15L, 29);
    }
}
