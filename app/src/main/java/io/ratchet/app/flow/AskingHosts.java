package io.ratchet.app.flow;

import io.ratchet.connectors.HostDirectory;
import io.ratchet.routes.collect.CollectDesk;
import io.ratchet.routes.collect.CollectRun;
import io.ratchet.routes.collect.CollectSchedule;
import io.ratchet.routes.execute.CamelHostShell;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Hosts that are asked for facts: by people's word, and by a schedule. */
final class AskingHosts {
    private final FlowParts.Ground ground;
    private final FlowParts.Collecting collecting;
    private final CollectDesk desk;
    private final CollectRun run;

    AskingHosts(
            FlowParts.Ground ground,
            HostDirectory directory,
            FlowParts.Collecting collecting,
            Deciding deciding,
            TakingIn intake,
            ChangingHosts hosts,
            Routing routing) {
        this.ground = ground;
        this.collecting = collecting;
        this.desk = new CollectDesk(
                ground.store(),
                ground.organisation(),
                deciding.decision()::assets,
                hosts.windows()::next,
                AskingHosts::addresses,
                ground.clock());
        this.run = new CollectRun(
                ground.store(),
                new CamelHostShell(routing.producer()),
                directory,
                () -> ground.rules().get().questions(),
                ground.organisation(),
                deciding.decision()::asset,
                intake.intake(),
                deciding::ask,
                ground.data().resolve("uploads"),
                ground.clock(),
                ground.ids(),
                collecting.pace());
    }

    private static List<String> addresses(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    CollectDesk desk() {
        return desk;
    }

    void start() {
        CollectSchedule schedule =
                new CollectSchedule(collecting.schedule(), desk, ground.store(), ground.organisation(), ground.clock());
        run.start(schedule::look);
    }

    /** Asks whom is due now; comes back when they have answered. */
    int askNow() {
        return run.round();
    }

    void close() {
        run.close();
    }
}
