package io.ratchet.console;

import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.AuditLog;
import io.ratchet.store.audit.AuditVerify;
import io.ratchet.store.audit.KeyFingerprint;
import io.ratchet.store.audit.Verdict;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The audit log: its lines, newest first, as they were signed; its export; and whether an export holds. */
@Controller
final class AuditPage {
    static final String CHECK = "/audit/check";

    /** Of an export that is checked here; a larger one is checked by the programs of the guide. */
    static final long MOST_BYTES = 64L << 20;

    /** Lines are shown as they were signed, and a plan makes two kilobytes. */
    private static final int PER_PAGE = 40;

    private final ConsolePorts ports;

    /** To check an export takes a processor for as long as it lasts. */
    private final Semaphore checking = new Semaphore(1);

    AuditPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** One answer of a check. */
    record Answer(String question, String answer, String says) {}

    private record Seen(AuditLog.Found found, AuditLog.Head head, Optional<String> signer) {}

    @GetMapping("/audit")
    String audit(
            @RequestParam(defaultValue = "") String asset,
            @RequestParam(defaultValue = "") String remediation,
            @RequestParam(defaultValue = "") String type,
            @RequestParam(defaultValue = "") String actor,
            @RequestParam(defaultValue = "") String since,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "") String before,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        LogSearch search = new LogSearch(asset, remediation, type, actor, since, until, before);
        Seen seen = ports.store()
                .transact(tx -> new Seen(
                        search.find(tx, ports.outlook().organisation().timezone(), PER_PAGE),
                        tx.audit().head(),
                        tx.audit().signer()));
        model.addAttribute("search", search);
        model.addAttribute(
                "rows",
                seen.found().lines().stream()
                        .map(line -> LogRow.of(line, moments))
                        .toList());
        model.addAttribute(
                "next",
                seen.found().next().isPresent()
                        ? search.onward("/audit", seen.found().next().getAsLong())
                        : "");
        model.addAttribute(
                "types", Arrays.stream(AuditType.values()).map(AuditType::wire).toList());
        model.addAttribute("size", seen.head().size());
        model.addAttribute("root", HexFormat.of().formatHex(seen.head().root()));
        model.addAttribute("signer", seen.signer().orElse(""));
        model.addAttribute(
                "sites",
                ports.outlook().organisation().sites().stream()
                        .map(one -> one.name())
                        .toList());
        return "audit";
    }

    /** The export in a form; it is gone from the server when the answer is. */
    @PostMapping(CHECK)
    String check(HttpServletRequest request, Model model) throws IOException {
        if (!checking.tryAcquire())
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE, "Another export is being checked; try again in a moment.");
        try {
            checked(request, model);
        } finally {
            checking.release();
        }
        return "audit-check";
    }

    private void checked(HttpServletRequest request, Model model) throws IOException {
        Path file = Files.createTempFile(ports.uploads(), "check-", ".zip");
        try {
            SentFile sent = SentFile.of(request, "an audit export, a zip file");
            Files.copy(sent.content(), file, StandardCopyOption.REPLACE_EXISTING);
            Optional<KeyFingerprint> own =
                    ports.store().transact(tx -> tx.audit().signer()).map(KeyFingerprint::read);
            show(sent.name(), verified(file, sent.name(), own), model);
        } finally {
            Files.delete(file);
        }
    }

    /** @param name what the sender calls it, in place of where it lies */
    private Verdict verified(Path file, String name, Optional<KeyFingerprint> own) {
        try {
            return AuditVerify.verify(
                    file,
                    new AuditVerify.Against(own, Optional.empty(), ports.clock().instant()));
        } catch (FailureException e) {
            throw FailureException.of(e.failure().code(), e.failure().message().replace(file.toString(), name), e);
        }
    }

    private static void show(String name, Verdict verdict, Model model) {
        model.addAttribute("name", name);
        model.addAttribute("holds", verdict.holdsStrictly());
        model.addAttribute("events", verdict.events());
        model.addAttribute("root", String.valueOf(verdict.root()));
        model.addAttribute("key", String.valueOf(verdict.key()));
        model.addAttribute(
                "problem",
                verdict.firstProblem() == null
                        ? ""
                        : (verdict.firstProblem().line() == null
                                        ? ""
                                        : "Line " + verdict.firstProblem().line() + ": ")
                                + verdict.firstProblem().problem());
        model.addAttribute(
                "answers",
                List.of(
                        new Answer(
                                "Integrity",
                                word(verdict.integrity()),
                                "Every line, the table and the head are byte for byte what was signed."),
                        new Answer("Completeness", word(verdict.completeness()), "No line is missing or too many."),
                        new Answer(
                                "Time",
                                word(verdict.time()),
                                "The lines never step back in time, and none is yet to come."),
                        new Answer(
                                "Signer", word(verdict.signer()), "It was signed with the key of this server's log.")));
    }

    private static String word(Enum<?> answer) {
        return answer.name().toLowerCase(Locale.ROOT);
    }
}
