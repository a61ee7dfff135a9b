package io.ratchet.routes.tickets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/** Stands between us and a real ticket system: some requests it drops, of some it drops the answer. */
final class BreakingProxy implements AutoCloseable {
    private final ServerSocket socket;
    private final URI target;
    private final Random random;
    private final double share;
    int droppedBefore;
    int droppedAfter;

    /** @param share of writing requests that go wrong */
    BreakingProxy(URI target, long seed, double share) throws IOException {
        this.target = target;
        this.random = new Random(seed);
        this.share = share;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(this::serve, "breaking-proxy");
        serving.setDaemon(true);
        serving.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                pass(client);
            } catch (IOException e) {
                // The client sees a connection that breaks, which is what this is for.
            }
        }
    }

    private void pass(Socket client) throws IOException {
        byte[] request = request(client.getInputStream());
        boolean writes = !new String(request, 0, 4, StandardCharsets.ISO_8859_1).startsWith("GET");
        boolean breaks = writes && random.nextDouble() < share;
        if (breaks && random.nextBoolean()) {
            droppedBefore++;
            return;
        }
        try (Socket server = new Socket(target.getHost(), target.getPort())) {
            server.getOutputStream().write(request);
            byte[] answer = server.getInputStream().readAllBytes();
            if (breaks) droppedAfter++;
            else client.getOutputStream().write(answer);
        }
    }

    /** One request, which asks that the connection is closed after its answer. */
    private static byte[] request(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) throw new IOException("the request ended in its head");
            head.write(next);
        }
        String lines = head.toString(StandardCharsets.ISO_8859_1);
        int length = 0;
        for (String line : lines.split("\r\n"))
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        String closing = lines.replaceAll("(?i)\r\nConnection: [^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(closing.getBytes(StandardCharsets.ISO_8859_1));
        all.write(in.readNBytes(length));
        return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
