package io.ratchet.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.finding.Coverage;
import io.ratchet.store.Reports.Which;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The reports that came in, what of each could not be read and why, and the word to read one once more. */
@Controller
final class ReportsPage {
    private static final int PER_PAGE = 50;
    private static final int RECORDS_SHOWN = 100;

    private final ConsolePorts ports;

    ReportsPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /** A delivery in one line. */
    record Row(
            String sha256,
            String file,
            String format,
            Moments.Shown came,
            String ago,
            String state,
            boolean taken,
            long records,
            long used,
            long ignored,
            long rejected,
            long hosts) {}

    /** A record that could not be read. */
    record Reject(long position, String record, String reason, String message, String excerpt) {}

    @GetMapping("/reports")
    String reports(
            @RequestParam(defaultValue = "") String show,
            @RequestParam(defaultValue = "") String after,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        Which which = ReportChoice.of(show);
        JsonNode list = ports.books()
                .reports()
                .list(which, after.isEmpty() ? null : after, PER_PAGE + 1)
                .path("reports");
        List<Row> rows = new ArrayList<>();
        for (JsonNode one : list) if (rows.size() < PER_PAGE) rows.add(row(one, moments));
        model.addAttribute("rows", rows);
        model.addAttribute("show", ReportChoice.word(which));
        model.addAttribute("choices", ReportChoice.words());
        model.addAttribute(
                "next", list.size() > PER_PAGE ? rows.get(PER_PAGE - 1).sha256() : "");
        return "reports";
    }

    @GetMapping("/reports/{sha256}")
    String report(
            @PathVariable String sha256,
            @RequestParam(defaultValue = "0") long after,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        JsonNode report = ports.books().reports().one(sha256, after, RECORDS_SHOWN + 1);
        List<Reject> rejects = new ArrayList<>();
        for (JsonNode one : report.path("rejects"))
            if (rejects.size() < RECORDS_SHOWN)
                rejects.add(new Reject(
                        one.path("position").asLong(),
                        one.path("record").asText(),
                        one.path("reason").asText(),
                        one.path("message").asText(),
                        one.path("excerpt").asText("")));
        model.addAttribute("row", row(report, moments));
        model.addAttribute("kept", report.path("kept").asBoolean());
        model.addAttribute("rejects", rejects);
        model.addAttribute(
                "next",
                report.path("rejects").size() > RECORDS_SHOWN
                        ? rejects.get(RECORDS_SHOWN - 1).position()
                        : 0L);
        model.addAttribute("mapping", ports.books().reports().mapping(sha256).orElse(""));
        return "report";
    }

    @PostMapping("/reports/{sha256}/again")
    String again(@PathVariable String sha256, @RequestAttribute(AccessFilter.USER) String user) {
        List<Coverage> taken = ports.books().reports().again(sha256, "user:" + user);
        @Nullable String first = taken.isEmpty() ? null : taken.get(0).sha256();
        return "redirect:/reports" + (first == null ? "" : "/" + first) + "?did=again";
    }

    private static Row row(JsonNode one, Moments moments) {
        JsonNode coverage = one.path("coverage");
        boolean taken = one.has("finished");
        boolean whole = coverage.path("complete").asBoolean();
        Moments.Shown came = moments.at(one.path("begun").asText(), null);
        return new Row(
                one.path("sha256").asText(),
                one.path("file").asText(),
                coverage.path("format").asText(""),
                came,
                moments.ago(Instant.parse(one.path("begun").asText())),
                taken ? (whole ? "taken in" : "taken in as far as it goes") : "broke off, or of no known format",
                taken,
                coverage.path("records").asLong(),
                coverage.path("used").asLong(),
                coverage.path("ignored").asLong(),
                one.path("rejected").asLong(),
                coverage.path("hosts").asLong());
    }
}
