package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Coverage;
import java.nio.file.Path;
import java.util.List;
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
    @SuppressWarnings("unchecked")
    public List<Coverage> take(String name, Path report, String by) {
        try {
            List<Coverage> taken = template.requestBodyAndHeader(
                    IntakeRoute.UPLOAD, new Delivery(name, report), IntakeRoute.BY, by, List.class);
            return taken == null ? List.of() : taken;
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) throw thrown;
            throw e;
        }
    }
}
