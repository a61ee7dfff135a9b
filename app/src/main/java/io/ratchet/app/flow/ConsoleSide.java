package io.ratchet.app.flow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.console.Books;
import io.ratchet.console.ConsolePorts;
import io.ratchet.console.SettingsInForce;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Brake;
import io.ratchet.domain.remediation.ChangeWindow;
import io.ratchet.routes.decide.EstateDecision;
import io.ratchet.routes.decide.RoundReplay;
import io.ratchet.routes.decide.WhatIf;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.routes.explain.Explainer;
import io.ratchet.routes.identify.IdentityClaim;
import io.ratchet.routes.intake.ReportUpload;
import io.ratchet.routes.intake.SourceTrust;
import io.ratchet.routes.night.BrakeDesk;
import io.ratchet.routes.night.NightReport;
import io.ratchet.routes.path.ReadinessPath;
import io.ratchet.routes.waiting.VendorWaits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What pages and the REST interface are shown of the flow, and where they hand over what people say.
 *
 * @param tickets what becomes of tickets, which people also send by hand
 */
record ConsoleSide(
        FlowParts.Ground ground,
        SourceTrust trust,
        Deciding deciding,
        TakingIn intake,
        ChangingHosts hosts,
        Desks desks,
        AskingHosts asking,
        Tickets tickets,
        Proof proof) {
    ConsolePorts ports(Routing routing) {
        EstateDecision decision = deciding.decision();
        ReportUpload upload = new ReportUpload(routing.producer());
        ReadinessPath path = proof.path();
        return new ConsolePorts(
                ground.store(),
                desks,
                desks.cohorts(),
                new Outlook(ground.organisation(), trust, decision, hosts.windows()),
                decision::assets,
                upload::take,
                proof::export,
                new Explainer(ground.store(), decision::rules, ground.organisation(), decision::assets, ground.clock()),
                new VendorWaits(ground.store(), ground.rules(), ground.clock()),
                new RoundReplay(ground.store(), decision::rules),
                new WhatIf(ground.store(), decision::rules, ground.organisation(), ground.clock()),
                new Nights(hosts.report(), hosts.brakes()),
                intake.uploads(),
                ground.clock(),
                tickets.desk(routing),
                path,
                proof.controls(path),
                asking.desk(),
                new Books(
                        intake.desk(upload),
                        deciding.exceptions(),
                        SettingsInForce.none(),
                        List::of,
                        proof::headReceivers));
    }

    private record Outlook(
            Supplier<Organisation> profile, SourceTrust trust, EstateDecision decision, WindowCalendar windows)
            implements ConsolePorts.Outlook {
        @Override
        public Organisation organisation() {
            return profile.get();
        }

        @Override
        public Optional<AssetState> asset(AssetId id) {
            return decision.asset(id);
        }

        @Override
        public List<IdentityClaim> claims(AssetId id) {
            return decision.claims(id);
        }

        @Override
        public long elsewhere(String by) {
            return trust.limits(by) ? decision.elsewhere(by) : 0;
        }

        @Override
        public Optional<ChangeWindow> window(@Nullable String site, Instant at) {
            return windows.next(site, at);
        }
    }

    private record Nights(NightReport report, BrakeDesk desk) implements ConsolePorts.Nights {
        @Override
        public ObjectNode at(Instant at) {
            return report.at(at);
        }

        @Override
        public List<Brake> brakes() {
            return desk.brakes();
        }

        @Override
        public void release(String scope, String by, String reason) {
            desk.release(scope, by, reason);
        }
    }
}
