package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * The ways in for whole reports: watched folders and uploads. A folder's file is moved to {@code .done} when it was
 * taken in, to {@code .failed} when it is of no known format; the same bytes again are known by their hash. Folders are
 * endpoints of the component {@code file} with {@code readLock=changed}, so that a file still being written is left
 * alone.
 */
public final class IntakeRoute extends RouteBuilder {
    /** Takes a {@link Delivery}; answers with its coverages, none for a duplicate. */
    public static final String UPLOAD = "direct:report-upload";

    /** With the delays between them some ten minutes. */
    private static final int REPEATS = 24;

    private static final String TAKE_IN = "direct:report-intake";

    private final ReportIntake intake;
    private final List<String> folders;

    /** @param folders endpoint URIs, one for each watched folder */
    public IntakeRoute(ReportIntake intake, List<String> folders) {
        this.intake = intake;
        this.folders = List.copyOf(folders);
    }

    /** The endpoint of a watched folder. */
    public static String folder(Path path) {
        return "file:" + path
                + "?readLock=changed&readLockMinAge=1000&move=.done&moveFailed=.failed&maxMessagesPerPoll=10&delay=1000";
    }

    /**
     * What the sender must mend is kept aside at once; anything else may pass, such as a store that is out of order.
     */
    private static boolean malformed(Exchange exchange) {
        FailureException thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, FailureException.class);
        return thrown != null && thrown.failure().code().kind() == FailureCode.Kind.MALFORMED;
    }

    // spotless:off
    @Override
    public void configure() {
        for (int i = 1; i <= folders.size(); i++)
            from(folders.get(i - 1)).routeId("report-watch-" + i).description("Watches a folder for reports")
                .errorHandler(defaultErrorHandler()
                    .maximumRedeliveries(REPEATS).redeliveryDelay(500).useExponentialBackOff().backOffMultiplier(2).maximumRedeliveryDelay(30_000)
                    .allowRedeliveryWhileStopping(false))
                .onException(FailureException.class).onWhen(IntakeRoute::malformed).maximumRedeliveries(0).end()
                .removeHeaders("*", "CamelFile*")
                .setBody(exchange -> delivery(exchange)).id("name-" + i)
                .to(TAKE_IN).id("hand-over-" + i)
                .to("{{ratchet.decide.source}}").id("decide-" + i);

        from(UPLOAD).routeId("report-upload").description("Takes an uploaded report in and decides anew")
            .to(TAKE_IN).id("hand-over-upload")
            .enrich("{{ratchet.decide.source}}", (taken, decided) -> taken).id("decide-upload");

        from(TAKE_IN).routeId("report-intake").description("Parses a report, keeps its findings, rejects and raw bytes")
            .errorHandler(noErrorHandler())
            .transform().body(Delivery.class, this::take).id("parse");
    }
    // spotless:on

    private static Delivery delivery(Exchange exchange) {
        File file =
                Objects.requireNonNull(exchange.getMessage().getBody(File.class), "a watched folder delivers files");
        return new Delivery(file.getName(), file.toPath());
    }

    /** A report of no known format is the sender's affair; it is told, and the file's own route keeps it aside. */
    private Object take(Delivery delivery) throws FailureException {
        return intake.take(delivery, ReadOptions.plain(), "ratchet");
    }
}
