package io.ratchet.console;

import io.ratchet.console.SettingsInForce.Line;
import io.ratchet.console.SettingsInForce.Section;
import io.ratchet.domain.decision.Risk;
import io.ratchet.domain.organisation.Approving;
import io.ratchet.domain.organisation.Deadlines;
import io.ratchet.domain.organisation.Organisation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The settings of the server together with the profile, which may have changed since its start. */
final class ShownSettings {
    private ShownSettings() {}

    static List<Section> of(ConsolePorts ports) {
        List<Section> sections = new ArrayList<>(ports.books().settings().sections());
        Organisation profile = ports.outlook().organisation();
        List<Line> said = new ArrayList<>();
        said.add(new Line("name", profile.name()));
        said.add(new Line("goal", profile.goal().name()));
        said.add(new Line("time zone", profile.timezone().getId()));
        said.add(new Line("federation", word(profile.federation())));
        said.add(new Line("exceptions", String.valueOf(profile.exceptions().size())));
        said.add(new Line("proofs", String.valueOf(profile.proofs().size())));
        said.add(new Line("waivers", String.valueOf(profile.waivers().size())));
        said.add(new Line("approvals", approvals(profile.approving())));
        said.add(new Line("deadlines of CISA BOD 26-04", deadlines(profile.deadlines())));
        for (Organisation.Blackout blackout : profile.blackouts())
            said.add(new Line(
                    "blackout",
                    blackout.from() + " to " + blackout.until() + ", "
                            + (blackout.sites().isEmpty() ? "everywhere" : String.join(", ", blackout.sites())) + ": "
                            + blackout.reason()));
        for (Organisation.Site site : profile.sites()) said.add(new Line("site " + site.name(), site(profile, site)));
        sections.add(new Section("organisation", said));
        sections.add(new Section(
                "rules in force",
                List.of(new Line("rule book", ports.explainer().ruleBook()))));
        return sections;
    }

    private static String approvals(Approving approving) {
        List<String> said = new ArrayList<>();
        Risk from = approving.apartFrom();
        if (from == null) said.add("whoever brought the facts or asked may approve");
        else
            said.add("from " + from.wire() + " risk on by another than who brought the facts or asked"
                    + (approving.always() ? "" : ", where there is another"));
        for (Risk risk : Risk.values())
            if (approving.people(risk) > 1) said.add(approving.people(risk) + " people at " + risk.wire() + " risk");
        return String.join("; ", said);
    }

    private static String deadlines(Deadlines deadlines) {
        Boolean follows = deadlines.follows();
        String count = follows == null
                ? "a person has still to say whether they count"
                : follows ? "they count" : "they do not count";
        return count + "; " + deadlines.exposures().size() + " entries on what is exposed; "
                + deadlines.vulnerabilities().size() + " vulnerabilities of its own";
    }

    private static String site(Organisation profile, Organisation.Site site) {
        String networks = site.networks().isEmpty() ? "no networks" : String.join(", ", site.networks());
        Organisation.Window window = site.window();
        String when = window == null ? "no window" : "window " + window.rrule() + " for " + window.duration();
        return profile.goalAt(site.name()) + ", " + profile.timezoneAt(site.name()) + ", " + networks + ", " + when;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
