package io.ratchet.connectors.time;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.net.ntp.NTPUDPClient;
import org.apache.commons.net.ntp.NtpV3Packet;
import org.apache.commons.net.ntp.TimeInfo;

/**
 * Asks for the time by NTP (RFC 5905), once and without a proof of who answers: good enough to doubt a clock, not to
 * set one.
 */
public final class TimeServers {
    /** Leap indicator of a server that has no time itself. */
    private static final int NOT_IN_STEP = 3;

    /** From the one that has a clock of its own to the last that is in step with it; 0 refuses, 16 is out of step. */
    private static final int LAST_STRATUM = 15;

    private TimeServers() {}

    /**
     * Asks all at once and waits for all.
     *
     * @param patience how long each has to answer
     * @return one answer each, in their order
     */
    public static List<TimeAnswer> ask(List<TimeServer> servers, Duration patience) {
        return servers.stream()
                .map(server -> CompletableFuture.supplyAsync(() -> ask(server, patience), TimeServers::beside))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private static void beside(Runnable question) {
        Thread thread = new Thread(question, "time-server");
        thread.setDaemon(true);
        thread.start();
    }

    private static TimeAnswer ask(TimeServer server, Duration patience) {
        try (NTPUDPClient client = new NTPUDPClient()) {
            client.setDefaultTimeout(patience);
            InetAddress address = InetAddress.getByName(server.host());
            return answer(server, address, client.getTime(address, server.port()));
        } catch (UnknownHostException e) {
            return new TimeAnswer.Untold(server, "its name is not known");
        } catch (SocketTimeoutException e) {
            return new TimeAnswer.Untold(server, "no answer within " + patience.toMillis() + " ms");
        } catch (IOException e) {
            return new TimeAnswer.Untold(server, "no answer that can be used: " + e.getMessage());
        }
    }

    private static TimeAnswer answer(TimeServer server, InetAddress address, TimeInfo said) {
        NtpV3Packet message = said.getMessage();
        if (message.getMode() != NtpV3Packet.MODE_SERVER || !address.equals(said.getAddress()))
            return new TimeAnswer.Untold(server, "what came is no answer");
        boolean inStep = message.getLeapIndicator() != NOT_IN_STEP
                && message.getStratum() >= 1
                && message.getStratum() <= LAST_STRATUM;
        if (!inStep) return new TimeAnswer.Untold(server, "it has no time itself");
        return new TimeAnswer.Told(
                server, Instant.ofEpochMilli(message.getTransmitTimeStamp().getTime()));
    }
}
