package io.ratchet.console;

import io.ratchet.console.ConsolePorts.Order;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Allowed;
import io.ratchet.domain.remediation.Remediation.Deferred;
import io.ratchet.domain.remediation.Remediation.Expired;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.Proposed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Running;
import io.ratchet.domain.remediation.Remediation.Scheduled;
import io.ratchet.domain.remediation.Remediation.UnderWay;
import io.ratchet.domain.remediation.Stop;
import io.ratchet.domain.remediation.Trouble;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** What became of the remediations, what is the matter with them now, and the words that a person can say on each. */
@Controller
final class RemediationPages {
    private final ConsolePorts ports;

    RemediationPages(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * A remediation in one line.
     *
     * @param code what is the matter, or what it came to; empty while all goes well
     * @param words those that can be said on it now: {@code retry}, {@code defer}, {@code cancel}, {@code stop}
     */
    record Row(
            String id,
            String asset,
            String site,
            String goal,
            String state,
            String code,
            String detail,
            List<String> words) {}

    private static Row row(Remediation remediation) {
        Remediation.Subject subject = remediation.subject();
        Failure failure = failure(remediation);
        return new Row(
                subject.id(),
                subject.asset().value(),
                subject.site() == null ? "unknown site" : subject.site(),
                subject.plan().goal().name(),
                remediation.state().wire(),
                failure == null ? "" : failure.code().wire(),
                detail(remediation),
                words(remediation));
    }

    @GetMapping("/remediations")
    String remediations(Model model) {
        List<Row> rows = ports.store()
                .transact(tx -> tx.remediations().list().stream()
                        .map(seen -> row(seen.remediation()))
                        .toList());
        model.addAttribute("rows", rows);
        return "remediations";
    }

    @GetMapping("/remediations/{id}")
    String remediation(@PathVariable String id, Model model) {
        Remediation remediation = ports.store()
                .transact(tx -> tx.remediations().find(id))
                .orElseThrow(() -> FailureException.of(FailureCode.ID_UNKNOWN, "There is no remediation '" + id + "'."))
                .remediation();
        Failure failure = failure(remediation);
        model.addAttribute("row", row(remediation));
        model.addAttribute("trouble", trouble(remediation));
        model.addAttribute("todo", failure == null ? "" : failure.code().remedy());
        model.addAttribute("planHash", remediation.subject().plan().hash());
        model.addAttribute(
                "restart", remediation.subject().plan().restart().name().toLowerCase(Locale.ROOT));
        model.addAttribute(
                "changes",
                remediation.subject().plan().changes().stream()
                        .map(ChangeText::of)
                        .toList());
        return "remediation";
    }

    @PostMapping("/remediations/{id}/{word:retry|defer|cancel|stop}")
    String say(
            @PathVariable String id,
            @PathVariable String word,
            @RequestParam String reason,
            @RequestAttribute(AccessFilter.USER) String user) {
        String why = given(reason);
        if (word.equals("stop")) ports.approvals().stop(Stop.run(id), "user:" + user, why);
        else ports.approvals().order(Order.valueOf(word.toUpperCase(Locale.ROOT)), id, "user:" + user, why);
        return "redirect:/remediations";
    }

    private static String given(String reason) {
        if (reason.isBlank()) throw new IllegalArgumentException("Say why; it is kept in the audit log.");
        return reason;
    }

    private static List<String> words(Remediation remediation) {
        List<String> words = new ArrayList<>();
        boolean untouched = remediation instanceof Running running && running.untouched();
        boolean ended =
                remediation instanceof Failed || remediation instanceof RolledBack || remediation instanceof Expired;
        if (remediation instanceof Deferred || remediation instanceof UnderWay || ended) words.add("retry");
        if (remediation instanceof Allowed) words.add("defer");
        if (remediation instanceof Proposed || remediation instanceof Allowed || untouched) words.add("cancel");
        if (remediation instanceof Allowed || remediation instanceof UnderWay) words.add("stop");
        return words;
    }

    private static @Nullable Failure failure(Remediation remediation) {
        Trouble trouble = trouble(remediation);
        if (trouble != null) return trouble.cause();
        if (remediation instanceof Failed failed) return failed.failure();
        if (remediation instanceof RolledBack undone) return undone.because();
        return remediation instanceof Deferred deferred ? deferred.because() : null;
    }

    private static @Nullable Trouble trouble(Remediation remediation) {
        if (remediation instanceof UnderWay run) return run.trouble();
        return remediation instanceof Scheduled scheduled ? scheduled.trouble() : null;
    }

    private static String detail(Remediation remediation) {
        Trouble trouble = trouble(remediation);
        if (trouble != null)
            return trouble.cause().message() + " Attempt " + trouble.attempts() + "; the next is at "
                    + trouble.next().truncatedTo(ChronoUnit.SECONDS) + ".";
        Failure failure = failure(remediation);
        if (remediation instanceof Deferred deferred)
            return deferred.because().message() + " It is tried again at "
                    + deferred.notBefore().truncatedTo(ChronoUnit.SECONDS) + ".";
        if (failure != null) return failure.message();
        if (remediation instanceof Remediation.Rejected rejected) return rejected.by() + ": " + rejected.reason();
        if (remediation instanceof Remediation.Withdrawn withdrawn) return withdrawn.because();
        if (remediation instanceof Scheduled scheduled)
            return "The window opens " + scheduled.window().opens() + ".";
        if (remediation instanceof Remediation.Approved approved)
            return "By " + approved.approval().by() + ".";
        return "";
    }
}
