package io.ratchet.routes.night;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Simulated hosts that outlive whoever changes them: they are here, and another process reaches them over a socket. One
 * connection carries one script.
 */
final class HostWire implements AutoCloseable {
    private final Map<String, NightHost> hosts;
    private final ServerSocket socket;

    HostWire(Map<String, NightHost> hosts) throws IOException {
        this.hosts = hosts;
        this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread accepts = new Thread(this::accept, "host-wire");
        accepts.setDaemon(true);
        accepts.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed())
            try {
                Socket client = socket.accept();
                Thread serves = new Thread(() -> serve(client), "host");
                serves.setDaemon(true);
                serves.start();
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
    }

    /** A script that has arrived is carried out, whatever becomes of who sent it. */
    private void serve(Socket client) {
        try (client;
                DataInputStream in = new DataInputStream(client.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
            NightHost host = hosts.get(in.readUTF());
            String run = in.readUTF();
            Phase phase = Phase.valueOf(in.readUTF());
            String text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            LockSupport.parkNanos(
                    TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextInt(8_000)));
            synchronized (host) {
                long now = System.nanoTime() / 1_000_000;
                if (!host.up(now)) {
                    out.writeUTF(FailureCode.HOST_UNREACHABLE.name());
                    return;
                }
                Optional<HostOutput> output = host.run(new PhaseScript(run, phase, text, Duration.ofMinutes(5)), now);
                out.writeUTF(output.isPresent() ? "" : FailureCode.HOST_CONNECTION_LOST.name());
                if (output.isPresent()) out.writeUTF(output.get().stdout());
            }
        } catch (EOFException cutOff) {
            // Its sender was killed before all of it had arrived: no host ever saw it.
        } catch (IOException gone) {
            // Its sender was killed meanwhile: nobody waits for the answer.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The other end: reaches every host by its name. */
    static HostShell to(int port) {
        return (HostAddress address, PhaseScript script) -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    DataInputStream in = new DataInputStream(socket.getInputStream())) {
                byte[] text = script.text().getBytes(StandardCharsets.UTF_8);
                out.writeUTF(address.host());
                out.writeUTF(script.runId());
                out.writeUTF(script.phase().name());
                out.writeInt(text.length);
                out.write(text);
                String failure = in.readUTF();
                if (!failure.isEmpty())
                    throw FailureException.of(FailureCode.valueOf(failure), "The host does not answer.");
                return new HostOutput(0, in.readUTF(), "");
            } catch (IOException e) {
                throw FailureException.of(FailureCode.HOST_CONNECTION_LOST, "The connection broke.", e);
            }
        };
    }
}
