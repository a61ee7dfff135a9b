package io.ratchet.app.flow;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.controls.ControlBook;
import io.ratchet.routes.heads.HeadRoute;
import io.ratchet.routes.heads.HeadSender;
import io.ratchet.routes.path.PathScope;
import io.ratchet.routes.path.ReadinessPath;
import io.ratchet.routes.report.OscalResults;
import io.ratchet.routes.report.PathHtml;
import io.ratchet.store.Contacts;
import io.ratchet.store.audit.AuditExport;
import io.ratchet.store.audit.AuditSelection;
import io.ratchet.store.audit.HeadPublisher;
import io.ratchet.store.audit.PublishedHead;
import io.ratchet.store.audit.SigningKey;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;

/** What is shown to others: the way to readiness, the controls, the audit export, and heads for those who keep them. */
final class Proof {
    private static final int HEADS_AT_ONCE = 2;

    private final FlowParts.Ground ground;
    private final FlowParts.Proving proving;
    private final Deciding deciding;
    private final Optional<HeadSender> sender;
    private final ExecutorService threads = Daemons.of("heads", HEADS_AT_ONCE);

    Proof(FlowParts.Ground ground, FlowParts.Proving proving, Deciding deciding) {
        this.ground = ground;
        this.proving = proving;
        this.deciding = deciding;
        this.sender = proving.copied().isEmpty()
                ? Optional.empty()
                : proving.heads()
                        .map(publisher -> new HeadSender(
                                publisher.copies(ground.data().resolve("heads-sent")),
                                proving.copied(),
                                ground.clock()));
    }

    void routes(Routing routing) throws Exception {
        if (sender.isPresent())
            routing.endpoint("ratchet.heads.due", "timer:heads-due?period=10000")
                    .add(new HeadRoute(sender.get(), threads));
    }

    List<Contacts.Receiver> headReceivers() {
        return sender.map(HeadSender::standing).orElse(List.of());
    }

    ReadinessPath path() {
        return new ReadinessPath(ground.store(), ground.organisation(), deciding.decision()::assets, ground.clock());
    }

    ControlBook controls(ReadinessPath path) {
        return new ControlBook(
                ground.store(), ground.organisation(), deciding.decision()::assets, path, ground.clock());
    }

    /** The lines of a selection, as a zip. */
    AuditExport.Written export(Path out, AuditSelection selection) {
        if (proving.heads().isPresent())
            return published(out, selection, proving.heads().get());
        return AuditExport.write(
                ground.store(),
                out,
                ground.clock(),
                SigningKey.open(ground.data().resolve("keys")),
                selection);
    }

    /** The reports are drawn first, so that what they add to the log is in the export. */
    private AuditExport.Written published(Path out, AuditSelection selection, HeadPublisher heads) {
        Optional<AuditExport.Reports> reports = selection.hidden().isEmpty()
                ? reports(PathScope.of(
                        Objects.requireNonNullElse(selection.site(), ""),
                        "",
                        Objects.requireNonNullElse(selection.asset(), ""),
                        ""))
                : Optional.empty();
        PublishedHead head = heads.head();
        return AuditExport.write(
                ground.store(), out, ground.clock().instant(), heads.key(), selection, head, reports, texts());
    }

    private SortedMap<String, byte[]> texts() {
        return ExportTexts.of(
                ground.rules().get(),
                ground.store().transact(tx -> tx.playbooks().all()));
    }

    /** Empty where nothing that is known today is of this scope; the log may still tell of it. */
    private Optional<AuditExport.Reports> reports(PathScope scope) {
        try {
            ReadinessPath path = path();
            List<ControlBook.Judged> controls = controls(path).of(scope);
            return Optional.of(new AuditExport.Reports(
                    PathHtml.page(path.of(scope), controls).getBytes(StandardCharsets.UTF_8),
                    Json.line(OscalResults.write(scope, ground.clock().instant(), controls))
                            .getBytes(StandardCharsets.UTF_8)));
        } catch (FailureException e) {
            if (e.failure().code() != FailureCode.ID_UNKNOWN) throw e;
            return Optional.empty();
        }
    }

    void close() {
        threads.shutdown();
    }
}
