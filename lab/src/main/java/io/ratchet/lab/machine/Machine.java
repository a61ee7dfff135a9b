package io.ratchet.lab.machine;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One simulated machine. Every change is on disk, when it has a folder, before the method that made it returns. Paths
 * of keys are without {@code HKLM\}. Safe for use by many threads.
 */
public final class Machine {
    private static final String RESTART_PENDING =
            "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending";
    private static final String UPDATE_PENDING =
            "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\RebootRequired";
    private static final String SESSION_MANAGER = "SYSTEM\\CurrentControlSet\\Control\\Session Manager";
    private static final String RENAMES = "PendingFileRenameOperations";
    private static final long ALREADY_INSTALLED = 2359302;
    private static final long RESTART_NEEDED = 3010;

    private final Clock clock;
    private final Agenda agenda;
    private final Optional<HostFolder> folder;
    private final HostState first;
    private final Registry registry;
    private final NavigableMap<String, Instant> updates;
    private final NavigableMap<String, String> files;
    private final NavigableMap<String, String> services;
    private final NavigableMap<String, HostState.Task> tasks;
    private final NavigableMap<String, String> waiting;
    private final Map<String, Memory.Installation> installations;
    private final Map<String, Integer> spent;
    private final Set<String> undone;
    private String lastRun;
    private final Forgetfulness forgetfulness;
    private final ChangeLog log;
    private Instant bootTime;
    private boolean pendingReboot;
    private @Nullable Instant shutdownAsked;
    private Memory.Boot boot;
    private BiConsumer<Optional<String>, Change> watcher = (run, change) -> {};

    /** @param directory where its state is kept and taken up again; null to keep nothing */
    public Machine(HostState given, Clock clock, Agenda agenda, @Nullable Path directory) {
        this.clock = clock;
        this.agenda = agenda;
        folder = Optional.ofNullable(directory).map(each -> new HostFolder(each, given.name()));
        first = folder.flatMap(HostFolder::load).orElse(given);
        registry = new Registry(first.registry());
        updates = ignoringCase(first.updates());
        files = ignoringCase(first.files());
        services = ignoringCase(first.services());
        tasks = ignoringCase(first.tasks());
        waiting = ignoringCase(first.waiting());
        installations = new HashMap<>(first.memory().installations());
        spent = new HashMap<>(first.memory().spent());
        undone = new HashSet<>(first.memory().undone());
        lastRun = first.memory().lastRun();
        bootTime = first.bootTime();
        pendingReboot = first.pendingReboot();
        if (pendingReboot) registry.create(RESTART_PENDING);
        shutdownAsked = first.memory().shutdownAsked();
        log = new ChangeLog(first.name(), clock, first.memory().changes());
        forgetfulness = new Forgetfulness(first.faults(), registry);
        Memory.Boot known = first.memory().boot();
        boot = known == null ? computeBoot() : known;
        takeUp();
    }

    /** Windows goes on while nobody looks: what was under way when the simulation was killed has happened meanwhile. */
    private synchronized void takeUp() {
        List.copyOf(installations.keySet()).forEach(this::finish);
        if (shutdownAsked != null) boot();
        commit(null);
    }

    public String name() {
        return first.name();
    }

    /** Tells {@code watcher}, from now on and nobody else, of each change and the run that made it, if any. */
    public synchronized void watch(BiConsumer<Optional<String>, Change> watcher) {
        this.watcher = watcher;
    }

    /** The domain, the operating system, the faults and everything else that never changes. */
    public HostState origin() {
        return first;
    }

    public Faults faults() {
        return first.faults();
    }

    public Traits traits() {
        return first.traits();
    }

    public synchronized HostState state() {
        var keys = registry.state();
        if (pendingReboot) keys.remove("HKLM\\" + RESTART_PENDING);
        return new HostState(
                first.name(),
                first.domain(),
                first.smbiosUuid(),
                first.sid(),
                first.os(),
                bootTime,
                pendingReboot,
                keys,
                updates,
                first.installable(),
                first.packages(),
                files,
                services,
                tasks,
                first.outbound(),
                first.denied(),
                waiting,
                first.faults(),
                first.traits(),
                new Memory(log.counted(), boot, installations, shutdownAsked, spent, undone, lastRun));
    }

    public synchronized Instant bootTime() {
        return bootTime;
    }

    public synchronized boolean pendingReboot() {
        return pendingReboot;
    }

    /** What was computed when it booted. */
    public synchronized Memory.Boot booted() {
        return boot;
    }

    public synchronized boolean keyExists(String path) {
        return registry.exists(path);
    }

    public synchronized String spelling(String path) {
        return registry.spelling(path);
    }

    public synchronized Optional<RegistryValue> value(String path, String name) {
        return registry.value(path, name);
    }

    public synchronized Map<String, RegistryValue> values(String path) {
        return new TreeMap<>(registry.values(path));
    }

    public synchronized List<String> children(String path) {
        return registry.children(path);
    }

    /** True when the key, or one above it, may not be written. */
    public boolean denied(String path) {
        String asked = "HKLM\\" + path + "\\";
        return first.denied().stream().anyMatch(key -> asked.regionMatches(true, 0, key + "\\", 0, key.length() + 1));
    }

    public boolean schtasksDenied() {
        return first.denied().contains("schtasks");
    }

    public synchronized void createKey(@Nullable String run, String path) {
        registry.create(path).forEach(created -> log.add("registry-key", "HKLM\\" + created, null, ""));
        commit(run);
    }

    public synchronized void removeKey(@Nullable String run, String path) {
        log.add("registry-key", "HKLM\\" + registry.spelling(path), "", null);
        registry.removeKey(path);
        commit(run);
    }

    /** Makes the value stand in a key that exists. */
    public synchronized void set(@Nullable String run, String path, String name, RegistryValue value) {
        Optional<RegistryValue> before = registry.value(path, name);
        registry.set(path, name, value);
        if (before.filter(value::equals).isEmpty())
            log.add("registry", valueName(path, name), Change.text(before), Change.text(Optional.of(value)));
        commit(run);
    }

    public synchronized void remove(@Nullable String run, String path, String name) {
        Optional<RegistryValue> before = registry.value(path, name);
        if (before.isEmpty()) return;
        registry.remove(path, name);
        log.add("registry", valueName(path, name), Change.text(before), null);
        commit(run);
    }

    public synchronized boolean listed(String kb) {
        return updates.containsKey(kb);
    }

    /** When Windows lists the update as installed. */
    public synchronized Optional<Instant> installed(String kb) {
        return Optional.ofNullable(updates.get(kb));
    }

    /** The machine's own clock. */
    public Instant now() {
        return clock.instant();
    }

    public synchronized Optional<String> fileVersion(String path) {
        return Optional.ofNullable(files.get(path));
    }

    public synchronized Optional<String> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    public synchronized void service(@Nullable String run, String name, String state) {
        String before = services.put(name, state);
        if (!state.equals(before)) log.add("service", name, before, state);
        commit(run);
    }

    /** The installer at this path on the host, update or product. */
    public Optional<HostState.Installer> installer(String path) {
        return Optional.ofNullable(first.installable().get(path))
                .or(() -> Optional.ofNullable(first.packages().get(path)));
    }

    public synchronized Optional<Memory.Installation> installation(String task) {
        return Optional.ofNullable(installations.get(task));
    }

    /** Starts the installer as SYSTEM under a scheduled task; it ends by itself, whatever becomes of the caller. */
    public void install(@Nullable String run, String task, String command, String file) {
        HostState.Installer installer = installer(file).orElseThrow();
        synchronized (this) {
            tasks.put(task, new HostState.Task(command, "running"));
            installations.put(task, new Memory.Installation(file, Memory.Installation.RUNNING, 0));
            log.add("task", task, null, file);
            commit(run);
        }
        agenda.after(Duration.ofSeconds(installer.seconds()), () -> {
            synchronized (this) {
                finish(task);
                commit(run);
                notifyAll();
            }
        });
    }

    /**
     * Lets simulated time pass.
     *
     * @param before done first, where it takes any
     */
    public void pass(Duration time, Runnable before) throws InterruptedException {
        Duration real = agenda.real(time);
        if (real.isZero()) return;
        before.run();
        TimeUnit.NANOSECONDS.sleep(real.toNanos());
    }

    /** Waits until the installation runs no longer, or {@code longest} of simulated time has passed. */
    public synchronized Memory.Installation await(String task, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + agenda.real(longest).toNanos();
        while (installation(task).orElseThrow().running() && System.nanoTime() < end)
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        return installation(task).orElseThrow();
    }

    public synchronized void deleteTask(@Nullable String run, String task) {
        HostState.Task before = tasks.remove(task);
        if (before != null) log.add("task", task, "", null);
        commit(run);
    }

    /** Whether the run was put back here, or putting it back has begun. */
    public synchronized boolean undone(String run) {
        return undone.contains(run);
    }

    public synchronized void markUndone(String run) {
        if (undone.add(run)) save(List.of());
    }

    /** The run that last began to change this host; empty before the first. */
    public synchronized String lastRun() {
        return lastRun;
    }

    public synchronized void came(String run) {
        if (run.equals(lastRun)) return;
        lastRun = run;
        save(List.of());
    }

    /**
     * Remembers that a restart was asked for, so that it happens even when the simulation is killed first; false when
     * one was already.
     */
    public synchronized boolean askShutdown() {
        if (shutdownAsked != null) return false;
        shutdownAsked = clock.instant();
        save(List.of());
        return true;
    }

    /** How often the fault has happened, this time not counted; counts this time. */
    public synchronized int spend(String fault) {
        int before = spent.merge(fault, 1, Integer::sum) - 1;
        save(List.of());
        return before;
    }

    /**
     * What waits for a restart: the servicing of components, Windows Update, or a file that is renamed then. A list of
     * such files without an entry waits for nothing.
     */
    public synchronized Optional<String> restartCause() {
        if (registry.exists(RESTART_PENDING)) return Optional.of("the servicing of components");
        if (registry.exists(UPDATE_PENDING)) return Optional.of("Windows Update");
        return registry.value(SESSION_MANAGER, RENAMES)
                .filter(entries -> !entries.text().isBlank())
                .map(entries -> "a file that is renamed at the next start");
    }

    /** Goes down and comes up again: what waited takes effect, and the boot time moves on. */
    public synchronized void boot() {
        installations.replaceAll((task, each) ->
                each.running() ? new Memory.Installation(each.file(), Memory.Installation.INTERRUPTED, 0) : each);
        tasks.replaceAll((name, task) -> new HostState.Task(task.command(), "ready"));
        waiting.forEach(this::putFile);
        waiting.clear();
        forgetfulness.restore(boot.forgotten(), log);
        first.traits().policies().forEach(this::rule);
        if (pendingReboot) {
            registry.removeEmpty(RESTART_PENDING);
            pendingReboot = false;
            log.add("restart-pending", name(), "true", "false");
        }
        rename();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant earliest = bootTime.plusSeconds(1);
        log.add("boot", name(), bootTime.toString(), (now.isBefore(earliest) ? earliest : now).toString());
        bootTime = now.isBefore(earliest) ? earliest : now;
        shutdownAsked = null;
        boot = computeBoot();
        commit(null);
        notifyAll();
    }

    /** What was to be renamed is, and is listed no more, as Windows does it at its start. */
    private void rename() {
        registry.value(SESSION_MANAGER, RENAMES).ifPresent(listed -> {
            registry.remove(SESSION_MANAGER, RENAMES);
            log.add("registry", valueName(SESSION_MANAGER, RENAMES), Change.text(Optional.of(listed)), null);
        });
    }

    /** Puts back what a group policy wants, as its refresh at start does. */
    private void rule(String place, Traits.Policy policy) {
        int cut = place.lastIndexOf('\\');
        String path = place.substring("HKLM\\".length(), cut);
        String name = place.substring(cut + 1);
        Optional<RegistryValue> before = registry.value(path, name);
        if (before.filter(policy.value()::equals).isPresent()) return;
        registry.create(path);
        registry.set(path, name, policy.value());
        log.add("registry", valueName(path, name), Change.text(before), Change.text(Optional.of(policy.value())));
    }

    private Memory.Boot computeBoot() {
        var schannel = new Schannel(first.os(), registry, updates.keySet());
        Memory.Boot before = boot;
        List<String> server = before != null && faults().stuckListener() ? before.server() : schannel.server();
        return new Memory.Boot(server, schannel.client(), schannel.dotnet(), forgetfulness.remember());
    }

    /** What the installer leaves behind; nothing when it is not running. */
    private void finish(String task) {
        Memory.Installation running = installation(task).orElseThrow();
        if (!running.running()) return;
        HostState.Installer installer = installer(running.file()).orElseThrow();
        String kb = installer.kb();
        long code = kb != null && updates.containsKey(kb) ? ALREADY_INSTALLED : installer.exitCode();
        if (code == 0 || code == RESTART_NEEDED) take(installer, code == RESTART_NEEDED);
        installations.put(task, new Memory.Installation(running.file(), Memory.Installation.ENDED, code));
        HostState.Task known = tasks.get(task);
        if (known != null) tasks.put(task, new HostState.Task(known.command(), "ready"));
    }

    private void take(HostState.Installer installer, boolean atNextBoot) {
        String kb = installer.kb();
        if (kb != null) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            updates.put(kb, now);
            log.add("update", kb, null, now.toString());
        } else log.add("package", String.valueOf(installer.product()), null, "");
        if (!atNextBoot) {
            installer.files().forEach(this::putFile);
            return;
        }
        waiting.putAll(installer.files());
        if (pendingReboot) return;
        registry.create(RESTART_PENDING);
        pendingReboot = true;
        log.add("restart-pending", name(), "false", "true");
    }

    private void putFile(String path, String version) {
        String before = files.put(path, version);
        if (!version.equals(before)) log.add("file", path, before, version);
    }

    private void commit(@Nullable String run) {
        log.pending().forEach(change -> watcher.accept(Optional.ofNullable(run), change));
        save(log.take(run));
    }

    private void save(List<String> lines) {
        folder.ifPresent(each -> each.save(state(), lines));
    }

    private String valueName(String path, String name) {
        return "HKLM\\" + registry.spelling(path) + "\\" + name;
    }

    private static <T> NavigableMap<String, T> ignoringCase(Map<String, T> map) {
        var copy = new TreeMap<String, T>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(map);
        return copy;
    }
}
