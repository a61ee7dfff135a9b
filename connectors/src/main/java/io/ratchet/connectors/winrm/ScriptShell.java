package io.ratchet.connectors.winrm;

import io.ratchet.connectors.Credentials;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.connectors.winrm.CredentialCircuit.Attempt;
import io.ratchet.connectors.winrm.HostSlots.Slot;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.PhaseScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings a phase script to a host in one command, or in several when it is long, and returns what the last one printed.
 */
final class ScriptShell implements HostShell {
    /** What the run command answers when the uploaded text is not the one that was sent. */
    private static final int UPLOAD_DIFFERS = 17;

    /** How long taking one piece of a script may take a host. */
    private static final Duration UPLOAD = Duration.ofMinutes(1);

    private final Credentials credentials;
    private final CredentialCircuit circuit;
    private final HostSlots slots;
    private final Commands commands;
    private final Function<PhaseScript, Delivery> delivery;
    private final OlderTlsUse olderTls;

    ScriptShell(
            Credentials credentials,
            CredentialCircuit circuit,
            HostSlots slots,
            Commands commands,
            Function<PhaseScript, Delivery> delivery,
            OlderTlsUse olderTls) {
        this.delivery = delivery;
        this.olderTls = olderTls;
        this.credentials = credentials;
        this.circuit = circuit;
        this.slots = slots;
        this.commands = commands;
    }

    /** One script on one host. */
    private record Visit(HostAddress host, Account account, Slot slot, Runnable olderTls) {}

    @Override
    public HostOutput run(HostAddress host, PhaseScript script) {
        Delivery delivery = this.delivery.apply(script);
        Account account = credentials.resolve(host.credential());
        commands.check(host, account);
        try (Slot slot = slots.take(host)) {
            Visit visit = new Visit(host, account, slot, () -> olderTls.begins(host, script.runId()));
            Optional<HostOutput> obstacle = upload(delivery, visit);
            if (obstacle.isPresent()) return obstacle.get();
            HostOutput output = command(delivery.run(), delivery.input(), visit, script.timeout());
            if (delivery.isChecked() && output.exitCode() == UPLOAD_DIFFERS)
                throw nothingUseful(host, "received another script than was sent, so it was not run", "");
            return output;
        }
    }

    /**
     * Returns what the host printed where it can run nothing at all: what that means whoever reads the answer knows,
     * for it depends on what was written there before. Empty: all of it was taken.
     */
    private Optional<HostOutput> upload(Delivery delivery, Visit visit) {
        boolean first = true;
        for (Delivery.Piece piece : delivery.pieces()) {
            HostOutput output = send(piece, visit);
            if (output.obstacle().isPresent()) return Optional.of(output);
            if (!taken(piece, output)) {
                if (!first) throw notTaken(visit.host(), output);
                clearAway(delivery, visit);
            }
            first = false;
        }
        return Optional.empty();
    }

    /**
     * A run that is asked again under its own id may find what an interrupted upload left behind. The run command
     * deletes it, and does not run it because its hash differs; then the first piece is sent anew.
     */
    private void clearAway(Delivery delivery, Visit visit) {
        HostOutput cleared = command(delivery.run(), "", visit, UPLOAD);
        if (cleared.exitCode() != UPLOAD_DIFFERS) throw notTaken(visit.host(), cleared);
        Delivery.Piece first = delivery.pieces().get(0);
        HostOutput output = send(first, visit);
        if (!taken(first, output)) throw notTaken(visit.host(), output);
    }

    private HostOutput send(Delivery.Piece piece, Visit visit) {
        return command(piece.line(), "", visit, UPLOAD);
    }

    private static boolean taken(Delivery.Piece piece, HostOutput output) {
        return output.stdout().trim().equals(Integer.toString(piece.length()));
    }

    private static FailureException notTaken(HostAddress host, HostOutput output) {
        return nothingUseful(host, "did not take the script in pieces, so it was not run", output.complaint());
    }

    private HostOutput command(String line, String input, Visit visit, Duration timeout) {
        byte[] read = input.getBytes(StandardCharsets.US_ASCII);
        Attempt attempt =
                circuit.attempt(visit.host().credential(), visit.host().host());
        try {
            return commands.run(
                    line,
                    read,
                    visit.host(),
                    visit.account(),
                    timeout,
                    attempt::accepted,
                    visit.slot()::shellLeftBehind,
                    visit.olderTls());
        } catch (FailureException failure) {
            if (failure.failure().code() == FailureCode.HOST_AUTH_REJECTED) attempt.refused();
            throw failure;
        } finally {
            attempt.unanswered();
        }
    }

    /** @param complaint what the host itself says of it; empty: nothing */
    private static FailureException nothingUseful(HostAddress host, String what, String complaint) {
        String says = complaint.isEmpty() ? "" : " It says: " + complaint;
        return FailureException.of(FailureCode.HOST_NO_ANSWER, "Host " + host.host() + " " + what + "." + says);
    }
}
