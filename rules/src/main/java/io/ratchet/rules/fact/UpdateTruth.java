package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Update;
import io.ratchet.rules.catalogue.Version;
import io.ratchet.rules.catalogue.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether an update is there (§3.7): listed, or covered by files at their floor. That an update is not listed proves
 * nothing where its files can be read.
 */
record UpdateTruth(Status status, String says, List<Fact> facts, boolean languagePack) {
    private static final Pattern LANGUAGE_PACK = Pattern.compile("(?i).*language (interface )?pack.*");
    private static final Pattern OF_A_PRODUCT = Pattern.compile("(?i).*(office|\\.net|sql|exchange|skype|lync).*");

    enum Status {
        MET,
        UNMET,
        UNKNOWN,
        /** Listed, though its files say otherwise. */
        BROKEN,
        NOT_APPLICABLE
    }

    static UpdateTruth of(Host host, Update update) {
        Windows release = host.release();
        if (release == null || !update.appliesTo(release.system()))
            return new UpdateTruth(
                    Status.NOT_APPLICABLE, update.kb() + " does not apply to this Windows", List.of(), false);
        List<Fact> facts = new ArrayList<>();
        Told<Observation.UpdateInstalled> listed = host.belief().update(update.kb());
        if (listed.fact() != null) facts.add(listed.fact());
        Files files = files(host, update, release, facts);
        Observation.Presence state =
                listed.said().map(Observation.UpdateInstalled::state).orElse(Observation.Presence.UNKNOWN);
        if (host.belief().installed(update.kb())) return listed(host, update, listed, files, facts);
        if (files == Files.REACHED)
            return new UpdateTruth(
                    Status.MET, update.kb() + " is covered by files at or above its versions", facts, false);
        if (files == Files.BELOW)
            return new UpdateTruth(
                    Status.UNMET,
                    update.kb() + " is not installed and its files are below their versions",
                    facts,
                    false);
        for (String later : update.supersededBy()) {
            if (host.belief().installed(later))
                return new UpdateTruth(
                        Status.MET,
                        update.kb() + " is covered by " + later,
                        List.of(fact(host.belief().update(later))),
                        false);
        }
        boolean told = state == Observation.Presence.ABSENT && listed.known();
        // Where files decide, not being listed is no evidence (§3.7 point 5).
        if (files == Files.NONE && told)
            return new UpdateTruth(Status.UNMET, update.kb() + " is not installed", facts, false);
        return new UpdateTruth(Status.UNKNOWN, "whether " + update.kb() + " is installed", facts, false);
    }

    private static UpdateTruth listed(
            Host host, Update update, Told<Observation.UpdateInstalled> listed, Files files, List<Fact> facts) {
        Instant installed = listed.said().map(Observation.UpdateInstalled::at).orElse(null);
        if (update.languagePacks() && languagePackAfter(host, installed, facts))
            return new UpdateTruth(
                    Status.UNMET,
                    "a language pack was installed after " + update.kb() + ", which must be installed again",
                    facts,
                    true);
        if (files == Files.BELOW)
            return new UpdateTruth(
                    Status.BROKEN,
                    update.kb() + " is listed as installed but its files are below their versions",
                    facts,
                    false);
        return new UpdateTruth(Status.MET, update.kb() + " is installed", facts, false);
    }

    private static boolean languagePackAfter(Host host, @Nullable Instant installed, List<Fact> facts) {
        if (installed == null) return false;
        return host.belief()
                .facts(Observation.InstalledProduct.class)
                .filter(fact -> {
                    Observation.InstalledProduct product = (Observation.InstalledProduct) fact.observation();
                    return product.at() != null
                            && product.at().isAfter(installed)
                            && LANGUAGE_PACK.matcher(product.name()).matches()
                            && !OF_A_PRODUCT.matcher(product.name()).matches();
                })
                .peek(facts::add)
                .findFirst()
                .isPresent();
    }

    private enum Files {
        /** The catalogue knows no files of it for this system. */
        NONE,
        REACHED,
        BELOW,
        UNKNOWN
    }

    private static Files files(Host host, Update update, Windows release, List<Fact> facts) {
        List<Update.FileFloor> floors = update.files().getOrDefault(release.system(), List.of());
        if (floors.isEmpty()) return Files.NONE;
        boolean unknown = false;
        for (Update.FileFloor floor : floors) {
            String architecture = host.architecture();
            if (floor.bothViews() && architecture == null) unknown = true;
            int views = floor.bothViews() && host.bothViews() ? 2 : 1;
            for (int view = 0; view < views; view++) {
                Told<Observation.FileVersion> told = host.belief()
                        .systemFile(
                                floor.name(),
                                view == 1,
                                file -> Version.read(file.version())
                                        .filter(version -> !version.below(floor.version()))
                                        .isPresent());
                if (told.fact() != null) facts.add(told.fact());
                Version version = told.believed()
                        .filter(file -> file.state() == Observation.Presence.PRESENT)
                        .flatMap(file -> Version.read(file.version()))
                        .orElse(null);
                if (version == null) unknown = true;
                else if (version.below(floor.version())) return Files.BELOW;
            }
        }
        return unknown ? Files.UNKNOWN : Files.REACHED;
    }

    private static Fact fact(Told<?> told) {
        if (told.fact() == null) throw new IllegalStateException("nothing was told");
        return told.fact();
    }
}
