package io.ratchet.console;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.routes.explain.Grounds;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** What sources said, one after the other, page by page by the database. */
@Controller
final class FindingsPage {
    private static final int PER_PAGE = 100;

    private final ConsolePorts ports;

    FindingsPage(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * A finding in one line.
     *
     * @param host as its source calls it
     * @param report the hash of the report that it says it comes from
     */
    record Row(
            String says,
            String host,
            String source,
            String method,
            Moments.Shown seen,
            String ago,
            String report,
            String record) {
        static Row of(Finding finding, Grounds grounds, Moments moments) {
            Fact fact = Fact.of(finding);
            return new Row(
                    grounds.says(fact),
                    name(finding.host()),
                    fact.source(),
                    fact.method() == null ? "" : fact.method().name().toLowerCase(Locale.ROOT),
                    moments.at(fact.observedAt(), finding.host().site()),
                    moments.ago(fact.observedAt()),
                    finding.report().sha256(),
                    finding.record());
        }
    }

    @GetMapping("/findings")
    String findings(
            @RequestParam(defaultValue = "") String order,
            @RequestParam(defaultValue = "") String report,
            @RequestParam(defaultValue = "") String after,
            @ModelAttribute("moments") Moments moments,
            Model model) {
        FindingPage page = FindingPage.of(ports.store(), order, report, after, PER_PAGE);
        Grounds grounds = ports.explainer().grounds();
        model.addAttribute("page", page);
        model.addAttribute("orders", FindingPage.orders());
        model.addAttribute(
                "rows",
                page.rows().stream()
                        .map(one -> Row.of(one.finding(), grounds, moments))
                        .toList());
        model.addAttribute("first", after.isEmpty());
        return "findings";
    }

    private static String name(HostRef host) {
        return Stream.of(host.fqdn(), host.netbios(), host.ip(), host.mac(), host.smbiosUuid(), host.sid())
                .flatMap(name -> Optional.ofNullable(name).stream())
                .findFirst()
                .orElseGet(() -> host.nativeIds().values().iterator().next());
    }
}
