package io.ratchet.rules.fact;

import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Course;
import io.ratchet.rules.catalogue.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Everything the systems of one host require of it. What the operating system requires is not asked again for a product
 * on it.
 */
final class Requirements {
    private static final Pattern DOTNET = Pattern.compile("(?is).*(\\.NET|WCF|C#|PowerShell).*");

    private final Host host;
    private final Catalogue catalogue;
    private final List<Need> needs = new ArrayList<>();

    Requirements(Host host, Catalogue catalogue) {
        this.host = host;
        this.catalogue = catalogue;
    }

    List<Need> all() {
        WindowsRequirements windows = new WindowsRequirements(host, catalogue);
        for (Recognised system : host.recognised()) {
            if (windows(system.row())) needs.addAll(windows.of(system.row()));
        }
        ProductRequirements products = new ProductRequirements(host, catalogue);
        for (Recognised system : host.recognised()) {
            if (!windows(system.row())) needs.addAll(products.of(system));
        }
        return List.copyOf(needs);
    }

    /** Whether an application on .NET is known here, other than those with this tag. */
    static boolean dotnetApplication(Host host, String except) {
        for (Recognised system : host.recognised())
            if (system.is("dotnet-application") && !system.is(except)) return true;
        return integration(host);
    }

    private static boolean integration(Host host) {
        return host.belief()
                .all(Observation.Integration.class)
                .anyMatch(integration -> DOTNET.matcher(integration.name() + " " + integration.detail())
                        .matches());
    }

    /** Whether the system is one of those whose way is that of Windows. */
    private static boolean windows(Row row) {
        return row.way() == Course.WINDOWS || row.way() == Course.WINDOWS_8;
    }
}
