package io.ratchet.lab.wsman;

import io.ratchet.lab.command.CommandShell;
import io.ratchet.lab.machine.Faults;
import io.ratchet.lab.machine.Machine;
import io.ratchet.lab.machine.Traits;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** The WinRM service of one simulated host: its shells, its quotas, its faults. Safe for use by many threads. */
public final class WsmanHost {
    private final Machine machine;
    private final CommandShell commands;
    private final Quotas quotas;
    private final Clock clock;
    private final ExecutorService workers;
    private final Map<String, RemoteShell> shells = new ConcurrentHashMap<>();

    /**
     * @param clock by which idle shells are closed
     * @param workers where commands run, each in a thread of its own while it lasts
     */
    public WsmanHost(Machine machine, CommandShell commands, Quotas quotas, Clock clock, ExecutorService workers) {
        this.machine = machine;
        this.commands = commands;
        this.quotas = quotas;
        this.clock = clock;
        this.workers = workers;
    }

    /** How many shells are open. */
    public int openShells() {
        return shells.size();
    }

    /** How many commands the open shells were given, whatever has become of them. */
    public int commandsTaken() {
        return shells.values().stream().mapToInt(RemoteShell::started).sum();
    }

    /** Power loss: every command ends, nobody is answered. */
    public void goDown() {
        shells.values().forEach(RemoteShell::close);
        shells.clear();
    }

    String name() {
        return machine.name();
    }

    Quotas quotas() {
        return quotas;
    }

    Faults faults() {
        return machine.faults();
    }

    Reply refuse(Envelope request, Fault fault) {
        return new Reply(
                500,
                machine.traits().german()
                        ? Soap.fault(request, fault, fault.inGerman(), "de-DE", machine.name())
                        : Soap.fault(request, fault, fault.text(), Traits.ENGLISH, machine.name()));
    }

    /** @param client the client's address, as Windows repeats it */
    CompletableFuture<Reply> answer(Envelope request, String client) {
        return switch (request.action()) {
            case "Create" -> now(create(request, client));
            case "Command" -> now(command(request));
            case "Receive" -> receive(request);
            case "Send" -> now(send(request));
            case "Signal" -> now(signal(request));
            case "Delete" -> now(delete(request));
            default -> now(refuse(request, Fault.unknownAction()));
        };
    }

    private synchronized Reply create(Envelope request, String client) {
        if (!request.element("ResourceURI").equals(Soap.CMD)) return refuse(request, Fault.unknownResource());
        if (faults().accessDenied()) return refuse(request, Fault.accessDenied());
        if (faults().quotaExceeded() > 0 && machine.spend("quota") < faults().quotaExceeded())
            return refuse(request, Fault.shellQuota(quotas.shells()));
        closeIdle();
        if (shells.size() >= quotas.shells()) return refuse(request, Fault.shellQuota(quotas.shells()));
        var shell = new RemoteShell(
                Soap.upper(),
                charset(request.options().getOrDefault("WINRS_CODEPAGE", "437")),
                request.variables(),
                clock.instant());
        shells.put(shell.id(), shell);
        return Reply.ok(Soap.created(request, shell.id(), client));
    }

    private void closeIdle() {
        Instant oldest = clock.instant().minus(quotas.idle());
        shells.values().removeIf(shell -> {
            boolean idle = shell.used().isBefore(oldest);
            if (idle) shell.close();
            return idle;
        });
    }

    private synchronized Reply command(Envelope request) {
        RemoteShell shell = shells.get(request.shellId());
        if (shell == null) return refuse(request, Fault.shellNotFound(request.shellId()));
        shell.use(clock.instant());
        int operations = shells.values().stream().mapToInt(RemoteShell::started).sum();
        if (operations >= quotas.operations() || shell.running() >= quotas.processesPerShell())
            return refuse(request, Fault.operationQuota(quotas.operations()));
        RemoteProcess process = shell.open();
        String line = request.commandLine();
        boolean alone =
                request.options().getOrDefault("WINRS_SKIP_CMD_SHELL", "").equalsIgnoreCase("TRUE");
        process.start(
                alone
                        ? (input, console) -> commands.program(line, input, console)
                        : (input, console) -> commands.run(line, shell.environment(), input, console),
                faults().silent(),
                workers);
        return Reply.ok(Soap.started(request, process.id()));
    }

    private CompletableFuture<Reply> receive(Envelope request) {
        RemoteShell shell = shells.get(request.shellId());
        RemoteProcess process =
                shell == null ? null : shell.process(request.commandId()).orElse(null);
        if (shell == null || process == null) return now(refuse(request, Fault.shellNotFound(request.shellId())));
        shell.use(clock.instant());
        int longest = (request.longestAnswer(quotas.envelopeBytes()) - 4096) / 4 * 3;
        return process.news()
                .copy()
                .completeOnTimeout(null, request.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(told -> switch (process.condition()) {
                    case RUNNING, ENDED ->
                        process.next(request, longest)
                                .map(Reply::ok)
                                .orElseGet(() -> refuse(request, Fault.timedOut()));
                    case KILLED -> refuse(request, Fault.aborted());
                    case DIED -> {
                        shells.remove(shell.id());
                        yield Reply.RESET;
                    }
                });
    }

    private Reply signal(Envelope request) {
        RemoteShell shell = shells.get(request.shellId());
        if (shell == null) return refuse(request, Fault.shellNotFound(request.shellId()));
        shell.use(clock.instant());
        if (request.element("Code").endsWith("/terminate")
                || request.element("Code").endsWith("/ctrl_c")) shell.close(request.commandId());
        return Reply.ok(Soap.signalled(request));
    }

    private Reply delete(Envelope request) {
        RemoteShell shell = shells.remove(request.shellId());
        if (shell == null) return refuse(request, Fault.shellNotFound(request.shellId()));
        shell.close();
        return Reply.ok(Soap.deleted(request));
    }

    private Reply send(Envelope request) {
        RemoteShell shell = shells.get(request.shellId());
        RemoteProcess process =
                shell == null ? null : shell.process(request.commandId()).orElse(null);
        if (shell == null || process == null) return refuse(request, Fault.shellNotFound(request.shellId()));
        shell.use(clock.instant());
        try {
            process.input(request.input(), request.isLastInput());
        } catch (IllegalArgumentException notBase64) {
            return new Reply(400, "");
        }
        return Reply.ok(Soap.sent(request));
    }

    private static CompletableFuture<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private static Charset charset(String codepage) {
        if (codepage.equals("65001")) return StandardCharsets.UTF_8;
        String name = "IBM" + codepage;
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }
}
