package io.ratchet.app.flow;

import io.ratchet.connectors.powershell.PowerShellComponent;
import io.ratchet.routes.execute.CamelHostShell;
import io.ratchet.routes.execute.EvidenceBeforeChange;
import io.ratchet.routes.execute.HostLeases;
import io.ratchet.routes.execute.HostRun;
import io.ratchet.routes.execute.Night;
import io.ratchet.routes.execute.Permit;
import io.ratchet.routes.execute.RunRoute;
import io.ratchet.routes.execute.WindowCalendar;
import io.ratchet.routes.night.BrakeDesk;
import io.ratchet.routes.night.NightPlan;
import io.ratchet.routes.night.NightReport;
import io.ratchet.routes.night.Turns;
import io.ratchet.routes.queue.ApprovalRule;
import io.ratchet.routes.verify.Witnesses;

/** The night: whose turn it is, what is done on a host, and what verifies it. */
final class ChangingHosts {
    private final FlowParts.Ground ground;
    private final FlowParts.Hosts hosts;
    private final WindowCalendar windows;
    private final ApprovalRule rule;
    private final Turns turns;
    private final HostRun run;
    private final Night night;

    ChangingHosts(
            FlowParts.Ground ground,
            FlowParts.Hosts hosts,
            FlowParts.Changing changing,
            Deciding deciding,
            Proof proof,
            Routing routing) {
        this.ground = ground;
        this.hosts = hosts;
        this.windows = new WindowCalendar(ground.organisation());
        this.rule = new ApprovalRule(
                ground.organisation(), changing.approvers(), deciding.decision().basis());
        HostLeases leases = new HostLeases(
                ground.store(), ground.ids(), System::nanoTime, changing.runs().lease());
        this.turns = new Turns(
                ground.store(),
                ground.organisation(),
                windows::next,
                deciding.decision()::asset,
                changing.runs().rebootPoll());
        this.run = new HostRun(
                ground.store(),
                new CamelHostShell(routing.producer()),
                hosts.directory(),
                new Witnesses(hosts.probe(), hosts.directory(), deciding.decision()::asset),
                windows,
                new Permit(ground.store(), windows, ground.organisation(), turns, rule, ground.clock()),
                leases,
                deciding.replanning()::plan,
                () -> ground.rules().get().playbooks(),
                new EvidenceBeforeChange(proof.controls(proof.path())::triage, changing.evidence()),
                ground.clock(),
                ground.ids(),
                changing.runs());
        this.night = new Night(
                ground.store().dataSource(),
                ground.store(),
                run,
                leases,
                changing.runs().lease(),
                ground.clock(),
                changing.night());
    }

    void routes(Routing routing) throws Exception {
        PowerShellComponent powershell = new PowerShellComponent();
        powershell.setHostShell(hosts.shell());
        routing.component("powershell", powershell)
                .endpoint("ratchet.host.endpoint", "powershell:*")
                .add(new RunRoute());
    }

    WindowCalendar windows() {
        return windows;
    }

    /** What an approval must be. */
    ApprovalRule rule() {
        return rule;
    }

    NightReport report() {
        return new NightReport(ground.store(), new NightPlan(turns, run::roomToBegin, run::expected));
    }

    BrakeDesk brakes() {
        return new BrakeDesk(ground.store(), ground.clock(), night::wake);
    }

    /** Something has changed for a plan, which may begin now. */
    void wake(String remediation) {
        night.wake(remediation);
    }

    void start() {
        night.start();
    }

    void close() {
        night.close();
    }
}
