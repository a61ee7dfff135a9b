package io.ratchet.routes.intake;

import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.routes.support.FailurePolicy;
import io.ratchet.routes.support.StageRoutes;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways in for whole reports: watched folders and uploads. A folder's file is moved to {@code .done} when it was
 * taken in, to {@code .partial} when it broke off or lost a part and only what could be read was taken in, to
 * {@code .failed} when it is of no known format or could not be taken in for long; a file in hand when Ratchet stops
 * stays and is taken in later. The same bytes again are known by their hash. Folders are endpoints of the component
 * {@code file} with {@code readLock=changed}, so that a file still being written is left alone.
 */
public final class IntakeRoute extends StageRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeRoute.class);

    /**
     * Takes a {@link Delivery}, by whom in the header {@link #BY}; answers with its coverages, none for a duplicate.
     */
    static final String UPLOAD = "direct:report-upload";

    /** The actor who delivered; without it Ratchet itself, for a watched folder. */
    static final String BY = "RatchetBy";

    /** Where it comes from, such as {@code folder:/srv/in}; without it from the actor. */
    public static final String FROM = "RatchetFrom";

    /** The exchange property with the folder into which a file goes that is dealt with. */
    private static final String PUT = "ratchet.put";

    /** The registry's name of {@link #written}. */
    private static final String WRITTEN = "ratchetWritten";

    /** How long an empty file may still be the beginning of one: its writer may be slow to write its first byte. */
    private static final Duration STILL_EMPTY = Duration.ofMinutes(1);

    /** Takes a {@link Delivery} in, as {@link #UPLOAD} does, without having anything decided. */
    public static final String TAKE_IN = "direct:report-intake";

    /** The format's name, where the one who delivers knows it; without it the format is known by the content. */
    public static final String FORMAT = "RatchetFormat";

    private final ReportIntake intake;
    private final List<String> folders;

    /** @param folders endpoint URIs, one for each watched folder */
    public IntakeRoute(ReportIntake intake, List<String> folders) {
        this.intake = intake;
        this.folders = List.copyOf(folders);
    }

    /** The endpoint of a watched folder. A file that is not dealt with, such as at a stop, stays where it is. */
    public static String folder(Path path) {
        return "file:" + path + "?readLock=changed&readLockMinAge=1000&readLockMinLength=0&filter=#" + WRITTEN
                + "&maxMessagesPerPoll=10&initialDelay=0&delay=1000&move=${exchangeProperty." + PUT + "}/${file:name}";
    }

    /** What is kept of where a file of a watched folder came from. */
    private static String place(String endpoint) {
        int options = endpoint.indexOf('?');
        String path = options < 0 ? endpoint : endpoint.substring(0, options);
        return "folder:" + path.substring(path.indexOf(':') + 1);
    }

    // spotless:off
    @Override
    public void configure() {
        getContext().getRegistry().bind(WRITTEN, GenericFileFilter.class, (GenericFileFilter<File>) IntakeRoute::written);

        for (int i = 1; i <= folders.size(); i++)
            from(folders.get(i - 1)).routeId("report-watch-" + i).description("Watches a folder for reports")
                .routeConfigurationId(FailurePolicy.ASIDE)
                .setProperty(PUT, constant(".done"))
                .removeHeaders("*", "CamelFile*")
                .setHeader(FROM, constant(place(folders.get(i - 1)))).id("from-" + i)
                .setBody(exchange -> delivery(exchange)).id("name-" + i)
                .to(TAKE_IN).id("hand-over-" + i)
                .process(IntakeRoute::part).id("part-" + i)
                .to("{{ratchet.decide.source}}").id("decide-" + i);

        from(FailurePolicy.PUT_ASIDE).routeId("report-put-aside").description("Has a report kept aside that cannot be taken in")
            .routeConfigurationId(FailurePolicy.TOLD)
            .process(IntakeRoute::unlessStopping).id("unless-stopping")
            .setProperty(PUT, constant(".failed")).id("put-aside")
            .process(IntakeRoute::sayFailed).id("say-failed");

        from(UPLOAD).routeId("report-upload").description("Takes an uploaded report in and waits a moment for what is decided")
            .routeConfigurationId(FailurePolicy.TOLD)
            .to(TAKE_IN).id("hand-over-upload")
            .filter(IntakeRoute::anythingNew).id("only-new")
                .enrich("{{ratchet.decide.awaited}}", (taken, decided) -> taken).id("decide-upload")
            .end();

        from(TAKE_IN).routeId("report-intake").description("Parses a report, keeps its findings, rejects and raw bytes")
            .routeConfigurationId(FailurePolicy.TOLD)
            .transform().exchange(this::take).id("parse");
    }
    // spotless:on

    /** Whoever sent a report that was cut off should send it again, and finds it in a folder of its own. */
    private static void part(Exchange exchange) {
        List<?> coverages = exchange.getMessage().getBody(List.class);
        if (coverages == null) return;
        for (Object one : coverages)
            if (one instanceof Coverage coverage && !coverage.complete()) {
                exchange.setProperty(PUT, ".partial");
                LOG.warn(
                        "{} was taken in only in part and lies in .partial now: {} of {} records were used",
                        file(exchange),
                        coverage.used(),
                        coverage.records());
            }
    }

    /** At a stop Camel takes every failure for the last one; the file's next process tries again. */
    private static void unlessStopping(Exchange exchange) {
        if (exchange.getContext().isStopping())
            throw new RejectedExecutionException("The report stays where it is, since Ratchet stops.");
    }

    /** A file that stays empty is taken all the same, and put aside: it would lie there for ever. */
    private static boolean written(GenericFile<File> file) {
        // Its time is the file system's, whatever the time of the estate is.
        Duration age = Duration.between(
                Instant.ofEpochMilli(file.getLastModified()), Clock.systemUTC().instant());
        return file.isDirectory() || file.getFileLength() > 0 || age.compareTo(STILL_EMPTY) > 0;
    }

    private static void sayFailed(Exchange exchange) {
        LOG.warn("{} was not taken in and lies in .failed now: {}", file(exchange), FailurePolicy.why(exchange));
    }

    private static String file(Exchange exchange) {
        return Objects.requireNonNullElse(
                exchange.getMessage().getHeader(Exchange.FILE_PATH, String.class), "The file");
    }

    private static Delivery delivery(Exchange exchange) {
        File file =
                Objects.requireNonNull(exchange.getMessage().getBody(File.class), "a watched folder delivers files");
        return new Delivery(file.getName(), file.toPath());
    }

    private static boolean anythingNew(Exchange exchange) {
        List<?> coverages = exchange.getMessage().getBody(List.class);
        return coverages != null && !coverages.isEmpty();
    }

    /** A report of no known format is the sender's affair; it is told, and the file's own route keeps it aside. */
    private Object take(Exchange exchange) throws FailureException {
        Message message = exchange.getMessage();
        Delivery delivery = Objects.requireNonNull(message.getBody(Delivery.class), "an intake is of a delivery");
        String by = message.getHeader(BY, String.class);
        String actor = by == null ? AuditEvents.RATCHET : by;
        return intake.take(
                delivery,
                options(message),
                actor,
                Objects.requireNonNullElse(message.getHeader(FROM, String.class), actor));
    }

    private static ReadOptions options(Message message) {
        String format = message.getHeader(FORMAT, String.class);
        return format == null
                ? ReadOptions.plain()
                : new ReadOptions(Format.of(format).orElseThrow(), null, HostRef.DEFAULT_ZONE);
    }
}
