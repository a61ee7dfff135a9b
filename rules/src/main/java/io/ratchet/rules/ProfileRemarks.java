package io.ratchet.rules;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.organisation.Deadlines;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.organisation.Organisation.Clearing;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.fact.AssetNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a profile does not fit the estate it is for, in sentences for the person who wrote it (statements 136 to
 * 138): names that no asset or more than one goes by, and sites that only findings know.
 */
public final class ProfileRemarks {
    private final Seen estate;
    private final Organisation profile;
    private final AssetNames names;
    private final Catalogue catalogue;
    private final List<String> remarks = new ArrayList<>();
    private @Nullable String refusal;

    /**
     * What of an estate is held against the profile.
     *
     * @param names of all assets
     * @param sites one for each asset; null where it is unknown
     * @param proofs all that findings hold
     */
    record Seen(
            Instant at,
            Organisation organisation,
            AssetNames names,
            List<@Nullable String> sites,
            List<Observation.Proof> proofs) {}

    private ProfileRemarks(Seen estate, Catalogue catalogue) {
        this.estate = estate;
        this.profile = estate.organisation();
        this.names = estate.names();
        this.catalogue = catalogue;
    }

    public static ProfileRemarks on(Estate estate, Catalogue catalogue) {
        List<@Nullable String> sites = new ArrayList<>();
        List<Observation.Proof> proofs = new ArrayList<>();
        for (AssetState asset : estate.assets()) {
            sites.add(asset.site());
            asset.factsOf(Observation.Proof.class).forEach(fact -> proofs.add((Observation.Proof) fact.observation()));
        }
        AssetNames names = AssetNames.of(estate.assets());
        return on(new Seen(estate.at(), estate.organisation(), names, sites, proofs), catalogue);
    }

    static ProfileRemarks on(Seen estate, Catalogue catalogue) {
        ProfileRemarks remarks = new ProfileRemarks(estate, catalogue);
        remarks.sites();
        remarks.exceptions();
        remarks.proofs();
        remarks.waivers();
        remarks.exposures();
        return remarks;
    }

    /** Each a sentence; empty when all fits. */
    public List<String> sentences() {
        return List.copyOf(remarks);
    }

    /** Why nothing may be decided by this profile: an exception from ONLY that would be lost; empty when it may. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    private void sites() {
        if (!profile.asksOnly()) return;
        Map<String, Integer> unknown = new TreeMap<>();
        for (String site : estate.sites())
            if (site != null && !site.isBlank() && profile.site(site).isEmpty())
                unknown.merge(site.strip(), 1, Integer::sum);
        unknown.forEach(
                (site, count) -> remarks.add("The profile knows no site '" + site + "', at which findings place "
                        + count + (count == 1 ? " asset" : " assets") + "; nothing is switched off there."));
    }

    private void exceptions() {
        for (Organisation.ExceptionEntry entry : profile.exceptions()) {
            if (profile.over(entry.until(), estate.at())) continue;
            String wrong = wrong("The exception of " + entry.owner() + " for '" + entry.asset() + "'", entry.asset());
            if (wrong != null && entry.goal() == Goal.ONLY && profile.asksOnly() && refusal == null)
                refusal = wrong
                        + " It would have kept something from ONLY: correct its asset in the organisation profile.";
            if (entry.clearedBy() instanceof Clearing.Build build) clearing(entry, build);
        }
    }

    private void clearing(Organisation.ExceptionEntry entry, Clearing.Build build) {
        String whose = "The exception of " + entry.owner() + " for '" + entry.asset() + "'";
        if (catalogue.rows().stream().noneMatch(row -> row.id().equals(build.product())))
            remarks.add(whose + " is cleared by a build of '" + build.product()
                    + "', which is no system of the catalogue.");
        for (String asset : build.assets()) wrong(whose + ", cleared by a build on '" + asset + "',", asset);
        if (build.site() != null && profile.site(build.site()).isEmpty())
            remarks.add(
                    whose + " is cleared by a build at site '" + build.site() + "', which the profile does not know.");
    }

    private void proofs() {
        for (Organisation.ProofEntry proof : profile.proofs())
            scoped("The proof of " + proof.gate() + " by " + proof.by(), proof.scope());
        for (Observation.Proof proof : estate.proofs())
            scoped("The proof of " + proof.gate() + " by " + proof.by(), proof.scope());
    }

    private void waivers() {
        for (Organisation.Waiver waiver : profile.waivers())
            if (!profile.over(waiver.until(), estate.at()))
                scoped("The waiver of " + waiver.gate() + " by " + waiver.owner(), waiver.scope());
    }

    private void exposures() {
        for (Deadlines.Exposure exposure : profile.deadlines().exposures()) {
            if (exposure.part() == Deadlines.Part.HOST)
                wrong("The exposure of '" + exposure.name() + "'", exposure.name());
            else if (exposure.part() == Deadlines.Part.SITE
                    && profile.site(exposure.name()).isEmpty())
                remarks.add(
                        "The exposure of site '" + exposure.name() + "' is of a site that the profile does not know.");
        }
    }

    private void scoped(String what, String scope) {
        String asset = AssetNames.assetOf(scope);
        if (asset != null) wrong(what + " for '" + asset + "'", asset);
    }

    /** The remark on a name that is not one asset's; null when it is. */
    private @Nullable String wrong(String what, String name) {
        List<AssetId> named = names.named(name);
        if (named.size() == 1) return null;
        String remark = named.isEmpty()
                ? what + " names no asset that is known."
                : what + " names " + named.size() + " assets: "
                        + String.join(
                                ", ",
                                named.stream().map(AssetId::value).limit(5).toList()) + ".";
        if (!remarks.contains(remark)) remarks.add(remark);
        return remark;
    }
}
