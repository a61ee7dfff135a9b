package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Coverage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/** Hands an uploaded report over to its route. */
public final class ReportUpload {
    private final ProducerTemplate template;

    public ReportUpload(ProducerTemplate template) {
        this.template = template;
    }

    /**
     * Takes a report in, whole, and decides anew unless there is nothing new in it.
     *
     * @param name the file's name as the sender gave it; only ever shown
     * @param by {@code user:..}
     * @return empty when the very same report was taken in before
     * @throws io.ratchet.domain.failure.FailureException as {@link ReportIntake} throws it
     */
    public List<Coverage> take(String name, Path report, String by) {
        return take(name, report, by, by);
    }

    /**
     * The same of what somebody else had brought.
     *
     * @param from who or what, as it is kept beside the findings
     */
    @SuppressWarnings("unchecked")
    public List<Coverage> take(String name, Path report, String by, String from) {
        try {
            List<Coverage> taken = template.requestBodyAndHeaders(
                    IntakeRoute.UPLOAD,
                    new Delivery(name, report),
                    Map.of(IntakeRoute.BY, by, IntakeRoute.FROM, from),
                    List.class);
            return taken == null ? List.of() : taken;
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) throw thrown;
            throw e;
        }
    }
}
